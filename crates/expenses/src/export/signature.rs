//! The insurer's signature of a tax-return file: an enveloped XML signature (W3C XML Signature Syntax and Processing,
//! 2008) over the form.
//!
//! Which algorithms the tax agency takes is not published. These are the recommendation's own: Canonical XML 1.0, SHA-256,
//! RSA. A signer is made only where key and certificate belong together, and each signature is verified with the
//! certificate before it leaves: a file whose signature is broken is worse than none.

use std::{fmt, io};

use data_encoding::BASE64;
use quick_xml::writer::Writer;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};
use webpki::EndEntityCert;
use webpki::ring::RSA_PKCS1_2048_8192_SHA256;

use super::tax_xml::{FORM, NAMESPACES, attribute, text};

const CANONICAL: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// The insurer's private key and the certificate of it.
pub struct Signer {
    key: RsaKeyPair,
    certificate: CertificateDer<'static>,
}

/// A key and a certificate that cannot sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSigner {
    /// The key is not an RSA key of 2048 to 4096 bits in PEM.
    #[error("an RSA key of 2048 to 4096 bits in PEM is expected")]
    Key,
    /// The certificate is no X.509 certificate (version 3) in PEM.
    #[error("an X.509 certificate in PEM is expected")]
    Certificate,
    /// They do not belong together.
    #[error("the certificate is not of this key")]
    NotOfThisKey,
}

/// A signature that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SigningFailed {
    /// The key made none, or one that the certificate does not verify.
    #[error("the form could not be signed")]
    Unverified,
    /// What was to be signed could not be written.
    #[error("the form could not be written")]
    Unwritten(#[from] io::Error),
}

impl Signer {
    /// The signer with this key (PKCS #8 or PKCS #1) and this certificate, both in PEM.
    ///
    /// # Errors
    /// [`BadSigner`]
    pub fn from_pem(key: &str, certificate: &str) -> Result<Self, BadSigner> {
        let key = match PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| BadSigner::Key)? {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(BadSigner::Key),
        };
        let key = key.map_err(|_| BadSigner::Key)?;
        let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).map_err(|_| BadSigner::Certificate)?;
        EndEntityCert::try_from(&certificate).map_err(|_| BadSigner::Certificate)?;
        let signer = Self { key, certificate };
        signer.sign_bytes(b"do key and certificate belong together?").ok_or(BadSigner::NotOfThisKey)?;
        Ok(signer)
    }

    /// The signature of a form in canonical form, to be put before the form's end.
    pub(super) fn sign(&self, form: &[u8]) -> Result<Vec<u8>, SigningFailed> {
        let digest = BASE64.encode(&Sha256::digest(form));
        // Taken out of the file, the element inherits the root's declarations (Canonical XML §2.4): so it is signed.
        let canonical = signed_info(&digest, &NAMESPACES)?;
        let signature = self.sign_bytes(&canonical).ok_or(SigningFailed::Unverified)?;
        let in_the_file = signed_info(&digest, &[])?;
        let mut writer = Writer::new(Vec::new());
        writer.create_element("dsig:Signature").write_inner_content(|writer| {
            writer.get_mut().extend_from_slice(&in_the_file);
            text(writer, "dsig:SignatureValue", &BASE64.encode(&signature))?;
            writer.create_element("dsig:KeyInfo").write_inner_content(|writer| {
                writer.create_element("dsig:X509Data").write_inner_content(|writer| {
                    text(writer, "dsig:X509Certificate", &BASE64.encode(&self.certificate))
                })?;
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(writer.into_inner())
    }

    /// A signature that the certificate verifies.
    fn sign_bytes(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).ok()?;
        let certificate = EndEntityCert::try_from(&self.certificate).ok()?;
        certificate.verify_signature(RSA_PKCS1_2048_8192_SHA256, message, &signature).ok()?;
        Some(signature)
    }
}

/// Shows nothing of the key.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(…)")
    }
}

fn signed_info(digest: &str, declared: &[(&str, &str)]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    let element = writer.create_element("dsig:SignedInfo").with_attributes(declared.iter().copied().map(attribute));
    element.write_inner_content(|writer| {
        algorithm(writer, "dsig:CanonicalizationMethod", CANONICAL)?;
        algorithm(writer, "dsig:SignatureMethod", RSA_SHA256)?;
        let reference = format!("#{FORM}");
        let reference = writer.create_element("dsig:Reference").with_attribute(attribute(("URI", &reference)));
        reference.write_inner_content(|writer| {
            writer.create_element("dsig:Transforms").write_inner_content(|writer| {
                algorithm(writer, "dsig:Transform", ENVELOPED)?;
                algorithm(writer, "dsig:Transform", CANONICAL)
            })?;
            algorithm(writer, "dsig:DigestMethod", SHA256)?;
            text(writer, "dsig:DigestValue", digest)
        })?;
        Ok(())
    })?;
    Ok(writer.into_inner())
}

/// An element that names an algorithm. Canonical XML has no empty tags.
fn algorithm(writer: &mut Writer<Vec<u8>>, name: &str, algorithm: &str) -> io::Result<()> {
    let element = writer.create_element(name).with_attribute(attribute(("Algorithm", algorithm)));
    element.write_inner_content(|_| Ok(()))?;
    Ok(())
}
