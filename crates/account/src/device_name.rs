//! What a member calls a device: an authenticator app or a passkey.
//!
//! Any script is welcome; a member reads the name again in a list, beside a button that deletes. So it is one line
//! without anything invisible, and no two of one kind look the same: white space is one blank, and letters are in
//! the one composed form (NFC).

use base::is_visible;
use unicode_normalization::UnicodeNormalization;

/// A name: 1 to 40 visible characters on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceName(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadDeviceName {
    /// Nothing can be seen of it.
    Empty,
    /// It has more than [`DeviceName::LONGEST`] characters.
    TooLong,
}

impl DeviceName {
    /// The most characters a name may have.
    pub const LONGEST: usize = 40;

    /// The name that was typed, tidied.
    ///
    /// # Errors
    /// [`BadDeviceName`] when nothing or too much is left.
    pub fn new(typed: &str) -> Result<Self, BadDeviceName> {
        let visible: String = typed.nfc().map(|c| if is_visible(c) { c } else { ' ' }).collect();
        let name = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.chars().count() {
            0 => Err(BadDeviceName::Empty),
            count if count > Self::LONGEST => Err(BadDeviceName::TooLong),
            _ => Ok(Self(name)),
        }
    }

    /// The first of `proposal`, `proposal 2`, `proposal 3` … that is not taken.
    #[must_use]
    pub fn free(proposal: &str, taken: &[&str]) -> String {
        let numbered = (2..).map(|number| format!("{proposal} {number}"));
        // Among one name more than are taken, one is free.
        let mut names = std::iter::once(proposal.to_owned()).chain(numbered).take(taken.len() + 1);
        names.find(|name| !taken.contains(&name.as_str())).unwrap_or_default()
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_tidied() {
        for (typed, kept) in [
            ("  娘のスマホ ", "娘のスマホ"),
            ("iPhone\u{3000}の\tアプリ", "iPhone の アプリ"),
            ("ハ\u{309A}ソコン", "パソコン"),
            ("一\n二\0三", "一 二 三"),
            ("\u{202E}iPhone", "iPhone"),
        ] {
            assert_eq!(DeviceName::new(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn nothing_and_too_much_are_no_names() {
        assert_eq!(DeviceName::new(" \u{3000}\u{200B}"), Err(BadDeviceName::Empty));
        assert_eq!(DeviceName::new(&"あ".repeat(41)), Err(BadDeviceName::TooLong));
        assert!(DeviceName::new(&"あ".repeat(40)).is_ok());
    }

    #[test]
    fn a_taken_proposal_is_numbered() {
        assert_eq!(DeviceName::free("iPhone", &[]), "iPhone");
        assert_eq!(DeviceName::free("iPhone", &["Android", "iPhone 3"]), "iPhone");
        assert_eq!(DeviceName::free("iPhone", &["iPhone", "iPhone 2"]), "iPhone 3");
    }
}
