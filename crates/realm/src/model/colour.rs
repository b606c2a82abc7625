//! A colour and how well it reads on white.

use std::fmt;
use std::str::FromStr;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// A text that is not a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb")]
pub struct NotAColour;

impl Colour {
    /// White, the ground of our pages.
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };

    /// Red, green and blue.
    #[must_use]
    pub const fn channels(self) -> (u8, u8, u8) {
        (self.red, self.green, self.blue)
    }

    /// The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    #[must_use]
    pub fn contrast_with(self, other: Self) -> f64 {
        let (a, b) = (self.relative_luminance(), other.relative_luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    fn relative_luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').ok_or(NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let channel = |range| digits.get(range).and_then(|hex| u8::from_str_radix(hex, 16).ok()).ok_or(NotAColour);
        Ok(Self { red: channel(0..2)?, green: channel(2..4)?, blue: channel(4..6)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |text: &str| text.parse::<Colour>().unwrap().contrast_with(Colour::WHITE);
        assert!((contrast("#000000") - 21.0).abs() < 0.001);
        assert!((contrast("#ffffff") - 1.0).abs() < 0.001);
        // The well-known last grey that passes AA, and the first that does not.
        assert!(contrast("#767676") >= 4.5);
        assert!(contrast("#777777") < 4.5);
    }

    #[test]
    fn colours_are_written_in_six_hex_digits() {
        assert_eq!("#0B5FA5".parse::<Colour>().unwrap().to_string(), "#0b5fa5");
        for bad in ["0b5fa5", "#0b5", "#0b5fa5ff", "#0b5fag", "青", "#＋1ab", "#+1+1+1"] {
            assert_eq!(bad.parse::<Colour>(), Err(NotAColour), "{bad}");
        }
    }
}
