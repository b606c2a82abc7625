//! What a member says of themselves on the portal: a nickname and an introduction.
//!
//! Both are counted as people count, in what looks like one sign (Unicode UAX #29), and hold nothing invisible but what
//! joins the parts of an emoji.

use base::is_visible;
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

/// The most signs a nickname may have.
pub const LONGEST_NICKNAME: usize = 20;
/// The most signs an introduction may have, and the most lines.
pub const LONGEST_INTRODUCTION: usize = 200;
const MOST_LINES: usize = 10;
/// The most bytes that are counted: an emoji may have many parts.
const MOST_BYTES: usize = 4096;
/// What joins the parts of an emoji (UTS #51 §2.3).
const JOINER: char = '\u{200D}';

/// What the portal keeps of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// How the pages address the member, if they chose how.
    pub nickname: Option<String>,
    /// A few words; empty for none.
    pub introduction: String,
    /// Which picture it is, if there is one: another picture, another name.
    pub picture: Option<String>,
}

/// A text with more signs or lines than are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// A nickname on one line, full-width letters folded (NFKC); `None` for an empty one.
///
/// # Errors
/// [`TooLong`].
pub fn nickname(typed: &str) -> Result<Option<String>, TooLong> {
    let folded: String = typed.nfkc().map(|c| if is_kept(c) { c } else { ' ' }).collect();
    let line = tidy(&folded);
    measure(&line, LONGEST_NICKNAME)?;
    Ok(Some(line).filter(|line| line.chars().any(|c| c != JOINER)))
}

/// An introduction in at most ten lines, composed (NFC).
///
/// # Errors
/// [`TooLong`].
pub fn introduction(typed: &str) -> Result<String, TooLong> {
    let composed: String = typed.nfc().filter(|c| is_kept(*c) || *c == '\n').collect();
    let lines: Vec<&str> = composed.trim().lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    measure(&text, LONGEST_INTRODUCTION)?;
    if lines.len() > MOST_LINES { Err(TooLong) } else { Ok(text) }
}

fn is_kept(c: char) -> bool {
    is_visible(c) || c == JOINER
}

fn tidy(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn measure(text: &str, longest: usize) -> Result<(), TooLong> {
    if text.len() > MOST_BYTES || text.graphemes(true).count() > longest { Err(TooLong) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_tidied_and_counted_by_signs() {
        let family = "👨‍👩‍👧";
        for (typed, kept) in [
            ("  はな\u{3000}ちゃん ", Some("はな ちゃん")),
            ("ＨＡＮＡ", Some("HANA")),
            ("ﾊﾅ\u{202E}", Some("ハナ")),
            ("一\n二", Some("一 二")),
            (family, Some(family)),
            ("", None),
            (" \u{3000}\u{200B}\u{200D}", None),
        ] {
            assert_eq!(nickname(typed), Ok(kept.map(str::to_owned)), "{typed:?}");
        }
        assert!(nickname(&family.repeat(20)).is_ok() && nickname(&"が".repeat(20)).is_ok());
        assert_eq!(nickname(&family.repeat(21)), Err(TooLong));
        assert_eq!(nickname(&"か\u{3099}".repeat(21)), Err(TooLong));
        assert_eq!(nickname(&"e\u{301}".repeat(3000)), Err(TooLong));
    }

    #[test]
    fn an_introduction_keeps_its_lines() {
        assert_eq!(introduction(" よろしく\r\nお願い \u{7}します\n\n").unwrap(), "よろしく\nお願い します");
        assert!(introduction(&"あ".repeat(200)).is_ok());
        assert_eq!(introduction(&"あ".repeat(201)), Err(TooLong));
        assert_eq!(introduction("一\n".repeat(10).as_str()).unwrap().lines().count(), 10);
        assert_eq!(introduction("一\n".repeat(11).as_str()), Err(TooLong));
    }
}
