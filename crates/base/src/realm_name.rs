//! The name of a realm: the folder under realm-config/, the first part of every path, a column of every row.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The name of one society's realm: 1 to 32 characters, small letters, digits and hyphens, a letter first.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RealmName(Arc<str>);

/// A text that cannot be a realm's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a realm's name has 1 to 32 small letters, digits and hyphens, begins with a letter, and is not reserved")]
pub struct NotARealmName;

/// First path segments that belong to the service itself.
const RESERVED: [&str; 4] = ["dev", "health", "assets", ".well-known"];

impl RealmName {
    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RealmName {
    type Err = NotARealmName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let begins_with_letter = text.starts_with(|c: char| c.is_ascii_lowercase());
        let only_allowed = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if begins_with_letter && only_allowed && text.len() <= 32 && !RESERVED.contains(&text) {
            Ok(Self(text.into()))
        } else {
            Err(NotARealmName)
        }
    }
}

impl TryFrom<String> for RealmName {
    type Error = NotARealmName;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RealmName> for String {
    fn from(name: RealmName) -> Self {
        name.as_str().to_owned()
    }
}

impl fmt::Display for RealmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folders_and_path_segments() {
        for good in ["minato", "a", "society-2", "a23456789012345678901234567890ab"] {
            assert!(good.parse::<RealmName>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "2nd",
            "-a",
            "Minato",
            "港",
            "a/b",
            "a.b",
            "dev",
            "health",
            "assets",
            "a234567890123456789012345678901abc",
        ] {
            assert_eq!(bad.parse::<RealmName>(), Err(NotARealmName), "{bad}");
        }
    }
}
