//! Passwords: hashed with Argon2id (RFC 9106), and the issued ones hashed only when they are first used.
//!
//! Verifying always costs one hash, whatever is stored and whether an account exists at all, so that the time of an
//! answer says nothing about the ID. Hashing takes tens of milliseconds of a core: callers run it in a bounded pool.

use argon2::password_hash::phc::PasswordHash as PhcString;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use base::{AccountId, KeyEncryptionKey, Purpose, RealmName, SealedFor, Secret};
use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::{Factor, Proof};

/// The longest password that is hashed, in bytes of UTF-8; a longer one is never anybody's.
const LONGEST: usize = 1024;
/// How many hexadecimal digits of a digest make a mark.
const MARK: usize = 4;

/// What one hash costs. The default is OWASP's: 19 MiB of memory, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB; at least 8.
    pub memory_kib: u32,
    /// Passes over the memory; at least 1.
    pub passes: u32,
}

impl Default for HashCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

impl HashCost {
    /// The least that Argon2 allows: for tests, never for a service.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1 };

    fn hasher(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, self.passes, 1, None).unwrap_or_default();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }
}

/// An Argon2id hash in PHC string format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The hash as its row keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PasswordHash {
    fn from(phc: String) -> Self {
        Self(phc)
    }
}

/// A password as somebody typed it, in the form in which it is compared: Unicode NFC, the yen sign as the backslash
/// whose key and code it shares on Japanese keyboards, and in small letters where the realm ignores case.
#[derive(Clone, Debug)]
pub struct TypedPassword(Secret);

impl TypedPassword {
    /// Brings what was typed into that form.
    #[must_use]
    pub fn new(typed: &Secret, ignore_case: bool) -> Self {
        let composed: String = typed.expose().nfc().map(|c| if c == '¥' { '\\' } else { c }).collect();
        Self(Secret::new(if ignore_case { composed.to_lowercase() } else { composed }))
    }

    /// Hashes the password with a new salt. `None` when it is longer than any password may be (1,024 bytes), though
    /// the time is spent all the same.
    #[must_use]
    pub fn hash(&self, cost: HashCost) -> Option<PasswordHash> {
        let hashed = cost.hasher().hash_password(self.bytes()).ok()?;
        (self.0.expose().len() <= LONGEST).then(|| PasswordHash(hashed.to_string()))
    }

    /// A mark by which a password that was wrong is recognised when it comes again: 16 bits of a keyed digest, bound to
    /// the realm and to whose password it was to be. So little, because a wrong password is often the right one of
    /// another site: even with the key, of a dictionary's words one in 65,536 has the same mark.
    #[must_use]
    pub fn mark(&self, key: &KeyEncryptionKey, realm: &RealmName, whose: &str) -> String {
        let place = SealedFor { purpose: Purpose::WrongPassword, realm, row: whose };
        key.digest(place, self.bytes()).chars().take(MARK).collect()
    }

    /// The password itself, for the rules of a new one.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }

    fn bytes(&self) -> &[u8] {
        let bytes = self.0.expose().as_bytes();
        bytes.get(..LONGEST).unwrap_or(bytes)
    }
}

/// What an account's row holds to recognise its password by.
#[derive(Clone, Debug)]
pub enum StoredPassword {
    /// A password that was used before.
    Hashed(PasswordHash),
    /// An issued password before its first use, opened from its seal.
    Issued(TypedPassword),
}

/// A password that was right.
#[derive(Clone, Debug)]
pub struct PasswordMatch {
    /// The proof of it.
    pub proof: Proof,
    /// The hash to store from now on, where the stored form is not what it should be.
    pub rehash: Option<PasswordHash>,
}

impl StoredPassword {
    /// Whether a typed password is this one. It proves nothing: for that there is [`verify`](Self::verify).
    pub(crate) fn is(&self, typed: &TypedPassword) -> bool {
        match self {
            Self::Hashed(hash) => matches_hash(hash, typed),
            Self::Issued(issued) => issued.0.matches(&typed.0),
        }
    }

    /// Checks a typed password against what is stored for an account, at the cost of one hash whatever the outcome.
    /// Without an account, pass `None`: the time is the same and the answer is `None`.
    #[must_use]
    pub fn verify(
        stored: Option<(AccountId, &Self)>,
        typed: &TypedPassword,
        cost: HashCost,
        now: DateTime<Utc>,
    ) -> Option<PasswordMatch> {
        let (account, rehash) = match stored {
            Some((account, Self::Hashed(hash))) if matches_hash(hash, typed) => (account, None),
            Some((_, Self::Hashed(_))) => return None,
            Some((account, Self::Issued(issued))) => {
                let hash = typed.hash(cost);
                if !issued.0.matches(&typed.0) {
                    return None;
                }
                (account, hash)
            }
            None => {
                let _spent_all_the_same = typed.hash(cost);
                return None;
            }
        };
        Some(PasswordMatch { proof: Proof::new(account, Factor::Password, now), rehash })
    }
}

fn matches_hash(hash: &PasswordHash, typed: &TypedPassword) -> bool {
    let Ok(phc) = PhcString::new(&hash.0) else { return false };
    Argon2::default().verify_password(typed.bytes(), &phc).is_ok() && typed.0.expose().len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> TypedPassword {
        TypedPassword::new(&text.to_owned().into(), false)
    }

    #[test]
    fn only_the_right_password_is_a_proof() {
        let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
        let stored = StoredPassword::Hashed(typed("みなと-2026").hash(HashCost::LEAST).unwrap());
        let verify = |text: &str| StoredPassword::verify(Some((account, &stored)), &typed(text), HashCost::LEAST, now);

        let right = verify("みなと-2026").unwrap();
        assert_eq!((right.proof.account(), right.proof.factor()), (account, Factor::Password));
        assert!(right.rehash.is_none());
        assert!(verify("みなと-2027").is_none());
        assert!(verify("").is_none());
        assert!(StoredPassword::verify(None, &typed("みなと-2026"), HashCost::LEAST, now).is_none());
    }

    #[test]
    fn an_issued_password_is_hashed_at_its_first_use() {
        let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
        let issued = StoredPassword::Issued(typed("301234519901101"));
        let first = StoredPassword::verify(Some((account, &issued)), &typed("301234519901101"), HashCost::LEAST, now);
        let stored = StoredPassword::Hashed(first.unwrap().rehash.unwrap());
        let second = StoredPassword::verify(Some((account, &stored)), &typed("301234519901101"), HashCost::LEAST, now);
        assert!(second.unwrap().rehash.is_none());
        assert!(StoredPassword::verify(Some((account, &issued)), &typed("x"), HashCost::LEAST, now).is_none());
    }

    #[test]
    fn composed_and_decomposed_kana_are_one_password() {
        let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
        let stored = StoredPassword::Hashed(typed("が").hash(HashCost::LEAST).unwrap());
        assert!(StoredPassword::verify(Some((account, &stored)), &typed("か\u{3099}"), HashCost::LEAST, now).is_some());
    }

    #[test]
    fn the_yen_sign_is_the_backslash() {
        let stored = StoredPassword::Hashed(typed("umi¥yama").hash(HashCost::LEAST).unwrap());
        assert!(stored.is(&typed("umi\\yama")) && !stored.is(&typed("umi/yama")));
    }

    #[test]
    fn a_mark_is_short_and_belongs_to_one_key_realm_and_account() {
        let (key, minato, kogane) =
            (KeyEncryptionKey::generate(), "minato".parse().unwrap(), "kogane".parse().unwrap());
        let marks = [
            typed("a").mark(&key, &minato, "1"),
            typed("b").mark(&key, &minato, "1"),
            typed("a").mark(&key, &minato, "2"),
            typed("a").mark(&key, &kogane, "1"),
            typed("a").mark(&KeyEncryptionKey::generate(), &minato, "1"),
        ];
        assert!(marks.iter().all(|mark| mark.len() == MARK));
        assert_eq!(marks[0], typed("a").mark(&key, &minato, "1"));
        let others = marks.iter().filter(|mark| **mark != marks[0]).count();
        assert!(others >= 3, "of four, two are alike by chance once in millions: {marks:?}");
    }

    #[test]
    fn a_password_beyond_the_limit_is_nobodys() {
        let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
        let longest = "a".repeat(LONGEST);
        let stored = StoredPassword::Hashed(typed(&longest).hash(HashCost::LEAST).unwrap());
        let longer = typed(&format!("{longest}b"));
        assert!(StoredPassword::verify(Some((account, &stored)), &longer, HashCost::LEAST, now).is_none());
        assert!(longer.hash(HashCost::LEAST).is_none());
    }
}
