//! What a society publishes between two releases of its realm files: notices (お知らせ) and MY mail (MYメール), each
//! one Markdown file that begins with its settings in TOML.
//!
//! ```text
//! +++                       settings, judged as realm files are
//! title = { ja = "…", en = "…" }
//! +++
//! 本文                       the Japanese text
//! +++
//! The text                  the English one, where title.en is given
//! ```
//!
//! Such a file is read by a command and then stands in the portal's database, because a notice is often written by
//! another person than the realm's files, and takes effect without anybody touching those. Every mistake is named with
//! its place; a file with a mistake is not published.

mod attachment;
mod front;
mod my_mail;
mod notice;
mod parts;
mod placeholders;
mod texts;

use base::Language;

use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::render;

pub use attachment::{Attachment, MediaType};
pub use front::Audience;
pub(crate) use front::{MyMailFront, NoticeFront};
pub use my_mail::{Letter, MyMail};
pub use notice::Notice;

/// Why a file cannot be published: every mistake, with its place.
#[derive(Clone, Debug)]
pub struct Unpublishable(Vec<Diagnostic>);

impl Unpublishable {
    /// The mistakes, line by line.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }

    /// The mistakes with the offending text underlined, in one language.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        render::as_text(&self.0, language)
    }
}

/// What was read, if nothing is wrong with it.
fn unless_wrong<T>(read: Option<T>, problems: Problems) -> Result<T, Unpublishable> {
    let found = problems.into_sorted(None);
    match read {
        Some(read) if found.iter().all(|diagnostic| diagnostic.severity == Severity::Warning) => Ok(read),
        _ => Err(Unpublishable(found)),
    }
}

#[cfg(test)]
mod tests;
