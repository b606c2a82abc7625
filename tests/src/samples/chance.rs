//! Chance that falls the same way every time: a small generator seeded by what is being decided.
//!
//! Seeding by name rather than drawing from one long sequence keeps a family's history as it was when another
//! family is added to the samples.

use sha2::{Digest, Sha256};

/// A sequence of numbers that looks random and depends only on its seed (SplitMix64).
pub(super) struct Chance(u64);

impl Chance {
    /// The sequence that belongs to a name.
    pub(super) fn of(name: &str) -> Self {
        let digest: [u8; 32] = Sha256::digest(name).into();
        Self(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = (high - low).unsigned_abs() + 1;
        low + i64::try_from(self.next() % width).unwrap_or_default()
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, likelihood: i64) -> bool {
        self.between(1, 100) <= likelihood
    }

    /// One of several. `None` of none.
    pub(super) fn one_of<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(choices.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        choices.get(usize::try_from(self.between(0, last)).ok()?)
    }
}
