//! A client's certificate, as the connection showed it (RFC 8705).
//!
//! TLS has checked that the client holds the certificate's key, and nothing else. Whether the certificate is that of
//! the client that the request names is decided here: by an authority and a subject (§2.1), or by a key that the client
//! registered (§2.2).

mod subject;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_parser::oid_registry::{OID_EC_P256, OID_NIST_EC_P384, OID_NIST_EC_P521, OID_SIG_ED25519, Oid};
use x509_parser::parse_x509_certificate;
use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use self::subject::DistinguishedName;

/// A certificate whose key the peer holds, with those that it sent along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// In DER, the peer's own first; never empty.
    chain: Arc<[Vec<u8>]>,
}

/// Whose certificates are accepted from clients that name a subject (`tls_client_auth`).
#[derive(Clone, Debug, Default)]
pub struct CertificateAuthorities(Vec<TrustAnchor<'static>>);

/// A file of authorities that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("certificates of authorities in PEM are expected")]
pub struct BadAuthorities;

impl CertificateAuthorities {
    /// Reads the certificates of a PEM file; at least one.
    ///
    /// # Errors
    /// [`BadAuthorities`]
    pub fn from_pem(pem: &[u8]) -> Result<Self, BadAuthorities> {
        let certificates =
            CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>().map_err(|_| BadAuthorities)?;
        let anchor = |der| anchor_from_trusted_cert(der).map(|anchor| anchor.to_owned()).map_err(|_| BadAuthorities);
        let anchors = certificates.iter().map(anchor).collect::<Result<Vec<_>, _>>()?;
        if anchors.is_empty() { Err(BadAuthorities) } else { Ok(Self(anchors)) }
    }
}

impl ClientCertificate {
    /// Takes what the connection showed: certificates in DER, the peer's own first. `None` when that is no X.509
    /// certificate.
    #[must_use]
    pub fn read(chain: Arc<[Vec<u8>]>) -> Option<Self> {
        let certificate = Self { chain };
        certificate.parsed().is_some().then_some(certificate)
    }

    /// The SHA-256 of the certificate in base64url: the member `x5t#S256` of `cnf` (RFC 8705 §3.1).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        BASE64URL_NOPAD.encode(&Sha256::digest(self.own()))
    }

    /// Whether an authority vouches for it, now and for clients (RFC 5280 §6, §4.2.1.12).
    #[must_use]
    pub fn is_vouched_for(&self, authorities: &CertificateAuthorities, now: DateTime<Utc>) -> bool {
        let own = CertificateDer::from(self.own());
        let between: Vec<_> = self.chain.iter().skip(1).map(|der| CertificateDer::from(der.as_slice())).collect();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now.timestamp()).unwrap_or_default()));
        let usage = KeyUsage::client_auth();
        EndEntityCert::try_from(&own).is_ok_and(|own| {
            own.verify_for_usage(ALL_VERIFICATION_ALGS, &authorities.0, &between, now, usage, None, None).is_ok()
        })
    }

    /// Whether its subject is this one (RFC 8705 §2.1.2), written as RFC 4514 says. Types may be named or numbered and
    /// characters escaped or not; values are compared without regard to case and to how many spaces there are, as
    /// directories do (RFC 5280 §7.1).
    #[must_use]
    pub fn has_subject(&self, expected: &str) -> bool {
        let own = self.parsed().map(|certificate| DistinguishedName::of(certificate.subject()));
        own.is_some_and(|own| !own.is_empty() && DistinguishedName::parse(expected) == Some(own))
    }

    /// Whether it is the certificate of one of these JSON Web Keys (`x5c`, RFC 7517 §4.7), or its public key is one of
    /// them (RFC 8705 §2.2.2).
    #[must_use]
    pub fn is_one_of(&self, keys: &[Map<String, Value>]) -> bool {
        let Some(certificate) = self.parsed() else { return false };
        keys.iter().any(|key| match key.get("x5c") {
            Some(chain) => is_in_jwk(chain, self.own()),
            None => is_key(key, certificate.public_key()),
        })
    }

    fn own(&self) -> &[u8] {
        self.chain.first().map(Vec::as_slice).unwrap_or_default()
    }

    fn parsed(&self) -> Option<X509Certificate<'_>> {
        let (rest, certificate) = parse_x509_certificate(self.own()).ok()?;
        rest.is_empty().then_some(certificate)
    }
}

/// The first of `x5c` is the key's certificate, in base64 that is not base64url.
fn is_in_jwk(chain: &Value, own: &[u8]) -> bool {
    let first = chain.get(0).and_then(Value::as_str).and_then(|first| BASE64.decode(first.as_bytes()).ok());
    first.is_some_and(|first| first == own)
}

/// RFC 7518 §6.2 and §6.3, RFC 8037 §2.
fn is_key(jwk: &Map<String, Value>, key: &SubjectPublicKeyInfo<'_>) -> bool {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let bytes = |name: &str| BASE64URL_NOPAD.decode(text(name)?.as_bytes()).ok();
    let parameter = key.algorithm.parameters.as_ref().and_then(|parameters| parameters.as_oid().ok());
    match (text("kty"), key.parsed()) {
        (Some("RSA"), Ok(PublicKey::RSA(rsa))) => {
            let same = |name: &str, number: &[u8]| bytes(name).is_some_and(|b| unsigned(&b) == unsigned(number));
            same("n", rsa.modulus) && same("e", rsa.exponent)
        }
        (Some("EC"), Ok(PublicKey::EC(point))) => {
            let same_curve = text("crv").and_then(curve).is_some_and(|curve| parameter == Some(curve));
            let coordinates = bytes("x").zip(bytes("y")).filter(|(x, y)| x.len() == y.len());
            // SEC 1 §2.3.3: a point that is not compressed.
            same_curve && coordinates.is_some_and(|(x, y)| [&[4][..], &x, &y].concat() == point.data())
        }
        (Some("OKP"), _) => {
            let is_ed25519 = text("crv") == Some("Ed25519") && key.algorithm.algorithm == OID_SIG_ED25519;
            is_ed25519 && bytes("x").is_some_and(|x| x == key.subject_public_key.data.as_ref())
        }
        _ => false,
    }
}

fn curve(name: &str) -> Option<Oid<'static>> {
    match name {
        "P-256" => Some(OID_EC_P256),
        "P-384" => Some(OID_NIST_EC_P384),
        "P-521" => Some(OID_NIST_EC_P521),
        _ => None,
    }
}

/// A number without the zeros before it, which DER writes where the first bit is set.
fn unsigned(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
