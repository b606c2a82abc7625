//! Public keys: published in the key set, and what tokens are verified with.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use josekit::jwk::Jwk;
use josekit::jws::{ES256, EdDSA, JwsVerifier, PS256, RS256};
use realm::SigningAlgorithm;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// A public key for one algorithm, with its verifier built once.
#[derive(Clone)]
pub struct VerifyingKey {
    kid: String,
    algorithm: SigningAlgorithm,
    jwk: Map<String, Value>,
    verifier: Box<dyn JwsVerifier>,
}

impl VerifyingKey {
    /// Takes the public members out of a JSON Web Key (RFC 7517), whatever else it has: a private member cannot
    /// come through. The key id is always the key's thumbprint.
    pub(super) fn from_jwk(algorithm: SigningAlgorithm, jwk: &Map<String, Value>) -> Option<Self> {
        let members = public_members(algorithm);
        let public: Map<String, Value> =
            members.iter().map(|name| Some(((*name).to_owned(), jwk.get(*name)?.clone()))).collect::<Option<_>>()?;
        let verifier = verifier(algorithm, &public)?;
        let kid = thumbprint(&public);
        let mut jwk = public;
        jwk.insert("kid".to_owned(), json!(kid));
        jwk.insert("alg".to_owned(), json!(name(algorithm)));
        jwk.insert("use".to_owned(), json!("sig"));
        Some(Self { kid, algorithm, jwk, verifier })
    }

    /// The key's id: its thumbprint (RFC 7638).
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The key as it is published, with `kid`, `alg` and `use` (RFC 7517 §4).
    #[must_use]
    pub const fn jwk(&self) -> &Map<String, Value> {
        &self.jwk
    }

    pub(super) const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.verifier.verify(message, signature).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({:?} {})", self.algorithm, self.kid)
    }
}

/// The algorithm's name in `alg` (RFC 7518 §3.1, RFC 8037 §3.1).
pub(super) const fn name(algorithm: SigningAlgorithm) -> &'static str {
    match algorithm {
        SigningAlgorithm::RS256 => "RS256",
        SigningAlgorithm::PS256 => "PS256",
        SigningAlgorithm::ES256 => "ES256",
        SigningAlgorithm::EdDSA => "EdDSA",
    }
}

/// The members that make a public key, in the order of the alphabet, as a thumbprint needs them
/// (RFC 7638 §3.2, RFC 8037 §2).
const fn public_members(algorithm: SigningAlgorithm) -> &'static [&'static str] {
    match algorithm {
        SigningAlgorithm::RS256 | SigningAlgorithm::PS256 => &["e", "kty", "n"],
        SigningAlgorithm::ES256 => &["crv", "kty", "x", "y"],
        SigningAlgorithm::EdDSA => &["crv", "kty", "x"],
    }
}

fn verifier(algorithm: SigningAlgorithm, public: &Map<String, Value>) -> Option<Box<dyn JwsVerifier>> {
    let jwk = Jwk::from_map(public.clone()).ok()?;
    Some(match algorithm {
        SigningAlgorithm::RS256 => Box::new(RS256.verifier_from_jwk(&jwk).ok()?),
        SigningAlgorithm::PS256 => Box::new(PS256.verifier_from_jwk(&jwk).ok()?),
        SigningAlgorithm::ES256 => Box::new(ES256.verifier_from_jwk(&jwk).ok()?),
        SigningAlgorithm::EdDSA => Box::new(EdDSA.verifier_from_jwk(&jwk).ok()?),
    })
}

/// RFC 7638 §3: the SHA-256 of the public members alone, in their order, without white space.
fn thumbprint(public: &Map<String, Value>) -> String {
    let members: Vec<String> = public.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    BASE64URL_NOPAD.encode(&Sha256::digest(format!("{{{}}}", members.join(","))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        // RFC 8037 Appendix A.3.
        let jwk =
            json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "private"});
        let key = VerifyingKey::from_jwk(SigningAlgorithm::EdDSA, jwk.as_object().unwrap()).unwrap();
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let names: Vec<&str> = key.jwk().keys().map(String::as_str).collect();
        assert_eq!(names, ["crv", "kty", "x", "kid", "alg", "use"]);
    }
}
