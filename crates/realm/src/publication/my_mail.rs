//! MY mail (MYメール): what a society writes to a member alone, with what differs from one to the next filled in.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::front::{Edge, MyMailFront, moment};
use super::notice::id;
use super::parts::Parts;
use super::{Attachment, Unpublishable, attachment, placeholders, texts, unless_wrong};
use crate::diagnostic::Problems;
use crate::folder::Bases;
use crate::model::Document;
use crate::parse::Parsed;
use crate::schema;

/// A MY mail, read from its file and fit to be sent once its placeholders are filled.
#[derive(Clone, Debug)]
pub struct MyMail {
    /// Its name, by which it is found again: small letters, digits, hyphens.
    pub id: String,
    /// Whether a reply is wanted.
    pub reply: bool,
    /// The moment from which no reply is taken, if there is one.
    pub reply_until: Option<DateTime<Utc>>,
    /// The names of its placeholders: the columns that its recipients' file must have.
    pub placeholders: Vec<String>,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
    /// SHA-256 of its file, in hex: by which another text under the same name is told.
    pub sha256: String,
    ja: Document,
    en: Option<Document>,
}

/// A MY mail as one member reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The Japanese text.
    pub ja: Document,
    /// The English text, where there is one.
    pub en: Option<Document>,
}

impl MyMail {
    /// Reads a MY mail's file and the files that it attaches.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn read(path: &Path) -> Result<Self, Unpublishable> {
        let mut problems = Problems::default();
        let read = my_mail(path, &mut problems);
        unless_wrong(read, problems)
    }

    /// The Japanese title, with its placeholders.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.ja.title
    }

    /// The letter to one member: `value` says what stands in a placeholder's place. A value is text, never markup.
    pub fn letter<'v>(&self, value: impl Fn(&str) -> &'v str) -> Letter {
        let fill = |document: &Document| Document {
            title: placeholders::fill(&document.title, &value, |text| text.to_owned()),
            html: placeholders::fill(&document.html, &value, placeholders::escaped).into(),
            sha256: document.sha256.clone(),
        };
        Letter { ja: fill(&self.ja), en: self.en.as_ref().map(fill) }
    }
}

fn my_mail(path: &Path, problems: &mut Problems) -> Option<MyMail> {
    let parts = Parts::read(path, problems)?;
    let front = Parsed::<MyMailFront>::read(parts.settings(), &Bases::default(), &schema::MY_MAIL, problems)?;
    let MyMailFront { title, reply, reply_by, attachments, .. } = &front.file;
    let id = id(path, (front.file.id.as_deref(), &front), problems);
    let reply_until = reply_by.as_ref().and_then(|day| moment(day, Edge::End));
    if reply_by.is_some() && reply_until.is_none() {
        problems.add(&texts::NO_SUCH_DAY, front.at("/reply_by"), &[]);
    } else if reply_by.is_some() && !reply && !front.is_reported("/reply") {
        problems.add(&texts::NO_REPLY_WANTED, front.at("/reply_by"), &[]);
    }
    let attachments = attachment::read(path, attachments, &front, problems);
    let (ja, en) = parts.documents(title, &front, problems)?;
    let mut names = BTreeSet::new();
    placeholders::find(&parts.source, |name, place| {
        names.insert(name.to_owned());
        // A link's address and code are written in another way in the page: nothing could be filled in there.
        let shown = [Some(&ja), en.as_ref()].into_iter().flatten().any(|document| {
            placeholders::stands_in(&document.title, name) || placeholders::stands_in(&document.html, name)
        });
        if !shown {
            problems.add(&texts::PLACEHOLDER_HERE, place, &[]);
        }
    });
    let sha256 = ja.sha256.clone();
    let (reply, placeholders) = (*reply, names.into_iter().collect());
    Some(MyMail { id: id?, reply, reply_until, placeholders, attachments, sha256, ja, en })
}
