//! Mistakes of TOML itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use base::Text;
use serde_json::Value;
use toml::de::DeTable;

use super::texts;
use super::tree::Tree;
use crate::diagnostic::Problems;
use crate::source::{Location, Source};

/// Parses a text as far as it can be parsed. Also says which lines hold a mistake of syntax.
pub(super) fn parse(text: &str, source: Arc<Source>, problems: &mut Problems) -> (Tree, Value, BTreeSet<usize>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut broken_lines = BTreeSet::new();
    for error in errors {
        let end = text.len();
        let span = error.span().unwrap_or(end..end);
        let place = Location::span(&source, span);
        let (line, _) = place.line_and_column();
        // The first mistake of a line is the cause of the others.
        if broken_lines.insert(line) {
            report(error.message(), place, problems);
        }
    }
    let (tree, value) = Tree::new(&document, source);
    (tree, value, broken_lines)
}

fn report(message: &str, place: Location, problems: &mut Problems) {
    if message.starts_with("duplicate key") {
        problems.add(&texts::DUPLICATE_KEY, place, &[]);
        return;
    }
    let known = texts::SYNTAX.iter().find(|(begins, _)| message.starts_with(begins));
    let help = known.map_or(Text { ja: "", en: "" }, |(_, help)| *help);
    problems.add_with_help(&texts::SYNTAX_ERROR, place, &[("cause", message.into())], Some(help));
}

/// The text with whatever may be a secret written in plain masked, at the same length: findings quote lines, and a
/// secret in a terminal or a log would be a second leak. A reference (`{ file = … }`) is left readable.
pub(super) fn without_plain_secrets(text: &str) -> String {
    const KEYS: [&str; 5] = ["secret", "next_secret", "client_secret", "password_hash", "private_key"];
    let masked = |line: &str| {
        let key = line.split('=').next().unwrap_or_default();
        let value = line.get(key.len() + 1..).unwrap_or_default();
        let secret = KEYS.contains(&key.trim().trim_matches('"')) && !value.trim_start().starts_with('{');
        if !secret {
            return line.to_owned();
        }
        let hidden: String = value
            .chars()
            .map(|c| if c.is_whitespace() || c == '"' { c.to_string() } else { "*".repeat(c.len_utf8()) })
            .collect();
        format!("{key}={hidden}")
    };
    text.split('\n').map(masked).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_plain_text_is_masked_at_its_length() {
        let text = "secret = \"秘密 abc\"\nnext_secret = { file = \"a\" }\nname = 1";
        let shown = without_plain_secrets(text);
        assert_eq!(shown.len(), text.len());
        assert_eq!(shown, "secret = \"****** ***\"\nnext_secret = { file = \"a\" }\nname = 1");
    }
}
