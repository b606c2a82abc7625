//! A folder of mails, for development: what would have been sent stands there as `.eml` files.
//!
//! A name tells time, society and kind, and files sort by time. A mail sent again overwrites itself. A file appears
//! whole: it is written under another name first, so whoever watches the folder never reads half a mail.

use std::io;
use std::path::PathBuf;

use base::japan_standard_time;
use mailparse::{MailHeaderMap, ParsedMail};

use super::{Posted, Undelivered};

/// The folder. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

/// A mail in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMail {
    /// The file's name, such as `2026-11-20T17-05-00.000-minato-one-time-code-….eml`.
    pub name: String,
    /// The sender, with the society's name.
    pub from: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The part for readers without HTML.
    pub text: String,
    /// The part for all others.
    pub html: String,
}

impl Folder {
    pub(super) const fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) async fn keep(&self, posted: &Posted, message: &[u8]) -> Result<(), Undelivered> {
        let name = name(posted);
        let (whole, unfinished) = (self.path.join(&name), self.path.join(format!(".{name}")));
        let kept = async {
            tokio::fs::create_dir_all(&self.path).await?;
            tokio::fs::write(&unfinished, message).await?;
            tokio::fs::rename(&unfinished, &whole).await
        };
        kept.await.map_err(|error| {
            tracing::warn!(%error, folder = %self.path.display(), "a mail could not be kept");
            Undelivered::for_now()
        })
    }

    /// The names of the mails, the newest first.
    ///
    /// # Errors
    /// When the folder cannot be read. One that is not there yet is empty.
    pub async fn names(&self) -> io::Result<Vec<String>> {
        let mut entries = match tokio::fs::read_dir(&self.path).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        while let Some(entry) = entries.next_entry().await? {
            names.extend(entry.file_name().into_string().ok().filter(|name| is_name(name)));
        }
        names.sort_unstable_by(|one, other| other.cmp(one));
        Ok(names)
    }

    /// Reads one mail; `None` when there is none of this name.
    ///
    /// # Errors
    /// When the file cannot be read, or is no mail.
    pub async fn read(&self, name: &str) -> io::Result<Option<KeptMail>> {
        if !is_name(name) {
            return Ok(None);
        }
        let bytes = match tokio::fs::read(self.path.join(name)).await {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes?,
        };
        let mail = mailparse::parse_mail(&bytes).map_err(io::Error::other)?;
        let header = |field: &str| mail.headers.get_first_value(field).unwrap_or_default();
        Ok(Some(KeptMail {
            name: name.to_owned(),
            from: header("From"),
            to: header("To"),
            subject: header("Subject"),
            text: body(&mail, "text/plain")?,
            html: body(&mail, "text/html")?,
        }))
    }
}

fn name(posted: &Posted) -> String {
    let at = japan_standard_time(posted.written_at).format("%Y-%m-%dT%H-%M-%S%.3f");
    format!("{at}-{}-{}-{}.eml", posted.realm, posted.kind, posted.id.simple())
}

/// Whether it may be a name of ours: no path, no hidden file.
fn is_name(text: &str) -> bool {
    let ours = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    text.ends_with(".eml") && !text.starts_with('.') && text.bytes().all(ours)
}

fn body(mail: &ParsedMail<'_>, kind: &str) -> io::Result<String> {
    let part = mail.parts().find(|part| part.ctype.mimetype == kind);
    Ok(part.map(ParsedMail::get_body).transpose().map_err(io::Error::other)?.unwrap_or_default().replace("\r\n", "\n"))
}
