//! `SERVICE import`: what a society knows of its members, by files into the database.
//!
//! A line replaces the line with its id, so a corrected file is imported whole, again and again, and only what differs
//! is written. What a line means stands in the crate `expenses`; how a file is read, in `store::import`.

mod command;
mod record_file;

use std::sync::Arc;

use base::{Clock, RealmName, japan_date};
use chrono::NaiveDate;
use expenses::{ReceiptLine, row};
use futures::future::BoxFuture;
use records::{BenefitDecision, EligibilityCertificate, EligibilityNotice};
use store::import::{Applied, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Record, Report};
use store::{Database, Tx};

pub use self::command::ImportFile;
use self::record_file::RecordFile;
use crate::rows::{DbErr, Stored, in_realm};

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
}

/// What a receipt file means.
struct ReceiptFile {
    realm: RealmName,
    /// No care can have been given after this day.
    today: NaiveDate,
}

impl Importer for ReceiptFile {
    const COLUMNS: &'static [&'static str] = &row::COLUMNS;
    const OPTIONAL: &'static [&'static str] = &row::OPTIONAL_COLUMNS;
    const UNIQUE: &'static [&'static str] = &["line_id"];
    type Row = ReceiptLine;

    fn kind(&self) -> &'static str {
        "receipt-lines"
    }

    fn parse(&self, record: &Record<'_>) -> Result<ReceiptLine, Vec<Fault>> {
        let fault = |problem: row::Problem| Fault::new(problem.column, problem.reason);
        row::parse(|column| record.get(column), self.today).map_err(|found| found.into_iter().map(fault).collect())
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<ReceiptLine>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let lines: Vec<ReceiptLine> = lines.into_iter().map(|line| line.value).collect();
            Ok(done(in_realm(tx, &self.realm).put_lines(&lines).await?))
        })
    }
}

/// A chunk whose lines all entered.
fn done(stored: Vec<Stored>) -> Applied {
    let mut outcomes = Outcomes::new();
    for stored in stored {
        *outcomes.entry(name_of(stored).to_owned()).or_default() += 1;
    }
    Applied::Done(outcomes)
}

/// How the report counts what became of a line.
const fn name_of(stored: Stored) -> &'static str {
    match stored {
        Stored::New => "new",
        Stored::Changed => "changed",
        Stored::Unchanged => "unchanged",
    }
}

/// Imports a file, without a word to anybody: `listener` hears what happens.
///
/// # Errors
/// [`ImportError`], after which the same file may be imported again.
pub async fn import(
    database: &Database,
    (kind, file): (ImportKind, &ImportFile),
    clock: &Clock,
    listener: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, ImportError> {
    let ImportFile { realm, file: path, encoding, dry_run } = file.clone();
    let today = japan_date(clock.now());
    let import = Import { realm: realm.clone(), path, encoding, dry_run };
    match kind {
        ImportKind::Expenses => import.run(database, ReceiptFile { realm, today }, clock, listener).await,
        ImportKind::Benefits => {
            import.run(database, RecordFile::<BenefitDecision>::new(realm, today), clock, listener).await
        }
        ImportKind::EligibilityNotices => {
            import.run(database, RecordFile::<EligibilityNotice>::new(realm, today), clock, listener).await
        }
        ImportKind::EligibilityCertificates => {
            import.run(database, RecordFile::<EligibilityCertificate>::new(realm, today), clock, listener).await
        }
    }
}

#[cfg(test)]
mod tests {
    use store::import::Problem;

    use super::*;
    use crate::testing::{Site, member};

    const HEADER: &str =
        "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note";

    async fn import_lines(site: &Site, text: &[u8], dry_run: bool) -> (Report, Vec<Problem>) {
        site.import("minato", ImportKind::Expenses, text, dry_run).await
    }

    async fn month(site: &Site, path: &str) -> String {
        let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
        browser.get(path).await.text
    }

    #[tokio::test]
    async fn lines_come_in_are_corrected_and_stay() {
        let site = Site::open().await;
        let first = format!("{HEADER}\nL1,H1,00,2026-08,医科外来,港内科,3,10000,7000,0,3000,\n");
        let (report, problems) = import_lines(&site, first.as_bytes(), true).await;
        assert!(report.outcomes["new"] == 1 && problems.is_empty());
        assert!(!month(&site, "/minato/expenses/2026/08").await.contains("港内科"), "a dry run leaves nothing");

        // With a byte order mark, and with names of patients.
        let named =
            format!("\u{feff}{HEADER},patient_name\nL1,H1,00,2026-08,医科外来,港内科,3,10000,7000,0,3000,,港 花子\n");
        assert_eq!(import_lines(&site, named.as_bytes(), false).await.0.outcomes["new"], 1);
        let text = month(&site, "/minato/expenses/2026/08").await;
        assert!(text.contains("港 花子") && text.contains("通院 / 3日") && text.contains("3,000円"));

        let corrected = first.replace("7000,0,3000", "8000,0,2000") + "L2,H1,02,2026-08,調剤,,1,500,350,0,150,\n";
        let (report, _) = import_lines(&site, corrected.as_bytes(), false).await;
        assert_eq!((report.outcomes["changed"], report.outcomes["new"]), (1, 1));
        assert!(month(&site, "/minato/expenses/2026/08").await.contains("2,150円"));
    }

    #[tokio::test]
    async fn bad_lines_are_named_and_nothing_beside_them_comes_in() {
        let site = Site::open().await;
        let file = format!(
            "{HEADER}\n\
             L1,H1,00,2026-08,通院,港内科,1,1000,700,0,300,\n\
             L2,H1,00,2026-13,通院,港内科,1,1000,700,0,300,\n\
             L3,H1,00,2026-08,通院,港内科,1,1000,700,0,301,\n\
             L4,H1,00,2026-08,通院,港内科,x,1000,700,0,-300,\n\
             L1,H1,00,2026-08,通院,港内科,1,1000,700,0,300,\n"
        );
        let (report, problems) = import_lines(&site, file.as_bytes(), false).await;
        let places: Vec<_> = problems.iter().map(|found| (found.line, found.column.as_deref().unwrap_or(""))).collect();
        assert_eq!(places, [(3, "care_month"), (4, "total"), (5, "count"), (5, "own"), (6, "line_id")]);
        assert_eq!((report.bad, report.left_out), (4, 1));
        assert!(!month(&site, "/minato/expenses/2026/08").await.contains("港内科"));
    }
}
