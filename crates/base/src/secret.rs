//! Values that must not be seen: passwords, seeds, keys, client secrets.
//!
//! A secret has no `PartialEq`, no `Display` and a redacted `Debug`, so it cannot slip into a log line or be
//! compared in a time that depends on where it differs. It leaves the memory when dropped.

use std::fmt;

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A value that is shown to nobody unless [`expose`](Self::expose) is called.
#[derive(Clone, Default, Serialize, Deserialize, ZeroizeOnDrop)]
#[serde(transparent)]
pub struct Secret<T: Zeroize = String>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps a value.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Every call is a place to look at in a review.
    #[must_use]
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize + AsRef<[u8]>> Secret<T> {
    /// Whether two secrets are the same, in a time that depends on their lengths only.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.as_ref().ct_eq(other.0.as_ref()).into()
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing_and_compares() {
        let secret = Secret::new("tanaka-1990".to_owned());
        assert!(!format!("{secret:?}").contains("1990"));
        assert!(secret.matches(&"tanaka-1990".to_owned().into()));
        assert!(!secret.matches(&"tanaka-1991".to_owned().into()));
    }
}
