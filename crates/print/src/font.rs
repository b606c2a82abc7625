//! The one font: which glyph a character has, and how wide it is.
//!
//! Noto Sans JP (SIL Open Font License, see `assets/`) has 髙, 﨑 and 𠮷, which many fonts lack and many names have.

use std::sync::LazyLock;

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

/// The font's file.
pub(crate) static DATA: &[u8] = include_bytes!("../assets/NotoSansJP-Regular.ttf");

/// What is printed in the place of a character that the font lacks: the printers' own mark for a missing type.
pub(crate) const GETA: char = '〓';

static FONT: LazyLock<Option<Font>> = LazyLock::new(Font::read);

/// How wide a character is printed that even the font's file does not know: a full square.
const FULL: f32 = 1.0;

/// The font, read.
struct Font {
    glyphs: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    units_per_em: f32,
}

/// One character as the font has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Character {
    /// The character that is printed.
    pub(crate) printed: char,
    /// Its glyph.
    pub(crate) glyph: u32,
    /// Its width, in the font's size.
    pub(crate) width: f32,
    /// Whether it stands in the place of one that the font lacks.
    pub(crate) is_geta: bool,
}

impl Font {
    fn read() -> Option<Self> {
        let font = FontRef::new(DATA).ok()?;
        let (unscaled, location) = (Size::unscaled(), LocationRef::default());
        Some(Self {
            glyphs: font.charmap(),
            metrics: font.glyph_metrics(unscaled, location),
            units_per_em: f32::from(font.metrics(unscaled, location).units_per_em),
        })
    }

    fn look_up(&self, character: char) -> Option<Character> {
        let glyph = self.glyphs.map(character).filter(|glyph| glyph.to_u32() != 0)?;
        let width = self.metrics.advance_width(glyph).map_or(FULL, |width| width / self.units_per_em);
        Some(Character { printed: character, glyph: glyph.to_u32(), width, is_geta: false })
    }
}

/// How a character is printed.
pub(crate) fn character(character: char) -> Character {
    let font = FONT.as_ref();
    let found = font.and_then(|font| font.look_up(character));
    let geta = || font.and_then(|font| font.look_up(GETA)).map(|geta| Character { is_geta: true, ..geta });
    found.or_else(geta).unwrap_or(Character { printed: GETA, glyph: 0, width: FULL, is_geta: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_the_characters_of_names() {
        for name in ["髙﨑葛邉𠮷", "田中 美咲", "タナカ ﾀﾅｶ", "Misaki-1984_@"] {
            assert!(name.chars().all(|letter| !character(letter).is_geta), "{name}");
        }
        assert_eq!(character('港').width, 1.0);
        assert!(character('i').width < character('m').width);
    }

    #[test]
    fn what_the_font_lacks_is_a_geta() {
        let lacking = character('\u{2B740}');
        assert!(lacking.is_geta);
        assert_eq!((lacking.printed, lacking.glyph), (GETA, character(GETA).glyph));
    }
}
