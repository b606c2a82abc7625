//! `warifu-idp audit export`: the audit log with its chain, for whoever keeps or checks it elsewhere.
//!
//! A line a segment, then a line an entry, each with all that its seal is made of: `audit verify --file` follows it without
//! the database, and any program that knows SHA-256 can. Entries that wait for their seal are in the next export.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use base::{Language, RealmName, Text};
use clap::Args;
use realm::Realm;
use serde::{Deserialize, Serialize};
use web::service::Settings;

use super::society::refuse;
use super::{Words, audit_list, exit, society};
use crate::App;
use crate::audit::{Entry, Segment};
use crate::rows::in_realm;

const NO_SUCH_MONTH: Text =
    Text { ja: "{month} の監査ログはありません。", en: "There is no audit log of {month}." };
const NOT_WRITTEN: Text = Text { ja: "{file} に書けません：{reason}", en: "{file} cannot be written: {reason}" };
const WAITING: Text = Text {
    ja: "封印を待っている記録が{count}件あります（次の書き出しに入ります）。",
    en: "{count} entries wait for their seals: they are in the next export.",
};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(super) realm: RealmName,
    /// This month alone: 2026-11.
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
    /// A file to write, readable by its owner only; nothing is written over. Otherwise the standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

/// A line of an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    /// Entries sealed in a month follow.
    Segment {
        /// Whose.
        realm: RealmName,
        /// What the entries come to.
        segment: Segment,
        /// What proves that the segment is ours.
        proof: String,
    },
    /// An entry.
    Entry {
        /// What was sealed.
        entry: Box<Entry>,
        /// Its seal.
        seal: String,
    },
}

/// Exports. Exit code 0: done; 3: no such realm or month; 4: the file cannot be written; 5: refused, or the file is there.
///
/// # Errors
/// When the settings are unusable, the database fails or the output breaks off.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let segments = in_realm(app.database.reader(), &realm.name).audit_segments().await?;
    if let Some(month) = &arguments.month
        && !segments.iter().any(|(segment, _)| segment.month == *month)
    {
        return Ok(refuse((NO_SUCH_MONTH, &[("month", month)]), language, exit::USAGE));
    }
    let mut out: Box<dyn Write> = match &arguments.output {
        None => Box::new(io::stdout().lock()),
        Some(path) => match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(file) => Box::new(file),
            Err(error) => {
                let code = if error.kind() == io::ErrorKind::AlreadyExists { exit::REFUSED } else { exit::UNREACHABLE };
                return Ok(refuse((NOT_WRITTEN, &[("file", &path.display()), ("reason", &error)]), language, code));
            }
        },
    };
    let (waiting, _) = in_realm(app.database.reader(), &realm.name).unsealed_tail().await?;
    audit_list::note(&app, &realm, None).await?;
    let mut out = BufWriter::new(&mut out);
    for (segment, proof) in segments {
        if arguments.month.as_ref().is_none_or(|month| segment.month == *month) {
            let head =
                Line::Segment { realm: realm.name.clone(), segment: segment.clone(), proof: proof.as_str().into() };
            writeln!(out, "{}", serde_json::to_string(&head)?)?;
            write_entries(&app, &realm, &segment, &mut out).await?;
        }
    }
    out.flush()?;
    if waiting > 0 {
        eprintln!("{}", WAITING.with(language, &[("count", &waiting)]));
    }
    Ok(ExitCode::SUCCESS)
}

async fn write_entries(app: &App, realm: &Realm, segment: &Segment, out: &mut impl Write) -> anyhow::Result<()> {
    let mut next = segment.first;
    loop {
        let entries = in_realm(app.database.reader(), &realm.name).sealed_entries(next, segment.last).await?;
        let Some((last, _)) = entries.last() else { return Ok(()) };
        next = last.number + 1;
        for (entry, seal) in entries {
            let line = Line::Entry { entry: Box::new(entry), seal };
            writeln!(out, "{}", serde_json::to_string(&line)?)?;
        }
    }
}
