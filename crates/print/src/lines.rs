//! Where a line ends: Japanese may break between any two characters but for those that stand by their neighbour
//! (禁則処理, JIS X 4051); words in Latin letters, numbers and addresses stay whole where they fit.

use crate::font::{Character, character};

/// What may not begin a line.
const NOT_FIRST: &str =
    "、。，．・：；？！ー）」』】〕〉》］｝〜～％々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%";
/// What may not end a line.
const NOT_LAST: &str = "（「『【〔〈《［｛￥＃([{¥#";

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Its characters.
    pub(crate) characters: Vec<Character>,
    /// Its width, in the font's size.
    pub(crate) width: f32,
}

impl Line {
    fn of(characters: &[Character]) -> Self {
        let end = characters.iter().rposition(|character| character.printed != ' ').map_or(0, |last| last + 1);
        let characters: Vec<Character> = characters.iter().take(end).copied().collect();
        let width = characters.iter().map(|character| character.width).sum();
        Self { characters, width }
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        self.characters.iter().map(|character| character.printed).collect()
    }
}

/// Breaks a text into lines no wider than `width`, in the font's size. Line breaks in the text stay; control characters
/// go.
pub(crate) fn break_lines(text: &str, width: f32) -> Vec<Line> {
    text.split('\n').flat_map(|paragraph| break_paragraph(paragraph, width)).collect()
}

fn break_paragraph(text: &str, width: f32) -> Vec<Line> {
    let characters: Vec<Character> = text.chars().filter(|c| !c.is_control()).map(character).collect();
    let (mut lines, mut rest) = (Vec::new(), characters.as_slice());
    loop {
        let end = line_end(rest, width);
        let (line, after) = rest.split_at(end);
        lines.push(Line::of(line));
        rest = after;
        if rest.is_empty() {
            return lines;
        }
    }
}

/// How many characters the next line takes: to the last place before the edge where a break may be, or to the edge.
fn line_end(characters: &[Character], width: f32) -> usize {
    let (mut reached, mut edge, mut best) = (0.0, 0, 0);
    for (index, next) in characters.iter().enumerate() {
        if index > 0 && may_break(characters.get(index - 1), next) {
            best = index;
        }
        reached += next.width;
        // A space hangs over the edge.
        if reached > width + 0.001 && next.printed != ' ' {
            return if best > 0 { best } else { edge.max(1) };
        }
        edge = index + 1;
    }
    characters.len()
}

fn may_break(before: Option<&Character>, after: &Character) -> bool {
    let Some(before) = before.map(|before| before.printed) else { return false };
    let after = after.printed;
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    before == ' ' || !(is_of_a_word(before) && is_of_a_word(after))
}

/// Letters, digits and the signs of addresses hold together.
fn is_of_a_word(character: char) -> bool {
    u32::from(character) < 0x2000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f32) -> Vec<String> {
        break_lines(text, width).iter().map(Line::text).collect()
    }

    #[test]
    fn a_line_ends_where_it_may() {
        for (text, width, expected) in [
            ("", 5.0, vec![""]),
            ("港健康保険組合", 4.0, vec!["港健康保", "険組合"]),
            ("お知らせ。です", 4.0, vec!["お知ら", "せ。です"]),
            ("これは「番号」", 4.0, vec!["これは", "「番号」"]),
            ("一行目\n二行目", 9.0, vec!["一行目", "二行目"]),
            ("see the member page", 6.0, vec!["see the", "member", "page"]),
            ("ID abcdefghij", 3.0, vec!["ID", "abcde", "fghij"]),
            ("キャッチ", 3.5, vec!["キャッ", "チ"]),
        ] {
            assert_eq!(lines(text, width), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_lost_whatever_the_width() {
        let text = "港健康保険組合のポータル（https://portal.minato.example.jp/）を開き、「ログイン」を押します。";
        for width in 1..60_u8 {
            let joined: String = lines(text, f32::from(width)).concat();
            assert_eq!(joined.replace(' ', ""), text.replace(' ', ""), "{width}");
        }
    }
}
