//! `{{name}}` in a MY mail: what differs from one recipient to the next.

use std::sync::Arc;

use crate::source::{Location, Source};

const OPENS: &str = "{{";
const CLOSES: &str = "}}";

/// A text cut at its placeholders: what stands before each, and its name; what stands after the last has none. A name
/// has no braces and no white space, so that two braces in a text need not be meant.
fn cut(text: &str) -> Vec<(&str, Option<&str>)> {
    let (mut parts, mut rest, mut from) = (Vec::new(), text, 0);
    while let Some(at) = rest.get(from..).and_then(|later| later.find(OPENS)).map(|at| from + at) {
        let after = rest.get(at + OPENS.len()..).unwrap_or_default();
        let name = after.find(CLOSES).and_then(|end| after.get(..end));
        match name.filter(|name| !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || "{}".contains(c))) {
            Some(name) => {
                parts.push((rest.get(..at).unwrap_or_default(), Some(name)));
                rest = after.get(name.len() + CLOSES.len()..).unwrap_or_default();
                from = 0;
            }
            None => from = at + 1,
        }
    }
    parts.push((rest, None));
    parts
}

/// Tells of every placeholder in a file, with its place.
pub(super) fn find(source: &Arc<Source>, mut found: impl FnMut(&str, Location)) {
    let mut at = 0;
    for (before, name) in cut(&source.text) {
        at += before.len();
        let Some(name) = name else { continue };
        let length = OPENS.len() + name.len() + CLOSES.len();
        found(name, Location::span(source, at..at + length));
        at += length;
    }
}

/// Whether a placeholder stands in a text.
pub(super) fn stands_in(text: &str, name: &str) -> bool {
    cut(text).iter().any(|(_, found)| *found == Some(name))
}

/// The text with each placeholder replaced by its value, once: a value that looks like a placeholder stays as it is.
pub(super) fn fill<'v>(text: &str, value: impl Fn(&str) -> &'v str, written: impl Fn(&str) -> String) -> String {
    let filled = cut(text).into_iter().map(|(before, name)| match name {
        Some(name) => format!("{before}{}", written(value(name))),
        None => before.to_owned(),
    });
    filled.collect()
}

/// A text as HTML.
pub(super) fn escaped(text: &str) -> String {
    let escape = |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once_and_as_text() {
        let value = |name: &str| if name == "氏名" { "<b>{{金額}}" } else { "1" };
        assert_eq!(fill("{{氏名}}様：{{金額}}円", value, escaped), "&lt;b&gt;{{金額}}様：1円");
        for plain in ["{{}}", "{{ a }}", "{a}", "{{a}", "a}}", "{{", "{{\n}}"] {
            assert_eq!(fill(plain, value, escaped), plain, "not a placeholder");
        }
        assert_eq!(fill("{{{a}}}", value, escaped), "{1}");
    }
}
