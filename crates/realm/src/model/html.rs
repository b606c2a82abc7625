//! The HTML of a document: made when it is first looked at.
//!
//! A server of a thousand societies starts with thousands of documents of which it will show a few in the next minutes.
//! Whether a document is fit to be shown is judged when it is read; only turning it into HTML, which costs a thousand times
//! as much, waits.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Harmless HTML: safe to print as it is.
#[derive(Clone)]
pub struct Html(Arc<Source>);

enum Source {
    Made(Arc<str>),
    Markdown { text: Arc<str>, render: fn(&str) -> Arc<str>, made: OnceLock<Arc<str>> },
}

impl Html {
    /// The HTML of a text that was found fit to be shown.
    pub(crate) fn of_markdown(text: Arc<str>, render: fn(&str) -> Arc<str>) -> Self {
        Self(Arc::new(Source::Markdown { text, render, made: OnceLock::new() }))
    }
}

impl Deref for Html {
    type Target = str;

    fn deref(&self) -> &str {
        match &*self.0 {
            Source::Made(html) => html,
            Source::Markdown { text, render, made } => made.get_or_init(|| render(text)),
        }
    }
}

impl AsRef<str> for Html {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<Arc<str>> for Html {
    fn from(html: Arc<str>) -> Self {
        Self(Arc::new(Source::Made(html)))
    }
}

impl From<String> for Html {
    fn from(html: String) -> Self {
        Arc::<str>::from(html).into()
    }
}

impl From<&str> for Html {
    fn from(html: &str) -> Self {
        Arc::<str>::from(html).into()
    }
}

impl PartialEq for Html {
    fn eq(&self, other: &Self) -> bool {
        match (&*self.0, &*other.0) {
            (Source::Markdown { text, .. }, Source::Markdown { text: theirs, .. }) if text == theirs => true,
            _ => **self == **other,
        }
    }
}

impl Eq for Html {}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Html({:?})", &**self)
    }
}
