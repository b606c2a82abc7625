//! `expenses import`: a society's receipt lines into the database.
//!
//! A line replaces the line with its id, so a corrected file is imported whole, again and again, and only what differs
//! is written; a line that says so withdraws the line with its id. What a line means stands in the crate `expenses`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use base::RealmName;
use chrono::{DateTime, NaiveDate, Utc};
use expenses::ReceiptLine;
use expenses::row::line::{self, Entry};
use futures::future::BoxFuture;
use store::Tx;
use store::import::{Applied, Fault, Importer, Line, Record, Report};

use super::{done, faults, note};
use crate::rows::{Addressee, DbErr, EXPENSES, Event, Stored, in_realm};

/// What a receipt file means.
pub(super) struct ReceiptFile {
    pub(super) realm: RealmName,
    /// No care can have been given after this day.
    pub(super) today: NaiveDate,
    /// When the lines come in.
    pub(super) now: DateTime<Utc>,
    /// How many chunks with new lines have come.
    pub(super) grown: AtomicU64,
    /// Whether most lines of the last chunk were new: those of the next will be, too.
    pub(super) mostly_new: AtomicBool,
}

impl Importer for ReceiptFile {
    const COLUMNS: &'static [&'static str] = &line::COLUMNS;
    const OPTIONAL: &'static [&'static str] = &line::OPTIONAL_COLUMNS;
    const UNIQUE: &'static [&'static str] = &["line_id"];
    type Row = Entry;

    fn kind(&self) -> &'static str {
        "receipt-lines"
    }

    fn parse(&self, record: &Record<'_>) -> Result<Entry, Vec<Fault>> {
        line::parse(|column| record.get(column), self.today).map_err(faults)
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Entry>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let (mut stated, mut withdrawn) = (Vec::with_capacity(lines.len()), Vec::new());
            for line in lines {
                match line.value {
                    Entry::Line(line) => stated.push(line),
                    Entry::Withdrawn(id) => withdrawn.push(id),
                }
            }
            let rows = in_realm(tx, &self.realm);
            let mut stored = rows.put_lines(&stated, self.mostly_new.load(Ordering::Relaxed)).await?;
            let new = stated.iter().zip(&stored).filter(|(_, stored)| **stored == Stored::New);
            let patient = |line: &ReceiptLine| Addressee { household: line.household.clone(), branch: line.branch };
            let patients: Vec<Addressee> = new.map(|(line, _)| patient(line)).collect();
            self.mostly_new.store(2 * patients.len() > stated.len(), Ordering::Relaxed);
            rows.note_arrivals(EXPENSES, &patients, self.now).await?;
            // A table that grew to twice its size is another table to whoever plans queries; until it is measured, each
            // chunk would be compared with a society's whole table.
            if !patients.is_empty() && (self.grown.fetch_add(1, Ordering::Relaxed) + 1).is_power_of_two() {
                rows.measure_lines().await?;
            }
            stored.extend(rows.withdraw_lines(&withdrawn).await?);
            Ok(done(stored))
        })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note(tx, (&self.realm, Event::ExpensesImported), (self.kind(), &done), at).await })
    }
}
