//! `SERVICE import`: what a society knows of its members, by files into the database.
//!
//! A line replaces the line with its id, so a corrected file is imported whole, again and again, and only what differs
//! is written. How a file is read stands in `store::import`; what its lines mean, in one file here for each kind.

mod command;
mod decisions;
mod expenses;
mod objections;
mod record_file;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64};

use ::expenses::row;
use base::{Clock, RealmName, japan_date};
use chrono::{DateTime, Utc};
use records::{BenefitDecision, CheckupResult, EligibilityCertificate, EligibilityNotice, Prescription};
use store::import::{Applied, Event as Heard, Fault, Import, ImportError, Outcomes, Report};
use store::{Database, Tx};

pub(crate) use self::command::{INVALID, REFUSED, UNREACHABLE, USAGE, refuses};
pub use self::command::{ImportFile, bound_to_another};
use self::record_file::RecordFile;
use crate::rows::{DbErr, Event, Stored, in_realm};

/// What a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// Receipt lines (医療費明細).
    Expenses,
    /// Decisions on benefits (給付金支給決定).
    Benefits,
    /// Notices of eligibility (資格情報のお知らせ).
    EligibilityNotices,
    /// Certificates of eligibility (資格確認書).
    EligibilityCertificates,
    /// Who objects to being seen by their family.
    Objections,
    /// Results of check-ups (健診結果).
    Checkups,
    /// Prescriptions (処方医薬品).
    Prescriptions,
    /// What was decided about applications.
    Decisions,
}

/// What is wrong with a row, as an import says it.
fn faults(found: Vec<row::Problem>) -> Vec<Fault> {
    found.into_iter().map(|problem| Fault::new(problem.column, problem.reason)).collect()
}

/// A chunk whose lines all entered.
pub(crate) fn done(stored: Vec<Stored>) -> Applied {
    let mut outcomes = Outcomes::new();
    count(&mut outcomes, stored);
    Applied::Done(outcomes)
}

/// Counts what became of lines.
pub(crate) fn count(outcomes: &mut Outcomes, stored: Vec<Stored>) {
    for stored in stored {
        *outcomes.entry(name_of(stored).to_owned()).or_default() += 1;
    }
}

/// How the report counts what became of a line.
pub(crate) const fn name_of(stored: Stored) -> &'static str {
    match stored {
        Stored::New => "new",
        Stored::Changed => "changed",
        Stored::Unchanged => "unchanged",
        Stored::Removed => "removed",
    }
}

/// Notes in the audit log that a file is coming in.
async fn note_begun(tx: &Tx, realm: &RealmName, kind: &str, at: DateTime<Utc>) -> Result<(), DbErr> {
    in_realm(tx, realm).record(Event::ImportBegun, (None, Some(kind.to_owned())), at).await
}

/// Notes in the audit log that a file has come in, with its counts.
async fn note(
    tx: &Tx,
    (realm, event): (&RealmName, Event),
    (kind, done): (&str, &Report),
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Report { lines, bad, left_out, outcomes, .. } = done;
    let count = |outcome| outcomes.get(outcome).copied().unwrap_or_default();
    let [new, changed, unchanged, removed] = ["new", "changed", "unchanged", "removed"].map(count);
    let object = format!(
        "{kind} lines={lines} new={new} changed={changed} unchanged={unchanged} removed={removed} bad={bad} \
         left-out={left_out}"
    );
    in_realm(tx, realm).record(event, (None, Some(object)), at).await
}

/// Imports a file, without a word to anybody: `listener` hears what happens.
///
/// # Errors
/// [`ImportError`], after which the same file may be imported again.
pub async fn import(
    database: &Database,
    (kind, file): (ImportKind, &ImportFile),
    clock: &Clock,
    listener: &mut (dyn FnMut(Heard) + Send),
) -> Result<Report, ImportError> {
    let ImportFile { realm, file: path, encoding, dry_run } = file.clone();
    let today = japan_date(clock.now());
    let import = Import { realm: realm.clone(), path, encoding, dry_run };
    match kind {
        ImportKind::Expenses => {
            import
                .run(
                    database,
                    expenses::ReceiptFile {
                        realm,
                        today,
                        now: clock.now(),
                        grown: AtomicU64::new(0),
                        mostly_new: AtomicBool::new(false),
                        noted: Mutex::default(),
                    },
                    clock,
                    listener,
                )
                .await
        }
        ImportKind::Objections => import.run(database, objections::ObjectionFile { realm }, clock, listener).await,
        ImportKind::Benefits => {
            import.run(database, RecordFile::<BenefitDecision>::new(realm, clock.now()), clock, listener).await
        }
        ImportKind::EligibilityNotices => {
            import.run(database, RecordFile::<EligibilityNotice>::new(realm, clock.now()), clock, listener).await
        }
        ImportKind::EligibilityCertificates => {
            import.run(database, RecordFile::<EligibilityCertificate>::new(realm, clock.now()), clock, listener).await
        }
        ImportKind::Checkups => {
            import.run(database, RecordFile::<CheckupResult>::new(realm, clock.now()), clock, listener).await
        }
        ImportKind::Decisions => {
            import.run(database, decisions::DecisionFile { realm, now: clock.now() }, clock, listener).await
        }
        ImportKind::Prescriptions => {
            import.run(database, RecordFile::<Prescription>::new(realm, clock.now()), clock, listener).await
        }
    }
}

#[cfg(test)]
mod mistakes_tests;
#[cfg(test)]
mod tests;
