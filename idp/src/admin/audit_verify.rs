//! `warifu-idp audit verify`: whether the audit log is what was written, in the database or in an export.
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
use realm::Realm;
use serde_json::json;
use web::Service;
use web::service::Settings;
use web::service::nodes::{Manner, Output};

use super::audit_export::Line;
use super::society::refuse;
use super::{exit, read, society};
use crate::App;
use crate::audit::{Finding, Verdict, Verifier};
use crate::rows::in_realm;

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
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society whose log in the database is verified.
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    pub(super) realm: Option<RealmName>,
    /// Verify what `audit export` wrote. The database is not asked.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The last seal that was noted the last time: it must still be in the log.
    #[arg(long, value_name = "NUMBER:SEAL", value_parser = seen)]
    seen: Option<(i64, String)>,
    #[command(flatten)]
    pub(super) manner: Manner,
}

fn seen(text: &str) -> Result<(i64, String), String> {
    let parts = text.split_once(':').and_then(|(number, seal)| Some((number.parse().ok()?, seal.to_owned())));
    parts.ok_or_else(|| "a number, a colon and a seal are expected".to_owned())
}

/// What was found, and how certain it is.
struct Judgement {
    realm: RealmName,
    verdict: Verdict,
    unsealed: (u64, Option<DateTime<Utc>>),
    with_key: bool,
}

/// Verifies. Exit code 0: all is as it was; 1: something is wrong; 3: no such realm or file.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(super) async fn run(settings: Option<&Path>, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language = arguments.manner.language();
    let judgement = match (&arguments.file, &arguments.realm) {
        (Some(file), _) => {
            let key = Settings::read(Service::Provider, settings).ok().map(|settings| settings.key_encryption_key);
            match File::open(file) {
                Ok(open) => of_file((BufReader::new(open), file), key.as_ref(), arguments.seen.clone(), language)?,
                Err(error) => {
                    let values: [(&str, &dyn std::fmt::Display); 2] = [("file", &file.display()), ("reason", &error)];
                    return Ok(refuse((NOT_READ, &values), language, exit::USAGE));
                }
            }
        }
        (None, Some(name)) => match society::open(&read(settings)?, name, language).await? {
            Ok((app, realm)) => Ok(of_database(&app, &realm, arguments.seen.clone()).await?),
            Err(code) => return Ok(code),
        },
        (None, None) => return Ok(ExitCode::from(exit::USAGE)),
    };
    Ok(match judgement {
        Ok(judgement) => {
            match arguments.manner.format {
                Output::Json => println!("{}", judgement.as_json()),
                Output::Text => judgement.print(language),
            }
            ExitCode::from(if judgement.verdict.findings.is_empty() { 0 } else { exit::INVALID })
        }
        Err(code) => code,
    })
}

async fn of_database(app: &App, realm: &Realm, seen: Option<(i64, String)>) -> anyhow::Result<Judgement> {
    let rows = in_realm(app.database.reader(), &realm.name);
    let mut verifier = Verifier::of(&realm.name, seen);
    for (segment, proof) in rows.audit_segments().await? {
        let (mut next, last) = (segment.first, segment.last);
        let ours = segment.is_proved_by(&proof, &app.sealing_key, &realm.name);
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
    Ok(Judgement { realm: realm.name.clone(), verdict: verifier.end(false), unsealed, with_key: true })
}

fn of_file(
    (lines, file): (impl BufRead, &Path),
    key: Option<&KeyEncryptionKey>,
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
    let mut verifier = Verifier::of(&whose, seen);
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
    fn as_json(&self) -> serde_json::Value {
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

    fn print(&self, language: Language) {
        let Verdict { entries, last, begins_after, findings, unlisted } = &self.verdict;
        findings.iter().for_each(|finding| println!("{}", in_words(finding, language)));
        if *unlisted > 0 {
            println!("{}", UNLISTED.with(language, &[("count", unlisted)]));
        }
        let count = findings.len() as u64 + unlisted;
        let said = if count == 0 { FINE } else { WRONG };
        println!("{}", said.with(language, &[("realm", &self.realm), ("entries", entries), ("findings", &count)]));
        if let Some(month) = begins_after {
            println!("{}", BEGINS.with(language, &[("month", month)]));
        }
        if let Some(last) = last {
            println!("{}", LAST.with(language, &[("number", &last.last), ("seal", &last.head)]));
        }
        if let (count @ 1.., Some(oldest)) = self.unsealed {
            let at = japan_standard_time(oldest).format("%Y-%m-%d %H:%M:%S");
            println!("{}", TAIL.with(language, &[("count", &count), ("at", &at)]));
        }
        if !self.with_key {
            println!("{}", NO_KEY.get(language));
        }
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
