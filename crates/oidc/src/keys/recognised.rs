//! Tokens whose signature was found good a moment ago, so that an application that comes with the same token a hundred
//! times has it verified once.
//!
//! Only the signature is remembered, under the SHA-256 of the whole token, and only as long as its set of keys, which is
//! read anew every minute. What a token opens now is asked each time.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// So many are remembered, and as many again until the older are forgotten.
const MOST: usize = 512;

#[derive(Debug, Default)]
pub(super) struct Recognised {
    tokens: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    newer: HashSet<[u8; 32]>,
    older: HashSet<[u8; 32]>,
}

impl Recognised {
    /// Whether a token's signature is good: by memory, or by `verifies`.
    pub(super) fn or_verified(&self, token: &str, verifies: impl FnOnce() -> bool) -> bool {
        let hash = Sha256::digest(token).into();
        if self.tokens().holds(&hash) {
            return true;
        }
        let good = verifies();
        if good {
            self.tokens().add(hash);
        }
        good
    }

    fn tokens(&self) -> std::sync::MutexGuard<'_, Generations> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn holds(&self, hash: &[u8; 32]) -> bool {
        self.newer.contains(hash) || self.older.contains(hash)
    }

    fn add(&mut self, hash: [u8; 32]) {
        if self.newer.len() >= MOST {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_token_is_verified_once_and_a_bad_one_every_time() {
        let recognised = Recognised::default();
        assert!(!recognised.or_verified("bad", || false) && !recognised.or_verified("bad", || false));
        assert!(recognised.or_verified("good", || true));
        assert!(recognised.or_verified("good", || panic!("verified before")));
        assert!(!recognised.or_verified("good.", || false), "another text is another token");
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let recognised = Recognised::default();
        for number in 0..10 * MOST {
            assert!(recognised.or_verified(&number.to_string(), || true));
            let tokens = recognised.tokens();
            assert!(tokens.newer.len() <= MOST && tokens.older.len() <= MOST);
        }
        assert!(recognised.or_verified(&(10 * MOST - 1).to_string(), || panic!("the newest is remembered")));
        assert!(!recognised.or_verified("0", || false), "the oldest is not");
    }
}
