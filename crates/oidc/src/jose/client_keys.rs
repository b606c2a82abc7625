//! Public keys of clients (RFC 7517), and what they signed.
//!
//! A client's tokens are not ours, so their headers have more freedom: they may lack `kid` and `typ`, and bring along
//! members that we do not know. What decides stays ours: the algorithm must be permitted and fit the key, the key is one
//! that was registered and never one that the token brings along (`jwk`, `jku`, `x5c`, `x5u`), and what must be
//! understood (`crit`) is not.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use realm::SigningAlgorithm;
use serde_json::{Map, Value};

use super::VerifyingKey;
use super::public_key::name;
use super::token::Parts;
use crate::strict_json;

/// The most keys of a client that are looked at: each is tried against a token that names none.
const MOST_KEYS: usize = 20;
/// The shortest modulus of an RSA key, in bytes: 2,048 bits (RFC 7518 §3.3).
const SHORTEST_MODULUS: usize = 256;
/// Levels of nesting in a client's claims: a request object holds the `claims` parameter.
const DEPTH: usize = 7;

/// The keys of a client that can verify something.
#[derive(Clone, Default)]
pub struct ClientKeySet {
    keys: Vec<(Option<String>, VerifyingKey)>,
}

impl ClientKeySet {
    /// Takes the usable keys out of a set: those of our algorithms, long enough, and meant for signatures. Private and
    /// symmetric members are not looked at.
    #[must_use]
    pub fn of<'a>(jwks: impl IntoIterator<Item = &'a Map<String, Value>>) -> Self {
        let keys = jwks.into_iter().take(MOST_KEYS).flat_map(usable);
        Self { keys: keys.collect() }
    }

    /// Whether nothing can be verified with it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys of a document (RFC 7517 §5). `None` when it is none.
    #[must_use]
    pub fn read(document: &[u8]) -> Option<Self> {
        const DEPTH_OF_A_SET: usize = 4;
        let set = strict_json::parse_object(document, DEPTH_OF_A_SET)?;
        Some(Self::of(set.get("keys")?.as_array()?.iter().filter_map(Value::as_object)))
    }

    /// Whether a key that a token names is there, or could be: `false` says that newer keys should be looked for.
    #[must_use]
    pub fn knows_key_of(&self, token: &str) -> bool {
        let Some(parts) = Parts::split(token, DEPTH) else { return true };
        parts.header("kid").is_none_or(|kid| self.keys.iter().any(|(id, _)| id.as_deref() == Some(kid)))
    }

    /// What a token says that it is (`typ`). To be believed only after it was verified, of which it is a part.
    pub(crate) fn declared_type(token: &str) -> Option<Value> {
        Parts::split(token, DEPTH)?.header.remove("typ")
    }

    /// The claims of a token that one of the keys signed by a permitted algorithm.
    pub(crate) fn verify(&self, token: &str, permitted: &[SigningAlgorithm]) -> Option<Map<String, Value>> {
        let parts = Parts::split(token, DEPTH)?;
        let algorithm = *permitted.iter().find(|algorithm| parts.header("alg") == Some(name(**algorithm)))?;
        if parts.header.contains_key("crit") || parts.header.contains_key("b64") {
            return None;
        }
        let kid = parts.header("kid");
        let fits = |(id, key): &&(Option<String>, VerifyingKey)| {
            key.algorithm() == algorithm && kid.is_none_or(|kid| id.as_deref() == Some(kid))
        };
        let verifies =
            |(_, key): &(Option<String>, VerifyingKey)| key.verifies(parts.signed.as_bytes(), &parts.signature);
        let verified = self.keys.iter().filter(fits).any(verifies);
        verified.then(|| strict_json::parse_object(&parts.payload, DEPTH))?
    }
}

/// One key for each algorithm that it may be used with: an RSA key that names none serves two.
pub(super) fn usable(jwk: &Map<String, Value>) -> Vec<(Option<String>, VerifyingKey)> {
    use SigningAlgorithm::{ES256, EdDSA, PS256, RS256};
    let text = |member: &str| jwk.get(member).and_then(Value::as_str);
    if text("use").is_some_and(|intended| intended != "sig") {
        return Vec::new();
    }
    let algorithms: &[SigningAlgorithm] = match (text("kty"), text("crv")) {
        (Some("RSA"), _) if modulus(jwk) >= SHORTEST_MODULUS => &[RS256, PS256],
        (Some("EC"), Some("P-256")) => &[ES256],
        (Some("OKP"), Some("Ed25519")) => &[EdDSA],
        _ => &[],
    };
    let named = |algorithm: &&SigningAlgorithm| text("alg").is_none_or(|alg| alg == name(**algorithm));
    let key =
        |algorithm: &SigningAlgorithm| Some((text("kid").map(str::to_owned), VerifyingKey::from_jwk(*algorithm, jwk)?));
    algorithms.iter().filter(named).filter_map(key).collect()
}

fn modulus(jwk: &Map<String, Value>) -> usize {
    let decoded = jwk.get("n").and_then(Value::as_str).and_then(|n| BASE64URL_NOPAD.decode(n.as_bytes()).ok());
    decoded.map_or(0, |bytes| bytes.iter().skip_while(|byte| **byte == 0).count())
}

impl fmt::Debug for ClientKeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(_, key)| key)).finish()
    }
}
