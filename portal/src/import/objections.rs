//! `expenses objections`: who in a family is not to be seen by the others of it.
//!
//! A line says of one person whether they object; who is in no line stays as they are.

use std::sync::Arc;

use base::RealmName;
use chrono::{DateTime, Utc};
use expenses::row::objection;
use expenses::{Branch, Objection};
use futures::future::BoxFuture;
use store::Tx;
use store::import::{Applied, Fault, Importer, Line, Record, Report};

use super::{done, faults, note, note_begun};
use crate::rows::{DbErr, Event, in_realm};

/// What a file of objections means.
pub(super) struct ObjectionFile {
    pub(super) realm: RealmName,
}

impl Importer for ObjectionFile {
    const COLUMNS: &'static [&'static str] = &objection::COLUMNS;
    const UNIQUE: &'static [&'static str] = &[];
    const UNIQUE_TOGETHER: &'static [&'static str] = &["household_number", "branch"];
    type Row = Objection;

    fn kind(&self) -> &'static str {
        "objections"
    }

    fn parse(&self, record: &Record<'_>) -> Result<Objection, Vec<Fault>> {
        objection::parse(|column| record.get(column)).map_err(faults)
    }

    /// Spreadsheets drop leading zeros: `2` and `02` are one person.
    fn spelling(&self, column: &str, text: &str) -> String {
        let branch = if column == "branch" { text.trim().parse::<Branch>().ok() } else { None };
        branch.map_or_else(|| base::fold_width(text), |branch| branch.to_string())
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Objection>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let objections: Vec<Objection> = lines.into_iter().map(|line| line.value).collect();
            Ok(done(in_realm(tx, &self.realm).put_objections(&objections).await?))
        })
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note_begun(tx, &self.realm, self.kind(), at).await })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note(tx, (&self.realm, Event::ObjectionsImported), (self.kind(), &done), at).await })
    }
}
