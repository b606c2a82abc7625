//! Tokens that bring along the key that signed them (RFC 7515 §4.1.3).
//!
//! Such a token proves one thing: whoever made it holds that key. Who that is, it cannot say. So this is apart from
//! every other way of verifying, and leads to a key and never to a client.

use realm::SigningAlgorithm;
use serde_json::{Map, Value};

use super::VerifyingKey;
use super::client_keys::usable;
use super::public_key::name;
use super::token::Parts;
use crate::strict_json;

/// Members that no public key has (RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/// Levels of nesting in the header: the key is an object in it.
const DEPTH: usize = 3;

/// The key and the claims of a token of this `typ` that its own key signed by a permitted algorithm. `None` for any
/// other text, and where the key has a private part.
pub(crate) fn verify_by_own_key(
    token: &str,
    typ: &str,
    permitted: &[SigningAlgorithm],
) -> Option<(VerifyingKey, Map<String, Value>)> {
    let parts = Parts::split(token, DEPTH)?;
    let algorithm = *permitted.iter().find(|algorithm| parts.header("alg") == Some(name(**algorithm)))?;
    if parts.header("typ") != Some(typ) || parts.header.contains_key("crit") || parts.header.contains_key("b64") {
        return None;
    }
    let jwk = parts.header.get("jwk")?.as_object()?;
    if PRIVATE_MEMBERS.iter().any(|member| jwk.contains_key(*member)) {
        return None;
    }
    let key = usable(jwk).into_iter().map(|(_, key)| key).find(|key| key.algorithm() == algorithm)?;
    if !key.verifies(parts.signed.as_bytes(), &parts.signature) {
        return None;
    }
    let claims = strict_json::parse_object(&parts.payload, DEPTH)?;
    Some((key, claims))
}
