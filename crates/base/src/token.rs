//! Random values handed out, and the hashes by which they are recognised again.
//!
//! Codes, cookies and links are stored as hashes only: a stolen database opens nothing. A plain SHA-256 is
//! enough, because what is hashed has 256 random bits and cannot be guessed.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::ZeroizeOnDrop;

use crate::Secret;

/// 256 random bits in base64url: an authorization code, a cookie's value, the secret of a link.
#[derive(Clone, ZeroizeOnDrop)]
pub struct RandomToken(String);

/// The SHA-256 of a token, in base64url: what is stored in its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenHash(String);

impl RandomToken {
    /// A new token from the operating system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        Self(BASE64URL_NOPAD.encode(&random_bytes::<32>()))
    }

    /// The token as it is handed out. It must not be stored or logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored in the token's place.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

impl fmt::Debug for RandomToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomToken(…)")
    }
}

impl TokenHash {
    /// The hash of a token that somebody presents.
    #[must_use]
    pub fn of(presented: &str) -> Self {
        Self(BASE64URL_NOPAD.encode(&Sha256::digest(presented.as_bytes())))
    }

    /// The hash as its row or key keeps it: 43 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A random text that people read off paper and type: no letter or digit that looks like another, 64 bits in thirteen
/// characters.
#[must_use]
pub fn random_typable(length: usize) -> Secret {
    const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut text = String::with_capacity(length);
    while text.len() < length {
        // Five bits choose among 32; the one too many is drawn again, so that none is likelier.
        let [byte] = random_bytes::<1>();
        text.extend(ALPHABET.get(usize::from(byte & 31)).map(|character| char::from(*character)));
    }
    Secret::new(text)
}

/// Random bytes from the operating system.
///
/// A machine without random numbers cannot run an identity provider: the process ends.
#[must_use]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    #[expect(clippy::expect_used, reason = "without random numbers nothing that follows would be safe")]
    getrandom::fill(&mut bytes).expect("the operating system gives no random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_has_no_look_alikes() {
        let text = random_typable(2_000);
        let found: std::collections::BTreeSet<char> = text.expose().chars().collect();
        assert_eq!((text.expose().len(), found.len()), (2_000, 31));
        assert!("01iloILO".chars().all(|look_alike| !found.contains(&look_alike)));
    }

    #[test]
    fn a_token_is_recognised_by_its_hash_alone() {
        let token = RandomToken::generate();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(TokenHash::of(token.expose()), token.hash());
        assert_ne!(RandomToken::generate().hash(), token.hash());
        assert!(!format!("{token:?}").contains(token.expose()));
    }
}
