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
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::DbErr;
use store::import::{Applied, Encoding, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Record, Report};
use store::{Database, Tx};
use web::service::Settings;

use crate::rows::{Stored, in_realm};

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
    const KIND: &'static str = "receipt-lines";
    const COLUMNS: &'static [&'static str] = &row::COLUMNS;
    const OPTIONAL: &'static [&'static str] = &row::OPTIONAL_COLUMNS;
    const UNIQUE: &'static [&'static str] = &["line_id"];
    type Row = ReceiptLine;

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
        let database = Database::connect(&settings.database_url).await?;
        let bar = ProgressBar::new(0).with_style(ProgressStyle::default_bar());
        let name = self.file.display().to_string();
        let mut listener = |event| match event {
            Event::Progress { read, total } => {
                bar.set_length(total);
                bar.set_position(read);
            }
            Event::Problem(problem) => bar.suspend(|| {
                eprintln!("{}", problem.in_file(&name, Language::Ja));
                eprintln!("{}", problem.in_file(&name, Language::En));
            }),
        };
        let report = match import_expenses(&database, self, clock, &mut listener).await {
            Ok(report) => report,
            Err(ImportError::Unusable(problems)) => {
                for problem in problems {
                    listener(Event::Problem(problem));
                }
                return Ok(ExitCode::from(1));
            }
            Err(error) => return Err(error.into()),
        };
        bar.finish_and_clear();
        println!("{}", summary(&report, self.dry_run));
        Ok(if report.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
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
