//! The command for a person at a terminal: problems as they are found, a bar, counts at the end.

use std::path::PathBuf;
use std::process::ExitCode;

use base::{Clock, Language, RealmName};
use indicatif::ProgressBar;
use realm::Lookup;
use store::import::{Encoding, Event, ImportError, Problem, Report};
use web::service::{Settings, only_realm};

use super::{ImportKind, import};
use crate::app::{connect, load_realms};

/// What a file with bad lines returns. The list of exit codes stands in realm-config/README.md.
pub(crate) const INVALID: u8 = 1;
/// What a wrong command line returns.
pub(crate) const USAGE: u8 = 3;
/// What a command returns that cannot reach a file.
pub(crate) const UNREACHABLE: u8 = 4;
/// What a command returns that is refused for safety.
pub(crate) const REFUSED: u8 = 5;

/// A file to import, as the command line names it.
#[derive(Clone, Debug, clap::Args)]
pub struct ImportFile {
    /// 組合（レルム）の名前 / The realm's name
    pub realm: RealmName,
    /// CSVファイル / The file
    pub file: PathBuf,
    /// 文字コード / The encoding: utf-8 or shift_jis
    #[arg(long, default_value = "utf-8")]
    pub encoding: Encoding,
    /// 検査のみ行い、何も変更しない / Check only, change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What a command returns, about `subject`, that a process must not carry out which is bound to one realm: one about another
/// realm, or about none in particular.
///
/// # Errors
/// When the realm that the process is bound to has no realm's name.
pub fn bound_to_another(
    realm: Option<&RealmName>,
    subject: &dyn std::fmt::Display,
) -> anyhow::Result<Option<ExitCode>> {
    Ok(only_realm()?.filter(|only| Some(only) != realm).map(|only| {
        eprintln!("{subject}: この環境で扱える組合は {only} だけです / only {only} can be worked on here");
        REFUSED.into()
    }))
}

/// What a command about a realm returns that must not work on it here, or that names none.
///
/// # Errors
/// When the realms cannot be read at all.
pub(crate) fn refuses(realm: &RealmName, settings: &Settings) -> anyhow::Result<Option<ExitCode>> {
    if let Some(refused) = bound_to_another(Some(realm), realm)? {
        return Ok(Some(refused));
    }
    if matches!(load_realms(settings)?.find(realm.as_str()), Lookup::Unknown) {
        eprintln!("{realm}: この組合の設定がありません / there is no such realm");
        return Ok(Some(USAGE.into()));
    }
    Ok(None)
}

impl ImportFile {
    /// Imports the file.
    ///
    /// # Errors
    /// What kept the import from coming to its end.
    pub async fn run(&self, kind: ImportKind, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        if let Some(refused) = refuses(&self.realm, settings)? {
            return Ok(refused);
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
        let outcome = import(&database, (kind, self), clock, &mut listener).await;
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
pub(super) fn summary(report: &Report, dry_run: bool) -> String {
    let count = |outcome| report.outcomes.get(outcome).copied().unwrap_or_default();
    let [new, changed, unchanged, removed] = ["new", "changed", "unchanged", "removed"].map(count);
    let (lines, bad, left_out) = (report.lines, report.bad, report.left_out);
    let (trial, dry) = if dry_run { ("（検査のみ）", " (dry run)") } else { ("", "") };
    format!(
        "{lines}件{trial}：新規 {new}、変更 {changed}、変更なし {unchanged}、取消 {removed}、エラー {bad}、見送り {left_out}\n\
         {lines} lines{dry}: {new} new, {changed} changed, {unchanged} unchanged, {removed} removed, {bad} bad, \
         {left_out} left out"
    )
}
