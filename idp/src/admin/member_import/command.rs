//! `warifu-idp member import REALM FILE.csv`: problems as they are found, a bar, counts at the end.
//!
//! Problems and counts go to standard output, where they can be kept; the bar goes to standard error, if somebody is
//! looking. Neither shows what stands in the file, so what is kept may be shown to whoever mends it.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use base::{Clock, Language, RealmName, Text};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use realm::Lookup;
use store::import::{Encoding, Event, ImportError, Problem, Report};
use web::service::{Settings, only_realm};

use super::{MemberFile, import};
use crate::admin::{Words, exit};
use crate::start;

const TEMPLATE: &str = "{bar:40} {percent:>3}%  {decimal_bytes}/{decimal_total_bytes}  {eta}";

const UNKNOWN_REALM: Text =
    Text { ja: "{realm} という組合（レルム）はありません。", en: "There is no realm {realm}." };
const BROKEN_REALM: Text = Text {
    ja: "{realm} の設定ファイルに誤りがあります。`warifu-idp realm check` で確認してください。",
    en: "The files of {realm} have mistakes: see `warifu-idp realm check`.",
};
const OTHER_REALM: Text =
    Text { ja: "この接続で扱えるのは {realm} だけです。", en: "Here only {realm} may be worked on." };
const UNREADABLE: Text = Text { ja: "{file} を読めません: {cause}", en: "{file} cannot be read: {cause}" };
const ELSEWHERE: Text = Text {
    ja: "同じファイルの取込が、別のところで行われています。",
    en: "The same file is being imported elsewhere.",
};
const CONTINUED: Text = Text {
    ja: "{lines}件は、中断した前回の取込で処理済みです。",
    en: "{lines} lines had been dealt with before the interruption.",
};
const COUNTS: Text = Text {
    ja: "{lines}件：新規 {new}、変更 {changed}、資格喪失 {lost}、変更なし {unchanged}、エラー {bad}、見送り {left_out}",
    en: "{lines} lines: {new} new, {changed} changed, {lost} lost eligibility, {unchanged} unchanged, {bad} bad, {left_out} left out",
};
const LEFT_OUT: Text = Text {
    ja: "1,000件ごとにまとめて取り込みます。エラーのある組の{left_out}件は取り込んでいません。訂正したファイル全体を、もう一度取り込んでください。",
    en: "Lines are imported a thousand at a time; {left_out} good lines beside bad ones were left out. Import the whole corrected file again.",
};
const DRY_RUN: Text =
    Text { ja: "検査のみです。何も変更していません。", en: "A dry run: nothing was changed." };

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society whose members they are.
    realm: RealmName,
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
    lang: Words,
}

/// Imports the file. Exit code 0: all lines are in; 1: some are bad; 3: no such realm or file; 5: refused.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(in crate::admin) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let name = &arguments.realm;
    if let Some(only) = only_realm()?.filter(|only| only != name) {
        return Ok(arguments.refuse(OTHER_REALM, &[("realm", &only)], exit::REFUSED));
    }
    let app = start::open(settings, Clock::system()).await?;
    let realm = match app.realms.find(name.as_str()) {
        Lookup::Serving(realm) => realm,
        Lookup::OutOfService => return Ok(arguments.refuse(BROKEN_REALM, &[("realm", name)], exit::INVALID)),
        Lookup::Unknown => return Ok(arguments.refuse(UNKNOWN_REALM, &[("realm", name)], exit::USAGE)),
    };
    let MemberFile { path, .. } = &arguments.member_file();
    let told = Told::to(arguments);
    let imported = import(&app, &realm, &arguments.member_file(), &mut |event| told.hear(event)).await;
    told.bar.finish_and_clear();
    match imported {
        Ok(report) => told.sum_up(&report, arguments.dry_run),
        Err(ImportError::Unusable(problems)) => {
            problems.iter().for_each(|problem| told.say(problem));
            Ok(ExitCode::from(exit::INVALID))
        }
        Err(ImportError::File(cause)) => {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("file", &path.display()), ("cause", &cause)];
            Ok(arguments.refuse(UNREADABLE, &values, exit::USAGE))
        }
        Err(ImportError::Elsewhere) => Ok(arguments.refuse(ELSEWHERE, &[], exit::REFUSED)),
        Err(error @ ImportError::Database(_)) => Err(error.into()),
    }
}

impl Arguments {
    fn member_file(&self) -> MemberFile {
        MemberFile { path: self.file.clone(), encoding: self.encoding, dry_run: self.dry_run }
    }

    fn refuse(&self, why: Text, values: &[(&str, &dyn std::fmt::Display)], code: u8) -> ExitCode {
        eprintln!("{}", why.with(self.lang.into(), values));
        ExitCode::from(code)
    }
}

/// What the person at the terminal is told on the way.
struct Told {
    bar: ProgressBar,
    file: String,
    language: Language,
}

impl Told {
    fn to(arguments: &Arguments) -> Self {
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(0).with_style(style);
        Self { bar, file: arguments.file.display().to_string(), language: arguments.lang.into() }
    }

    fn hear(&self, event: Event) {
        match event {
            Event::Progress { read, total } => {
                self.bar.set_length(total);
                self.bar.set_position(read);
            }
            Event::Problem(problem) => self.bar.suspend(|| self.say(&problem)),
        }
    }

    fn say(&self, problem: &Problem) {
        // Somebody who stops reading after the first problems does not stop the import.
        drop(writeln!(io::stdout(), "{}", problem.in_file(&self.file, self.language)));
    }

    fn sum_up(&self, report: &Report, dry_run: bool) -> anyhow::Result<ExitCode> {
        let count = |outcome: super::Outcome| report.outcomes.get(outcome.name()).copied().unwrap_or_default();
        let (new, changed) = (count(super::Outcome::New), count(super::Outcome::Changed));
        let (lost, unchanged) = (count(super::Outcome::LostEligibility), count(super::Outcome::Unchanged));
        let values: [(&str, &dyn std::fmt::Display); 7] = [
            ("lines", &report.lines),
            ("new", &new),
            ("changed", &changed),
            ("lost", &lost),
            ("unchanged", &unchanged),
            ("bad", &report.bad),
            ("left_out", &report.left_out),
        ];
        let mut out = io::stdout().lock();
        if report.continued_after > 0 {
            writeln!(out, "{}", CONTINUED.with(self.language, &[("lines", &report.continued_after)]))?;
        }
        writeln!(out, "{}", COUNTS.with(self.language, &values))?;
        if report.left_out > 0 {
            writeln!(out, "{}", LEFT_OUT.with(self.language, &values))?;
        }
        if dry_run {
            writeln!(out, "{}", DRY_RUN.get(self.language))?;
        }
        Ok(if report.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(exit::INVALID) })
    }
}
