//! Notices (お知らせ): what a society tells everybody, or all of its members.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::front::{Audience, Edge, NoticeFront, moment};
use super::parts::Parts;
use super::{Attachment, Unpublishable, attachment, texts, unless_wrong};
use crate::diagnostic::Problems;
use crate::did_you_mean::did_you_mean;
use crate::folder::Bases;
use crate::model::{Document, NoticeCategory};
use crate::parse::Parsed;
use crate::schema;

/// A notice, read from its file and fit to be shown.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its name, by which it is found again: small letters, digits, hyphens.
    pub id: String,
    /// Its category: one of the society's.
    pub category: String,
    /// Who reads it.
    pub audience: Audience,
    /// From when on; `None`: from its publication on.
    pub from: Option<DateTime<Utc>>,
    /// The moment from which it is no longer shown, if there is one.
    pub until: Option<DateTime<Utc>>,
    /// The Japanese text.
    pub ja: Document,
    /// The English text, where there is one.
    pub en: Option<Document>,
    /// What goes with it.
    pub attachments: Vec<Attachment>,
}

impl Notice {
    /// Reads a notice's file and the files that it attaches.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn read(path: &Path, categories: &[NoticeCategory]) -> Result<Self, Unpublishable> {
        let mut problems = Problems::default();
        let read = notice(path, categories, &mut problems);
        unless_wrong(read, problems)
    }
}

fn notice(path: &Path, categories: &[NoticeCategory], problems: &mut Problems) -> Option<Notice> {
    let parts = Parts::read(path, problems)?;
    let front = Parsed::<NoticeFront>::read(parts.settings(), &Bases::default(), &schema::NOTICE, problems)?;
    let NoticeFront { title, category, audience, from, until, attachments, .. } = &front.file;
    let id = id(path, (front.file.id.as_deref(), &front), problems);
    if !front.is_reported("/category") && categories.iter().all(|known| known.id != *category) {
        let known: Vec<&str> = categories.iter().map(|known| known.id.as_str()).collect();
        let (help, meant) = did_you_mean(category, known.iter().copied(), texts::UNKNOWN_CATEGORY.help);
        let values = [("category", category.into()), ("meant", meant.into()), ("known", known.join(", ").into())];
        problems.add_with_help(&texts::UNKNOWN_CATEGORY, front.at("/category"), &values, Some(help));
    }
    let mut at = |written: &Option<String>, (pointer, edge)| {
        let written = written.as_ref()?;
        let read = moment(written, edge);
        if read.is_none() {
            problems.add(&texts::NO_SUCH_DAY, front.at(pointer), &[]);
        }
        read
    };
    let (from, until) = (at(from, ("/from", Edge::Beginning)), at(until, ("/until", Edge::End)));
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        problems.add(&texts::ENDS_BEFORE_IT_BEGINS, front.at("/until"), &[]);
    }
    let attachments = attachment::read(path, attachments, &front, problems);
    let (ja, en) = parts.documents(title, &front, problems)?;
    let (category, audience) = (category.clone(), *audience);
    Some(Notice { id: id?, category, audience, from, until, ja, en, attachments })
}

/// The name of what is published: as it is written, or else the file's.
pub(super) fn id<T>(
    path: &Path,
    (written, front): (Option<&str>, &Parsed<T>),
    problems: &mut Problems,
) -> Option<String> {
    if let Some(written) = written {
        return Some(written.to_owned());
    }
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if (1..=64).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('-') {
        return Some(name.to_owned());
    }
    if !front.is_reported("/id") {
        problems.add(&texts::NO_ID, front.whole(), &[]);
    }
    None
}
