//! `audit export`: the audit log with its chain, for whoever keeps or checks it elsewhere.
//!
//! A line a segment, then a line an entry, each with all that its seal is made of: `audit verify --file` follows it without
//! the database, and any program that knows SHA-256 can. Entries that wait for their seal are in the next export.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::{Language, RealmName, Text};
use clap::Args;
use serde::{Deserialize, Serialize};

use super::{Source, exit, refuse};
use crate::chain::{Entry, Segment};
use crate::rows::in_realm;

const NO_SUCH_MONTH: Text =
    Text { ja: "{month} の監査ログはありません。", en: "There is no audit log of {month}." };
const NOT_WRITTEN: Text = Text { ja: "{file} に書けません：{reason}", en: "{file} cannot be written: {reason}" };
const WAITING: Text = Text {
    ja: "封印を待っている記録が{count}件あります（次の書き出しに入ります）。",
    en: "{count} entries wait for their seals: they are in the next export.",
};

/// Its arguments.
#[derive(Clone, Debug, Args)]
pub struct ExportArguments {
    /// The society. 組合
    pub realm: RealmName,
    /// This month alone: 2026-11. この月だけ
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<String>,
    /// A file to write, readable by its owner only; nothing is written over. Otherwise the standard output.
    /// 書き出すファイル（既にあれば書かない。既定は標準出力）
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
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

impl Source<'_> {
    /// Exports. Exit code 0: done; 3: no such month; 4: the file cannot be written; 5: the file is there already.
    ///
    /// # Errors
    /// When the database fails or the output breaks off.
    pub async fn export(&self, arguments: &ExportArguments, language: Language) -> anyhow::Result<ExitCode> {
        let rows = in_realm(self.database.reader(), self.realm);
        let segments = rows.audit_segments().await?;
        if let Some(month) = &arguments.month
            && !segments.iter().any(|(segment, _)| segment.month == *month)
        {
            return Ok(refuse((NO_SUCH_MONTH, &[("month", month)]), language, exit::USAGE));
        }
        let mut out = match open(arguments.output.as_deref(), language) {
            Ok(out) => BufWriter::new(out),
            Err(code) => return Ok(code),
        };
        let (waiting, _) = rows.unsealed_tail().await?;
        self.note(None).await?;
        for (segment, proof) in segments {
            if arguments.month.as_ref().is_none_or(|month| segment.month == *month) {
                let (realm, proof) = (self.realm.clone(), proof.as_str().to_owned());
                let head = Line::Segment { realm, segment: segment.clone(), proof };
                writeln!(out, "{}", serde_json::to_string(&head)?)?;
                self.write_entries(&segment, &mut out).await?;
            }
        }
        out.flush()?;
        if waiting > 0 {
            eprintln!("{}", WAITING.with(language, &[("count", &waiting)]));
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn write_entries(&self, segment: &Segment, out: &mut impl Write) -> anyhow::Result<()> {
        let (rows, mut next) = (in_realm(self.database.reader(), self.realm), segment.first);
        loop {
            let entries = rows.sealed_entries(next, segment.last).await?;
            let Some((last, _)) = entries.last() else { return Ok(()) };
            next = last.number + 1;
            for (entry, seal) in entries {
                let line = Line::Entry { entry: Box::new(entry), seal };
                writeln!(out, "{}", serde_json::to_string(&line)?)?;
            }
        }
    }
}

/// The file that is to be written, or the standard output.
fn open(path: Option<&Path>, language: Language) -> Result<Box<dyn Write>, ExitCode> {
    let Some(path) = path else { return Ok(Box::new(io::stdout().lock())) };
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(error) => {
            let code = if error.kind() == io::ErrorKind::AlreadyExists { exit::REFUSED } else { exit::UNREACHABLE };
            Err(refuse((NOT_WRITTEN, &[("file", &path.display()), ("reason", &error)]), language, code))
        }
    }
}
