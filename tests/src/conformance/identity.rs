//! The certificates and keys of a run: the server's, and those of the applications that the suite plays.

use std::fs;

use anyhow::Context as _;
use data_encoding::BASE64URL_NOPAD;
use rcgen::{KeyPair, PublicKeyData as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Conformance;
use super::clients::Fapi;
use crate::certificates::Authority;

/// The authority's certificate, in the run's folder.
pub(super) const AUTHORITY: &str = "tls/ca.pem";
/// The server's certificate.
pub(super) const SERVER_CERTIFICATE: &str = "tls/certificate.pem";
/// The server's key.
pub(super) const SERVER_KEY: &str = "tls/key.pem";

/// Where the applications' certificates and keys are kept.
const APPLICATIONS: &str = "tls/applications.json";

/// What proves the applications to the provider, and the provider to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identities {
    /// The authority's certificate, in PEM.
    pub authority: String,
    applications: Vec<ApplicationIdentity>,
    host: String,
}

/// What proves one application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApplicationIdentity {
    /// The application.
    pub client_id: String,
    /// Its certificate and key, in PEM; the subject is `CN=` and the client id.
    pub certificate: String,
    /// That certificate's key.
    pub certificate_key: String,
    /// Its signing key, a private JSON Web Key for ES256.
    pub jwk: Value,
}

impl Identities {
    /// Those of a run's folder, made the first time, and again for another host.
    pub(super) fn in_folder(run: &Conformance) -> anyhow::Result<Self> {
        let path = run.folder.join(APPLICATIONS);
        if let Ok(text) = fs::read_to_string(&path) {
            let kept: Self = serde_json::from_str(&text).with_context(|| format!("{}", path.display()))?;
            if kept.host == run.host {
                return Ok(kept);
            }
        }
        let made = Self::make(run)?;
        fs::write(&path, serde_json::to_string_pretty(&made)? + "\n")?;
        Ok(made)
    }

    fn make(run: &Conformance) -> anyhow::Result<Self> {
        let authority = Authority::new("Warifu conformance authority")?;
        fs::create_dir_all(run.folder.join("tls"))?;
        fs::write(run.folder.join(AUTHORITY), &authority.certificate)?;
        let server = authority.server(&[&run.host, "localhost", "127.0.0.1"])?;
        let at = |name: &str| run.folder.join(name);
        server.write(&at(SERVER_CERTIFICATE), &at(SERVER_KEY))?;
        let applications = Fapi::all().flat_map(|fapi| fapi.client_ids()).map(|client_id| {
            let certificate = authority.client(&client_id)?;
            let jwk = private_jwk(&client_id)?;
            Ok(ApplicationIdentity {
                client_id,
                certificate: certificate.certificate,
                certificate_key: certificate.key,
                jwk,
            })
        });
        let applications = applications.collect::<anyhow::Result<_>>()?;
        Ok(Self { authority: authority.certificate, applications, host: run.host.clone() })
    }

    /// What proves an application.
    ///
    /// # Errors
    /// When there is no such application.
    pub fn of(&self, client_id: &str) -> anyhow::Result<&ApplicationIdentity> {
        let found = self.applications.iter().find(|application| application.client_id == client_id);
        found.with_context(|| format!("no application {client_id}"))
    }
}

/// A new key as a private JWK (RFC 7518 §6.2), with the members that the suite wants.
fn private_jwk(client_id: &str) -> anyhow::Result<Value> {
    let key = KeyPair::generate()?;
    let point = key.der_bytes().to_vec();
    let (x, y) = point.get(1..).context("a point")?.split_at_checked(32).context("two coordinates")?;
    let secret = private_scalar(&key.serialize_der()).context("a scalar")?;
    let encoded = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    Ok(json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": format!("{client_id}-1"),
        "x": encoded(x), "y": encoded(y), "d": encoded(&secret),
    }))
}

/// The private number within a PKCS #8 key of P-256: the octet string of 32 bytes in its ECPrivateKey (RFC 5915 §3).
fn private_scalar(pkcs8: &[u8]) -> Option<Vec<u8>> {
    /// `version INTEGER 1, privateKey OCTET STRING (SIZE 32)`
    const BEFORE: [u8; 5] = [0x02, 0x01, 0x01, 0x04, 0x20];
    let at = pkcs8.windows(BEFORE.len()).position(|window| window == BEFORE)? + BEFORE.len();
    pkcs8.get(at..at + 32).map(<[u8]>::to_vec)
}
