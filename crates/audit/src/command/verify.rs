//! `audit verify`: whether the audit log is what was written, in the database or in an export.
//!
//! The chain itself needs no key. That the chain is ours is said by the months' proofs, which need the key-encryption key:
//! where a file is checked without it, that is said too.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use base::{KeyEncryptionKey, Language, RealmName, Text, japan_standard_time};
use chrono::{DateTime, Utc};
use clap::Args;
use sea_orm::DbErr;
use serde_json::json;

use super::export::Line;
use super::{Source, exit, refuse};
use crate::log::Log;
use crate::rows::in_realm;
use crate::verify::{Finding, Verdict, Verifier};

const NOT_READ: Text = Text { ja: "{file} を読めません：{reason}", en: "{file} cannot be read: {reason}" };
const NOT_AN_EXPORT: Text = Text {
    ja: "{file} の{line}行目は、監査ログの書き出しの行ではありません。",
    en: "{file}: line {line} is none of an export of the audit log.",
};
const FINE: Text = Text {
    ja: "{realm}：記録{entries}件は、封印したときのままです。",
    en: "{realm}: {entries} entries are what they were when they were sealed.",
};
const WRONG: Text = Text {
    ja: "{realm}：記録{entries}件を確かめ、違いが{findings}件ありました。",
    en: "{realm}: {findings} findings in {entries} entries.",
};
const LAST: Text = Text {
    ja: "最後の封印：{number}:{seal}（別の場所に控え、次に --seen で渡してください）",
    en: "The last seal: {number}:{seal} (note it elsewhere, and give it with --seen the next time)",
};
const BEGINS: Text = Text {
    ja: "{month} までの記録は含まれていません（保存期間を過ぎたか、一部の書き出しです）。",
    en: "What was sealed until {month} is not in it: it is kept no longer, or this is a part.",
};
const TAIL: Text = Text {
    ja: "封印を待っている記録：{count}件（最も古いものは{at}）。まだ確かめられません。",
    en: "{count} entries wait for their seals, the oldest since {at}: they cannot be verified yet.",
};
const NO_KEY: Text = Text {
    ja: "鍵（key_encryption_key_file）がないため、封印の主は確かめていません。",
    en: "Who sealed it was not verified: the key (key_encryption_key_file) is not at hand.",
};
const UNLISTED: Text = Text { ja: "ほか{count}件", en: "and {count} more" };

/// Its arguments.
#[derive(Clone, Debug, Args)]
pub struct VerifyArguments {
    /// The society whose log in the database is verified. 組合
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub realm: Option<RealmName>,
    /// Verify what `audit export` wrote. The database is not asked. 書き出したファイルを確かめる
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The last seal that was noted the last time: it must still be in the log. 前に控えた最後の封印
    #[arg(long, value_name = "NUMBER:SEAL", value_parser = seen)]
    pub seen: Option<(i64, String)>,
}

fn seen(text: &str) -> Result<(i64, String), String> {
    let parts = text.split_once(':').and_then(|(number, seal)| Some((number.parse().ok()?, seal.to_owned())));
    parts.ok_or_else(|| "a number, a colon and a seal are expected".to_owned())
}

/// What was found, and how certain it is.
#[derive(Debug)]
pub struct Judgement {
    realm: RealmName,
    verdict: Verdict,
    unsealed: (u64, Option<DateTime<Utc>>),
    with_key: bool,
}

impl Source<'_> {
    /// Follows the chain in the database, which must have in it what somebody noted before.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn verify(&self, seen: Option<(i64, String)>) -> Result<Judgement, DbErr> {
        let rows = in_realm(self.database.reader(), self.realm);
        let mut verifier = Verifier::of((self.log, self.realm), seen);
        for (segment, proof) in rows.audit_segments().await? {
            let (mut next, last) = (segment.first, segment.last);
            let ours = segment.is_proved_by(&proof, self.key, self.realm);
            verifier.segment(segment, ours);
            loop {
                let entries = rows.sealed_entries(next, last).await?;
                let Some((entry, _)) = entries.last() else { break };
                next = entry.number + 1;
                entries.iter().for_each(|(entry, seal)| verifier.entry(entry, seal));
            }
        }
        for (entry, seal) in rows.entries_beyond_the_segments().await? {
            verifier.entry(&entry, &seal);
        }
        let unsealed = rows.unsealed_tail().await?;
        Ok(Judgement { realm: self.realm.clone(), verdict: verifier.end(false), unsealed, with_key: true })
    }
}

/// Follows the chain in a file that `audit export` of a program wrote; or the exit code, after it was said what is wrong.
/// Without the program's key it is not verified who sealed it.
///
/// # Errors
/// When reading the file breaks off.
pub fn verify_file(
    (log, key): (Log, Option<&KeyEncryptionKey>),
    file: &Path,
    seen: Option<(i64, String)>,
    language: Language,
) -> anyhow::Result<Result<Judgement, ExitCode>> {
    match File::open(file) {
        Ok(open) => of_lines((BufReader::new(open), file), (log, key), seen, language),
        Err(error) => {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("file", &file.display()), ("reason", &error)];
            Ok(Err(refuse((NOT_READ, &values), language, exit::USAGE)))
        }
    }
}

fn of_lines(
    (lines, file): (impl BufRead, &Path),
    (log, key): (Log, Option<&KeyEncryptionKey>),
    seen: Option<(i64, String)>,
    language: Language,
) -> anyhow::Result<Result<Judgement, ExitCode>> {
    let mut lines = lines.lines().enumerate();
    let mut line = || -> anyhow::Result<Option<(usize, Option<Line>)>> {
        let Some((index, line)) = lines.next() else { return Ok(None) };
        let line = line.with_context(|| file.display().to_string())?;
        Ok(Some((index + 1, serde_json::from_str(&line).ok())))
    };
    let not_an_export = |number: usize| {
        let values: [(&str, &dyn std::fmt::Display); 2] = [("file", &file.display()), ("line", &number)];
        Ok(Err(refuse((NOT_AN_EXPORT, &values), language, exit::INVALID)))
    };
    let mut first = line()?;
    let Some((_, Some(Line::Segment { realm: whose, .. }))) = &first else { return not_an_export(1) };
    let whose = whose.clone();
    let mut verifier = Verifier::of((log, &whose), seen);
    while let Some((number, content)) = first.take() {
        match content {
            Some(Line::Segment { realm, segment, proof }) if realm == whose => {
                let ours = key.is_none_or(|key| segment.is_proved_by(&proof.into(), key, &whose));
                verifier.segment(segment, ours);
            }
            Some(Line::Entry { entry, seal }) => verifier.entry(&entry, &seal),
            _ => return not_an_export(number),
        }
        first = line()?;
    }
    let verdict = verifier.end(true);
    Ok(Ok(Judgement { realm: whose, verdict, unsealed: (0, None), with_key: key.is_some() }))
}

impl Judgement {
    /// What a command that judged returns: 0, if all is as it was written, otherwise 1.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        if self.verdict.findings.is_empty() { ExitCode::SUCCESS } else { exit::INVALID.into() }
    }

    /// The judgement for programs.
    #[must_use]
    pub fn as_json(&self) -> serde_json::Value {
        let last = self.verdict.last.as_ref();
        json!({
            "realm": self.realm,
            "fine": self.verdict.findings.is_empty(),
            "entries": self.verdict.entries,
            "last": last.map(|last| json!({ "month": last.month, "number": last.last, "seal": last.head })),
            "begins_after": self.verdict.begins_after,
            "unsealed": { "entries": self.unsealed.0, "since": self.unsealed.1 },
            "sealer_verified": self.with_key,
            "findings": self.verdict.findings,
            "unlisted_findings": self.verdict.unlisted,
        })
    }

    /// The judgement for people: a line a finding, then what it comes to.
    #[must_use]
    pub fn in_words(&self, language: Language) -> String {
        let Verdict { entries, last, begins_after, findings, unlisted } = &self.verdict;
        let mut lines: Vec<String> = findings.iter().map(|finding| in_words(finding, language)).collect();
        if *unlisted > 0 {
            lines.push(UNLISTED.with(language, &[("count", unlisted)]));
        }
        let count = findings.len() as u64 + unlisted;
        let said = if count == 0 { FINE } else { WRONG };
        lines.push(said.with(language, &[("realm", &self.realm), ("entries", entries), ("findings", &count)]));
        if let Some(month) = begins_after {
            lines.push(BEGINS.with(language, &[("month", month)]));
        }
        if let Some(last) = last {
            lines.push(LAST.with(language, &[("number", &last.last), ("seal", &last.head)]));
        }
        if let (count @ 1.., Some(oldest)) = self.unsealed {
            let at = japan_standard_time(oldest).format("%Y-%m-%d %H:%M:%S");
            lines.push(TAIL.with(language, &[("count", &count), ("at", &at)]));
        }
        if !self.with_key {
            lines.push(NO_KEY.get(language).to_owned());
        }
        lines.join("\n")
    }
}

fn in_words(finding: &Finding, language: Language) -> String {
    let place = match finding {
        Finding::Missing(numbers) if numbers.start() == numbers.end() => numbers.start().to_string(),
        Finding::Missing(numbers) => format!("{}–{}", numbers.start(), numbers.end()),
        Finding::NotAsSealed(number) | Finding::OutOfPlace(number) | Finding::SeenOtherwise(number) => {
            number.to_string()
        }
        Finding::SegmentMissing(month)
        | Finding::SegmentNotOurs(month)
        | Finding::SegmentDetached(month)
        | Finding::HeadDiffers(month) => month.clone(),
    };
    words(finding).with(language, &[("place", &place)])
}

const fn words(finding: &Finding) -> Text {
    match finding {
        Finding::Missing(_) => Text { ja: "{place}番の記録がありません。", en: "Entry {place} is gone." },
        Finding::NotAsSealed(_) => Text {
            ja: "{place}番の記録は、封印したものと違います（書き換えられたか、ほかの場所から移されました）。",
            en: "Entry {place} is not what was sealed: it was altered, or moved here.",
        },
        Finding::OutOfPlace(_) => Text {
            ja: "{place}番の記録が、あるはずのない場所にあります（加えられたか、移されました）。",
            en: "Entry {place} stands where none belongs: it was put in, or moved.",
        },
        Finding::SeenOtherwise(_) => Text {
            ja: "{place}番の封印が、控えと違います（それ以降が作り直されたか、古いデータに戻されました）。",
            en: "Entry {place} does not have the seal that was noted: all since was made anew, or set back.",
        },
        Finding::SegmentMissing(_) => Text {
            ja: "{place} の記録が丸ごとありません（保存期間による削除ではありません）。",
            en: "All of {place} is gone, and not because it was kept long enough.",
        },
        Finding::SegmentNotOurs(_) => Text {
            ja: "{place} の封印は、この鍵によるものではありません。",
            en: "What closes {place} was not sealed with this key.",
        },
        Finding::SegmentDetached(_) => Text {
            ja: "{place} の記録は、その前の記録の続きではありません。",
            en: "{place} does not go on where the log before it ends.",
        },
        Finding::HeadDiffers(_) => Text {
            ja: "{place} の最後の記録が、閉じたときのものと違います。",
            en: "The last entry of {place} is not the one that it was closed with.",
        },
    }
}
