//! `expenses import`: a society's receipt lines into the database.
//!
//! A line replaces the line with its id, so a corrected file is imported whole, again and again, and only what differs
//! is written; a line that says so withdraws the line with its id. What a line means stands in the crate `expenses`.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::RealmName;
use chrono::{DateTime, NaiveDate, Utc};
use expenses::ReceiptLine;
use expenses::row::line::{self, Entry};
use futures::future::BoxFuture;
use realm::MailKind;
use store::Tx;
use store::import::{Applied, Fault, Importer, Line, Record, Report};

use super::{done, faults, note, note_begun};
use crate::rows::{Addressee, DbErr, Event, Stored, in_realm};

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
    /// For whom it is noted that something came in.
    pub(super) noted: Mutex<Noted>,
}

/// People for whom something came in with this file, noted once: in a file over years everybody comes again each month.
#[derive(Default)]
pub(super) struct Noted {
    committed: HashSet<Addressee>,
    applied: HashSet<Addressee>,
}

impl Noted {
    /// So many people are remembered; of more, the first are noted again.
    const MOST: usize = 100_000;

    /// Those of some people for whom nothing is noted, each once. It will be, if what is applied is committed.
    fn others(&mut self, people: impl Iterator<Item = Addressee>) -> Vec<Addressee> {
        self.applied = people.filter(|who| !self.committed.contains(who)).collect();
        self.applied.iter().cloned().collect()
    }

    fn commit(&mut self) {
        if self.committed.len() + self.applied.len() > Self::MOST {
            self.committed.clear();
        }
        self.committed.extend(self.applied.drain());
    }
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
            let new = || stated.iter().zip(&stored).filter(|(_, stored)| **stored == Stored::New).map(|(line, _)| line);
            let count = new().count();
            self.mostly_new.store(2 * count > stated.len(), Ordering::Relaxed);
            let patient = |line: &ReceiptLine| Addressee { household: line.household.clone(), branch: line.branch };
            let others = self.noted().others(new().map(patient));
            rows.note_arrivals(MailKind::Expenses, &others, self.now).await?;
            // A table that grew to four times its size is another table to whoever plans queries; until it is measured,
            // each chunk would be compared with a society's whole table.
            let has_grown = |chunks: u64| chunks.is_power_of_two() && chunks.ilog2().is_multiple_of(2);
            if count > 0 && has_grown(self.grown.fetch_add(1, Ordering::Relaxed) + 1) {
                rows.measure_lines().await?;
            }
            stored.extend(rows.withdraw_lines(&withdrawn).await?);
            Ok(done(stored))
        })
    }

    fn kept(&self) {
        self.noted().commit();
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note_begun(tx, &self.realm, self.kind(), at).await })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note(tx, (&self.realm, Event::ExpensesImported), (self.kind(), &done), at).await })
    }
}

impl ReceiptFile {
    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: usize) -> Addressee {
        Addressee { household: format!("H{number}").parse().unwrap(), branch: "00".parse().unwrap() }
    }

    #[test]
    fn people_are_noted_once_as_long_as_they_are_remembered() {
        let mut noted = Noted::default();
        assert_eq!(noted.others([1, 1, 2].map(person).into_iter()).len(), 2);
        // What was applied was taken back.
        assert_eq!(noted.others([1, 3].map(person).into_iter()).len(), 2);
        noted.commit();
        assert!(noted.others([1, 3].map(person).into_iter()).is_empty());
        assert!(noted.others([2].map(person).into_iter()) == [person(2)]);
        noted.others((10..10 + Noted::MOST).map(person));
        noted.commit();
        assert!(noted.others([10].map(person).into_iter()).is_empty());
        assert!(noted.others([1].map(person).into_iter()) == [person(1)], "forgotten, so that memory stays bounded");
    }
}
