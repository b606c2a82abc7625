//! Proofs that a client holds a key, request by request (RFC 9449).
//!
//! A token that is bound to a key is worth nothing to whoever steals it without the key. What is checked here is all
//! that a proof can say by itself; that it comes once, the caller sees to with [`DpopProof::once`].

use base::TokenHash;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use realm::SigningAlgorithm;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::jose::verify_by_own_key;

/// With what proofs are signed: what FAPI 2.0 Security Profile §5.4 allows.
pub const ALGORITHMS: [SigningAlgorithm; 3] =
    [SigningAlgorithm::PS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA];

/// How old a proof may be: a client makes one for each request.
const OLDEST: TimeDelta = TimeDelta::seconds(60);
/// How far ahead of ours a client's clock may be.
const AHEAD: TimeDelta = TimeDelta::seconds(30);
/// The longest id of a proof that is remembered.
const LONGEST_ID: usize = 255;

/// What a proof must be made for (RFC 9449 §4.2).
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The addresses under which clients know what they call.
    pub addresses: &'a [&'a str],
    /// The access token that is presented with it.
    pub access_token: Option<&'a str>,
}

/// A proof that was right. Only [`verify`](Self::verify) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DpopProof {
    thumbprint: KeyThumbprint,
    once: TokenHash,
    until: DateTime<Utc>,
}

/// The SHA-256 thumbprint of a public key in base64url (RFC 7638): `jkt` and `dpop_jkt`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct KeyThumbprint(String);

/// A proof that proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the DPoP proof is not good")]
pub struct BadProof;

impl KeyThumbprint {
    /// Reads what a client says of its key: 32 bytes in base64url.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DpopProof {
    /// Checks a proof as RFC 9449 §4.3 lists it: a signed token of its type with a public key that signed it, made for
    /// this call, now.
    ///
    /// # Errors
    /// [`BadProof`], whatever is wrong.
    pub fn verify(proof: &str, call: &Call<'_>, now: DateTime<Utc>) -> Result<Self, BadProof> {
        let (key, claims) = verify_by_own_key(proof, "dpop+jwt", &ALGORITHMS).ok_or(BadProof)?;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let id = text("jti").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID).ok_or(BadProof)?;
        let is_for_this = text("htm") == Some(call.method)
            && text("htu").is_some_and(|address| call.addresses.iter().any(|ours| is_same(address, ours)))
            && call.access_token.is_none_or(|token| text("ath") == Some(&hash_of(token)));
        let until = good_until(&claims, now).filter(|_| is_for_this).ok_or(BadProof)?;
        Ok(Self {
            once: TokenHash::of(&format!("{} {id}", key.kid())),
            thumbprint: KeyThumbprint(key.kid().to_owned()),
            until,
        })
    }

    /// The key that made it.
    #[must_use]
    pub const fn thumbprint(&self) -> &KeyThumbprint {
        &self.thumbprint
    }

    /// Under what it is to be remembered, and until when, so that it counts once (RFC 9449 §11.1).
    #[must_use]
    pub const fn once(&self) -> (&TokenHash, DateTime<Utc>) {
        (&self.once, self.until)
    }
}

/// The first moment at which a proof of now would be too old. `None` when it is already, or was made later than now.
fn good_until(claims: &Map<String, Value>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let made = DateTime::from_timestamp(claims.get("iat")?.as_i64()?, 0)?;
    (now - made <= OLDEST && made - now <= AHEAD).then(|| made + OLDEST + TimeDelta::seconds(1))
}

/// Whether two addresses are one but for query and fragment, after the usual normalisation (RFC 9449 §4.3 step 9).
fn is_same(said: &str, ours: &str) -> bool {
    let place = |address: &str| {
        let mut address = Url::parse(address).ok()?;
        address.set_query(None);
        address.set_fragment(None);
        Some(address)
    };
    place(said).is_some_and(|said| place(ours) == Some(said))
}

/// RFC 9449 §4.2: the SHA-256 of the token's text in base64url.
fn hash_of(token: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(token))
}

#[cfg(test)]
mod tests;
