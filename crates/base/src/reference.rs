//! The number on an error page that leads to its cause.
//!
//! Visitors see the reference, the log and the error rows hold the cause: nothing internal reaches a page, and
//! a help desk that is told the number still finds what happened.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Eight characters, without those that are mistaken for others on the telephone (Crockford's base 32): 40 random bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference(String);

const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

impl Reference {
    /// A new reference.
    #[must_use]
    pub fn generate() -> Self {
        let bytes = crate::token::random_bytes::<8>();
        Self(bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32))).collect())
    }

    /// The reference without its hyphen, as its row keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = ();

    /// Reads a reference as people type it: hyphens, spaces and letter case do not matter.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain: String = crate::fold_digits(text).to_ascii_uppercase();
        let valid = plain.chars().count() == 8 && plain.chars().all(|c| ALPHABET.contains(&c));
        if valid { Ok(Self(plain)) } else { Err(()) }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (front, back) = self.0.split_at_checked(4).unwrap_or((&self.0, ""));
        write!(f, "{front}-{back}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_survives_being_read_out_and_typed() {
        let reference = Reference::generate();
        assert_eq!(reference.to_string().len(), 9);
        assert_eq!(reference.to_string().to_lowercase().parse::<Reference>().unwrap(), reference);
        assert!("IIII-OOOO".parse::<Reference>().is_err());
    }
}
