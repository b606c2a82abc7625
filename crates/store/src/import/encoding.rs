//! The encodings that a file may have.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use base::Text;
use encoding_rs::SHIFT_JIS;

use super::texts;

/// How the text of a file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Shift_JIS as Windows writes it (code page 932), with ①, ㈱ and 髙.
    ShiftJis,
}

/// A name that is none of an encoding's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the encoding is utf-8 or shift_jis")]
pub struct UnknownEncoding;

impl Encoding {
    /// The text that bytes stand for, if all of them stand for some. `"`, `,` and the line break are no part of a
    /// longer character in either encoding, so a file is cut into cells before its cells are decoded.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Self::ShiftJis => SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// What is said of a cell that does not decode.
    pub(super) const fn undecodable(self) -> Text {
        match self {
            Self::Utf8 => texts::NOT_UTF8,
            Self::ShiftJis => texts::NOT_SHIFT_JIS,
        }
    }
}

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Ok(Self::Utf8),
            "shift_jis" | "shift-jis" | "sjis" | "cp932" => Ok(Self::ShiftJis),
            _ => Err(UnknownEncoding),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "utf-8",
            Self::ShiftJis => "shift_jis",
        })
    }
}
