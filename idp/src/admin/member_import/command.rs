//! `warifu-idp member import REALM FILE.csv`: problems as they are found, a bar, counts at the end.

use std::path::PathBuf;
use std::process::ExitCode;

use base::{Language, RealmName, Text};
use clap::Args;
use store::import::{Encoding, Report};
use web::service::Settings;

use super::{MemberFile, Outcome, import};
use crate::admin::told::{DRY_RUN, Told};
use crate::admin::{Words, exit, society};

const COUNTS: Text = Text {
    ja: "{lines}件：新規 {new}、変更 {changed}、資格喪失 {lost}、変更なし {unchanged}、エラー {bad}、見送り {left_out}",
    en: "{lines} lines: {new} new, {changed} changed, {lost} lost eligibility, {unchanged} unchanged, {bad} bad, {left_out} left out",
};
const LEFT_OUT: Text = Text {
    ja: "1,000件ごとにまとめて取り込みます。エラーのある組の{left_out}件は取り込んでいません。訂正したファイル全体を、もう一度取り込んでください。",
    en: "Lines are imported a thousand at a time; {left_out} good lines beside bad ones were left out. Import the whole corrected file again.",
};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society whose members they are.
    pub(in crate::admin) realm: RealmName,
    /// The file: CSV with a header row.
    file: PathBuf,
    /// How its text is encoded: utf-8 or shift_jis.
    #[arg(long, default_value_t = Encoding::Utf8)]
    encoding: Encoding,
    /// Try everything, change nothing.
    #[arg(long)]
    dry_run: bool,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(in crate::admin) lang: Words,
}

/// Imports the file. Exit code 0: all lines are in; 1: some are bad; 3: no such realm or file; 5: refused.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(in crate::admin) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let Arguments { file: path, encoding, dry_run, .. } = arguments;
    let file = MemberFile { path: path.clone(), encoding: *encoding, dry_run: *dry_run };
    let told = Told::new(path, language);
    match import(&app, &realm, &file, &mut |event| told.hear(event)).await {
        Ok(report) => Ok(sum_up(&told, &report, *dry_run, language)),
        Err(error) => told.stopped(error),
    }
}

fn sum_up(told: &Told, report: &Report, dry_run: bool, language: Language) -> ExitCode {
    told.end(report.continued_after);
    let count = |outcome: Outcome| report.outcomes.get(outcome.name()).copied().unwrap_or_default();
    let values: [(&str, &dyn std::fmt::Display); 7] = [
        ("lines", &report.lines),
        ("new", &count(Outcome::New)),
        ("changed", &count(Outcome::Changed)),
        ("lost", &count(Outcome::LostEligibility)),
        ("unchanged", &count(Outcome::Unchanged)),
        ("bad", &report.bad),
        ("left_out", &report.left_out),
    ];
    told.say(&COUNTS.with(language, &values));
    if report.left_out > 0 {
        told.say(&LEFT_OUT.with(language, &values));
    }
    if dry_run {
        told.say(&DRY_RUN.get(language));
    }
    if report.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(exit::INVALID) }
}
