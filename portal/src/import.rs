//! `expenses import`: a society's receipt lines into the database.
//!
//! A line replaces the line with its id, so a corrected file is imported whole, again and again, and only what differs
//! is written. What a line means stands in the crate `expenses`; how a file is read, in `store::import`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use base::{Clock, Language, RealmName, japan_date};
use chrono::NaiveDate;
use expenses::{ReceiptLine, row};
use futures::future::BoxFuture;
use indicatif::ProgressBar;
use realm::Lookup;
use store::import::{
    Applied, Encoding, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Problem, Record, Report,
};
use store::{Database, Tx};
use web::service::{Settings, only_realm};

use crate::app::{connect, load_realms};
use crate::rows::{DbErr, Stored, in_realm};

/// What a file with bad lines returns. The list of exit codes stands in realm-config/README.md.
const INVALID: u8 = 1;
/// What a wrong command line returns.
const USAGE: u8 = 3;
/// What a command returns that is refused for safety.
const REFUSED: u8 = 5;

/// The command.
#[derive(Clone, Debug)]
pub struct ImportExpenses {
    /// The society.
    pub realm: RealmName,
    /// The file.
    pub file: PathBuf,
    /// How its text is encoded.
    pub encoding: Encoding,
    /// Whether nothing is changed.
    pub dry_run: bool,
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
            let mut outcomes = Outcomes::new();
            for stored in in_realm(tx, &self.realm).put_lines(&lines).await? {
                *outcomes.entry(name_of(stored).to_owned()).or_default() += 1;
            }
            Ok(Applied::Done(outcomes))
        })
    }
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
pub async fn import_expenses(
    database: &Database,
    import: &ImportExpenses,
    clock: &Clock,
    listener: &mut (dyn FnMut(Event) + Send),
) -> Result<Report, ImportError> {
    let file = ReceiptFile { realm: import.realm.clone(), today: japan_date(clock.now()) };
    let ImportExpenses { realm, file: path, encoding, dry_run } = import.clone();
    Import { realm, path, encoding, dry_run }.run(database, file, clock, listener).await
}

impl ImportExpenses {
    /// Imports the file for a person at a terminal: problems as they are found, a bar, counts at the end.
    ///
    /// # Errors
    /// What kept the import from coming to its end.
    pub async fn run(&self, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        if let Some(only) = only_realm()?.filter(|only| *only != self.realm) {
            eprintln!("{}: この環境で扱える組合は {only} だけです / only {only} can be worked on here", self.realm);
            return Ok(REFUSED.into());
        }
        if matches!(load_realms(settings)?.find(self.realm.as_str()), Lookup::Unknown) {
            eprintln!("{}: この組合の設定がありません / there is no such realm", self.realm);
            return Ok(USAGE.into());
        }
        let database = connect(settings).await?;
        let bar = ProgressBar::new(0);
        let file = self.file.display().to_string();
        let tell = |problem: &Problem| {
            bar.suspend(|| Language::ALL.map(|language| eprintln!("{}", problem.in_file(&file, language))));
        };
        let mut listener = |event| match event {
            Event::Progress { read, total } => {
                bar.set_length(total);
                bar.set_position(read);
            }
            Event::Problem(problem) => tell(&problem),
        };
        let outcome = import_expenses(&database, self, clock, &mut listener).await;
        bar.finish_and_clear();
        match outcome {
            Ok(report) => {
                println!("{}", summary(&report, self.dry_run));
                Ok(if report.bad == 0 { ExitCode::SUCCESS } else { INVALID.into() })
            }
            Err(ImportError::Unusable(problems)) => {
                problems.iter().for_each(tell);
                Ok(INVALID.into())
            }
            Err(ImportError::File(cause)) => {
                eprintln!("{file}: {cause}");
                Ok(USAGE.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// The counts of an import, in both languages.
fn summary(report: &Report, dry_run: bool) -> String {
    let count = |outcome| report.outcomes.get(outcome).copied().unwrap_or_default();
    let (new, changed, unchanged) = (count("new"), count("changed"), count("unchanged"));
    let (lines, bad, left_out) = (report.lines, report.bad, report.left_out);
    let (trial, dry) = if dry_run { ("（検査のみ）", " (dry run)") } else { ("", "") };
    format!(
        "{lines}件{trial}：新規 {new}、変更 {changed}、変更なし {unchanged}、エラー {bad}、見送り {left_out}\n\
         {lines} lines{dry}: {new} new, {changed} changed, {unchanged} unchanged, {bad} bad, {left_out} left out"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Site, member};

    const HEADER: &str =
        "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note";

    async fn import(site: &Site, text: &[u8], dry_run: bool) -> (Report, Vec<Problem>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lines.csv");
        std::fs::write(&file, text).unwrap();
        let command = ImportExpenses { realm: "minato".parse().unwrap(), file, encoding: Encoding::Utf8, dry_run };
        let mut problems = Vec::new();
        let mut listener = |event| {
            if let Event::Problem(problem) = event {
                problems.push(problem);
            }
        };
        let report = import_expenses(&site.app.database, &command, &site.clock, &mut listener).await.unwrap();
        (report, problems)
    }

    async fn month(site: &Site, path: &str) -> String {
        let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
        browser.get(path).await.text
    }

    #[tokio::test]
    async fn lines_come_in_are_corrected_and_stay() {
        let site = Site::open().await;
        let first = format!("{HEADER}\nL1,H1,00,2026-08,医科外来,港内科,3,10000,7000,0,3000,\n");
        let (report, problems) = import(&site, first.as_bytes(), true).await;
        assert!(report.outcomes["new"] == 1 && problems.is_empty());
        assert!(!month(&site, "/minato/expenses/2026/08").await.contains("港内科"), "a dry run leaves nothing");

        // With a byte order mark, and with names of patients.
        let named =
            format!("\u{feff}{HEADER},patient_name\nL1,H1,00,2026-08,医科外来,港内科,3,10000,7000,0,3000,,港 花子\n");
        assert_eq!(import(&site, named.as_bytes(), false).await.0.outcomes["new"], 1);
        let text = month(&site, "/minato/expenses/2026/08").await;
        assert!(text.contains("港 花子") && text.contains("通院 / 3日") && text.contains("3,000円"));

        let corrected = first.replace("7000,0,3000", "8000,0,2000") + "L2,H1,02,2026-08,調剤,,1,500,350,0,150,\n";
        let (report, _) = import(&site, corrected.as_bytes(), false).await;
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
        let (report, problems) = import(&site, file.as_bytes(), false).await;
        let places: Vec<_> = problems.iter().map(|found| (found.line, found.column.as_deref().unwrap_or(""))).collect();
        assert_eq!(places, [(3, "care_month"), (4, "total"), (5, "count"), (5, "own"), (6, "line_id")]);
        assert_eq!((report.bad, report.left_out), (4, 1));
        assert!(!month(&site, "/minato/expenses/2026/08").await.contains("港内科"));
    }
}
