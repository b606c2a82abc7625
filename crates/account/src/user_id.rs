//! User IDs: what a member types to say who they are.
//!
//! One ID has one spelling, half width and in small letters, and only ASCII has any: two IDs that look alike cannot
//! belong to two people. The society may issue IDs outside the alphabet and the length that it lets members choose;
//! they sign in all the same, so what is refused here is only what nobody could type or a page must not carry.

use std::fmt;

use base::fold_width;

/// The longest user ID, in characters.
const LONGEST: usize = 255;

/// What an issued ID may not contain beside white space and control characters: a mark of HTML, CSV or a shell.
const REFUSED: &str = "<>&\"'`\\";

/// A user ID in its one spelling: 1 to 255 printable ASCII characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(String);

/// What is wrong with a user ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserIdFault {
    /// There is none.
    Empty,
    /// It has more than 255 characters.
    TooLong,
    /// A character is white space, no ASCII, or one of ``< > & " ' ` \``.
    Character,
}

impl UserId {
    /// Brings whatever was typed into the spelling by which IDs are compared.
    #[must_use]
    pub fn spell(typed: &str) -> String {
        fold_width(typed).to_ascii_lowercase()
    }

    /// Reads an ID that the society issues.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn issued(text: &str) -> Result<Self, UserIdFault> {
        let id = Self::spell(text);
        if id.is_empty() {
            return Err(UserIdFault::Empty);
        }
        if !id.chars().all(|c| c.is_ascii_graphic() && !REFUSED.contains(c)) {
            return Err(UserIdFault::Character);
        }
        if id.len() > LONGEST { Err(UserIdFault::TooLong) } else { Ok(Self(id)) }
    }

    /// The ID as its row keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows nothing: an ID may be somebody's e-mail address.
impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserId(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_issued_id_has_one_spelling() {
        for (text, spelling) in [
            ("mnt-0001024", "mnt-0001024"),
            (" Ｔａｎａｋａ＿０１　", "tanaka_01"),
            ("MISAKI.Tanaka@example.jp", "misaki.tanaka@example.jp"),
            ("a", "a"),
            ("120+1024/00", "120+1024/00"),
            ("\u{212A}elvin", "kelvin"),
        ] {
            assert_eq!(UserId::issued(text).map(|id| id.0), Ok(spelling.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_nobody_could_type_is_refused() {
        for (text, fault) in [
            ("", UserIdFault::Empty),
            (" 　", UserIdFault::Empty),
            ("tanaka misaki", UserIdFault::Character),
            ("tanaka\u{0}", UserIdFault::Character),
            ("<b>", UserIdFault::Character),
            ("o'hara", UserIdFault::Character),
            ("田中", UserIdFault::Character),
            ("t\u{0430}naka", UserIdFault::Character),
            ("\u{130}stanbul", UserIdFault::Character),
        ] {
            assert_eq!(UserId::issued(text), Err(fault), "{text}");
        }
        assert!(UserId::issued(&"a".repeat(255)).is_ok());
        assert_eq!(UserId::issued(&"a".repeat(256)), Err(UserIdFault::TooLong));
    }

    proptest! {
        #[test]
        fn the_spelling_of_an_id_is_itself(text in ".{0,40}") {
            if let Ok(id) = UserId::issued(&text) {
                prop_assert_eq!(UserId::spell(id.as_str()), id.as_str());
                prop_assert_eq!(UserId::spell(&text), id.as_str());
            }
        }
    }
}
