//! What a person typed, brought to the form in which it is compared.
//!
//! Japanese keyboards produce full-width letters and digits without being asked; a member must not fail for
//! that. Passwords are never folded: there every character is the member's choice.

use unicode_normalization::UnicodeNormalization;

/// Folds full-width letters, digits and signs to half width (Unicode NFKC) and trims white space around them.
#[must_use]
pub fn fold_width(typed: &str) -> String {
    typed.nfkc().collect::<String>().trim().to_owned()
}

/// Folds like [`fold_width`] and drops what people put between digits: spaces, hyphens, slashes, dots.
#[must_use]
pub fn fold_digits(typed: &str) -> String {
    fold_width(typed).chars().filter(|c| !c.is_whitespace() && !"-‐‑–—ー−/.".contains(*c)).collect()
}

/// Whether a character is to be seen: neither a control character nor one that only changes how its neighbours are shown,
/// such as the marks that turn the direction of writing.
#[must_use]
pub fn is_visible(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_input_reads_as_half_width() {
        assert_eq!(fold_width(" Ｔａｎａｋａ－０１　"), "Tanaka-01");
        assert_eq!(fold_digits("１９９０－１１－０１"), "19901101");
        assert_eq!(fold_digits("123 456"), "123456");
    }
}
