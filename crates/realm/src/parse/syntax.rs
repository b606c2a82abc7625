//! Mistakes of TOML itself.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use base::Text;
use serde_json::Value;
use toml::de::DeTable;

use super::tree::{Tree, Written};
use super::{texts, tree};
use crate::diagnostic::Problems;
use crate::source::Location;

/// Parses a text as far as it can be parsed. Also says which lines hold a mistake of syntax.
pub(super) fn parse(written: Written, problems: &mut Problems) -> (Tree, Value, BTreeSet<usize>) {
    let mut broken_lines = BTreeSet::new();
    let mut readable = Arc::clone(written.text());
    loop {
        let (document, mut errors) = DeTable::parse_recoverable(&readable);
        errors.sort_by_key(|error| error.span().map(|span| span.start));
        let mut given_up_at = None;
        for error in errors {
            let end = written.text().len();
            let span = error.span().unwrap_or(end..end);
            if error.message().starts_with(GIVES_UP) {
                given_up_at = Some(span.start);
            }
            let place = Location::span(written.source(), span);
            let (line, _) = place.line_and_column();
            // The first mistake of a line is the cause of the others.
            if broken_lines.insert(line) {
                report(error.message(), place, problems);
            }
        }
        let rest = given_up_at.filter(|_| broken_lines.len() < MANY).and_then(|at| without_line(&readable, at));
        match rest {
            Some(rest) => readable = rest.into(),
            None => {
                let value = tree::json(document.get_ref());
                drop(document);
                return (Tree::new(written, readable), value, broken_lines);
            }
        }
    }
}

/// Broken lines after which reading anew ends: whoever made so many is told enough for one run.
const MANY: usize = 50;

/// The one mistake after which the parser leaves the rest of the file unread.
const GIVES_UP: &str = "key with no value";

/// The text with one line blanked and all places kept. `None` when it is blank already.
fn without_line(text: &str, at: usize) -> Option<String> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |feed| feed + 1);
    let line = text.get(start..)?.split('\n').next()?;
    let blank = " ".repeat(line.len());
    (blank != line).then(|| {
        [text.get(..start).unwrap_or_default(), &blank, text.get(start + line.len()..).unwrap_or_default()].concat()
    })
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
pub(super) fn without_plain_secrets(text: &Arc<str>) -> Arc<str> {
    let (mut in_secret_table, mut open_until) = (false, None::<&str>);
    let masked = |line| {
        if let Some(delimiter) = open_until {
            open_until = open_until.filter(|_| !str::contains(line, delimiter));
            return Cow::Owned(masked_value("", line, false));
        }
        let trimmed = str::trim_start(line);
        if trimmed.starts_with('[') {
            in_secret_table = is_secret_key(trimmed.trim_matches(['[', ']', ' ']));
        }
        match line.split_once('=') {
            Some((key, value)) if in_secret_table || is_secret_key(key) => {
                let is_table = in_secret_table || value.trim_start().starts_with('{');
                let opens = |delimiter: &&&str| value.matches(**delimiter).count() == 1;
                open_until = ["\"\"\"", "'''"].iter().find(opens).copied();
                let shown = masked_value(key, value, is_table);
                if shown == value { Cow::Borrowed(line) } else { Cow::Owned(format!("{key}={shown}")) }
            }
            _ => Cow::Borrowed(line),
        }
    };
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(masked).collect();
    let none = lines.iter().all(|line| matches!(line, Cow::Borrowed(_)));
    if none { Arc::clone(text) } else { lines.join("\n").into() }
}

fn is_secret_key(key: &str) -> bool {
    const KEYS: [&str; 5] = ["secret", "next_secret", "client_secret", "password_hash", "private_key"];
    key.trim().split('.').next().is_some_and(|first| KEYS.contains(&first.trim_matches('"')))
}

/// Everything masked but white space and quotes; in a table, only texts that are not the place of a secret.
fn masked_value(key: &str, value: &str, is_table: bool) -> String {
    let (mut shown, mut in_quotes, mut in_place) = (String::new(), false, is_place(key));
    for c in value.chars() {
        let quote = matches!(c, '"' | '\'');
        if quote {
            in_quotes = !in_quotes;
            in_place = in_quotes && (is_place(&shown) || shown.trim().is_empty() && is_place(key));
        }
        if quote || c.is_whitespace() || in_place || is_table && !in_quotes {
            shown.push(c);
        } else {
            shown.push_str(&"*".repeat(c.len_utf8()));
        }
    }
    shown
}

/// Whether what was written last is `file` or `env`, so that what follows names a place.
fn is_place(written: &str) -> bool {
    let name = written.trim_end().trim_end_matches('=').trim_end();
    name.ends_with("file") || name.ends_with("env")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_plain_text_is_masked_at_its_length() {
        let text = "secret = \"秘密 abc\"\nnext_secret = { file = \"a\" }\nname = 1";
        let shown = without_plain_secrets(&text.into());
        assert_eq!(shown.len(), text.len());
        assert_eq!(&*shown, "secret = \"****** ***\"\nnext_secret = { file = \"a\" }\nname = 1");
    }

    #[test]
    fn however_it_is_written() {
        for text in [
            "secret = hunter2",
            "secret = 'hunter2",
            "\"secret\" = \"hunter2\"",
            "secret.value = \"hunter2\"",
            "secret = { value = \"hunter2\" }",
            "secret = { file = \"a\", value = \"hunter2\" }",
            "[secret]\nvalue = \"hunter2\"",
            "client_secret = \"hunter2\"",
            "secret = \"\"\"\nhunter2\n\"\"\"",
            "[secret]\nvalue = '''\nhunter2'''",
        ] {
            assert!(!without_plain_secrets(&text.into()).contains("hunter2"), "{text}");
        }
        for text in ["secret = { file = \"place\" }", "[secret]\nenv = \"place\"", "secret.file = 'place'"] {
            assert!(without_plain_secrets(&text.into()).contains("place"), "{text}");
        }
        assert!(without_plain_secrets(&"secret = \"\"\"\na\n\"\"\"\nname = \"n\"".into()).contains("\"n\""));
        assert!(without_plain_secrets(&"[secret]\nx = 1\n[other]\nname = \"n\"".into()).contains("\"n\""));
    }

    #[test]
    fn reading_goes_on_after_a_key_without_value() {
        let written = Written::new("a.toml".to_owned(), "a 1\nb = x\nc 2\nd = 1".into());
        let (tree, value, lines) = parse(written, &mut Problems::default());
        assert_eq!(tree.value("/d").line_and_column(), (4, 5));
        assert_eq!(lines, BTreeSet::from([1, 2, 3]));
        assert_eq!(value.get("d"), Some(&1.into()));
    }
}
