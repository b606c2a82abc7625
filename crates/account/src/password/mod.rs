//! Passwords: hashed with Argon2id (RFC 9106), and the issued ones hashed only when they are first used.
//!
//! Verifying always costs one hash, whatever is stored and whether an account exists at all, so that the time of an
//! answer says nothing about the ID. Hashing takes tens of milliseconds of a core: callers run it in a bounded pool.

use base::{AccountId, KeyEncryptionKey, Purpose, RealmName, SealedFor, Secret};
use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;

use crate::{Factor, Proof};

mod hasher;
mod imported;

pub use hasher::{HashCost, PasswordHasher};

/// The longest password that is hashed, in bytes of UTF-8; a longer one is never anybody's.
const LONGEST: usize = 1024;
/// How many hexadecimal digits of a digest make a mark.
const MARK: usize = 4;

/// A hash in PHC string format: ours, or an imported one until its member signs in.
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
    pub fn hash(&self, hasher: &mut PasswordHasher) -> Option<PasswordHash> {
        hasher.hash(self.bytes()).filter(|_| self.0.expose().len() <= LONGEST)
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
    pub(crate) fn is(&self, typed: &TypedPassword, hasher: &mut PasswordHasher) -> bool {
        match self {
            Self::Hashed(hash) => matches_hash(hash, typed, hasher),
            Self::Issued(issued) => issued.0.matches(&typed.0),
        }
    }

    /// Checks a typed password against what is stored for an account, at the cost of one hash whatever the outcome.
    /// Without an account, pass `None`: the time is the same and the answer is `None`. A hash that is not as it would
    /// be made today, an imported one among them, costs what it costs, and is made anew when the password is right.
    #[must_use]
    pub fn verify(
        stored: Option<(AccountId, &Self)>,
        typed: &TypedPassword,
        hasher: &mut PasswordHasher,
        now: DateTime<Utc>,
    ) -> Option<PasswordMatch> {
        let (account, rehash) = match stored {
            Some((account, Self::Hashed(hash))) if matches_hash(hash, typed, hasher) => {
                (account, if hasher.is_current(hash) { None } else { typed.hash(hasher) })
            }
            Some((_, Self::Hashed(_))) => return None,
            Some((account, Self::Issued(issued))) => {
                let hash = typed.hash(hasher);
                if !issued.0.matches(&typed.0) {
                    return None;
                }
                (account, hash)
            }
            None => {
                let _spent_all_the_same = typed.hash(hasher);
                return None;
            }
        };
        Some(PasswordMatch { proof: Proof::new(account, Factor::Password, now), rehash })
    }
}

fn matches_hash(hash: &PasswordHash, typed: &TypedPassword, hasher: &mut PasswordHasher) -> bool {
    hasher.verify(typed.bytes(), hash) && typed.0.expose().len() <= LONGEST
}

#[cfg(test)]
mod tests;
