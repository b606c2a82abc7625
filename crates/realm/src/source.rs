//! The text of a file and places in it.

use std::ops::Range;
use std::sync::Arc;

/// A file's text under the path people know it by.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The path as the administrator would type it, with `/`.
    pub path: String,
    /// The text, as far as it may be shown: secrets written in it are masked.
    pub text: Arc<str>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    source: Arc<Source>,
    /// `None`: the file as a whole.
    span: Option<Range<usize>>,
}

impl Location {
    /// A file as a whole, or a file or folder that does not exist.
    pub(crate) fn whole(path: impl Into<String>) -> Self {
        Self { source: Arc::new(Source { path: path.into(), text: "".into() }), span: None }
    }

    /// A range of bytes of a file.
    pub(crate) fn span(source: &Arc<Source>, span: Range<usize>) -> Self {
        Self { source: Arc::clone(source), span: Some(span) }
    }

    /// The file's path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.source.path
    }

    /// Line and column of the first character, both from 1; columns count characters. 1:1 for a file as a whole.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = self.text().get(..self.range().start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count();
        (before.matches('\n').count() + 1, column + 1)
    }

    /// The file's text; empty when there is nothing to show of it.
    pub(crate) fn text(&self) -> &str {
        &self.source.text
    }

    /// The bytes of `text` meant.
    pub(crate) fn range(&self) -> Range<usize> {
        self.span.clone().unwrap_or(0..0)
    }

    /// Whether a place within the file is meant.
    pub(crate) const fn is_within_file(&self) -> bool {
        self.span.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let source = Arc::new(Source { path: "a".into(), text: "一\n二三 = 1".into() });
        let at = source.text.find('=').unwrap();
        assert_eq!(Location::span(&source, at..at + 1).line_and_column(), (2, 4));
    }
}
