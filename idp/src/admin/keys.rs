//! `warifu-idp key list | rotate`: a society's signing keys.
//!
//! A running service learns of a change within a minute, and clients within the five that they may keep the key set. So
//! the next key is published at once and signs a quarter of an hour later, and nobody ever meets a key that they do not
//! know; unless the old one is in somebody's hands, which is worth a minute of failing sign-ins.

use std::fmt::Display;
use std::process::ExitCode;

use base::{Language, RealmName, Text, japan_standard_time};
use chrono::{DateTime, Utc};
use clap::Args;
use web::service::Settings;

use super::member::Reason;
use super::society::refuse;
use super::told::DRY_RUN;
use super::{Words, exit, society};
use crate::App;
use crate::rows::{Details, SigningKeyRow, in_realm};
use crate::token::{LEAD, Order, Succession, succeed};

const NO_KEY: Text = Text {
    ja: "{algorithm} の鍵はまだありません。最初に必要になったときに作られます。",
    en: "There is no {algorithm} key yet. It is made when it is first needed.",
};
const ROTATED: Text =
    Text { ja: "{algorithm}: {kid} は {at} から署名します。", en: "{algorithm}: {kid} signs from {at}." };
const WOULD_ROTATE: Text =
    Text { ja: "{algorithm}: {kid} を新しい鍵に替えます。", en: "{algorithm}: {kid} would be replaced." };
const FASTER: Text = Text {
    ja: "{algorithm}: ほかの人が同時に替えたため、何もしませんでした。",
    en: "{algorithm}: somebody else replaced it at the same moment, so nothing was done.",
};

/// What to list.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// The society.
    pub(super) realm: RealmName,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

/// What to rotate.
#[derive(Debug, Args)]
pub struct RotateArguments {
    /// The society.
    pub(super) realm: RealmName,
    /// Only the key of this algorithm: RS256, PS256, ES256, EdDSA. Usual: all.
    #[arg(long)]
    algorithm: Option<String>,
    /// A key of the algorithm may be in somebody's hands: none of them counts any more from now on, be it one that signs,
    /// one that is published ahead or one that retired, nor does anything that they signed.
    #[arg(long)]
    compromised: bool,
    /// Why, for the audit log.
    #[arg(long)]
    reason: Reason,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// In which language to speak.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

/// Lists the keys, the oldest first. Exit code 0: listed; 3: no such realm.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(super) async fn list(settings: &Settings, arguments: &ListArguments) -> anyhow::Result<ExitCode> {
    let (app, realm) = match society::open(settings, &arguments.realm, arguments.lang.into()).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let now = app.clock.now();
    for row in in_realm(app.database.reader(), &realm.name).signing_keys().await? {
        let retired = row.retired_at.map_or_else(String::new, |at| format!("  retired={}", moment(at)));
        let signs = moment(row.signs_from());
        println!("{}  {}  {}  signs-from={signs}{retired}", row.algorithm, row.kid, state(&row, now));
    }
    Ok(ExitCode::SUCCESS)
}

fn state(row: &SigningKeyRow, now: DateTime<Utc>) -> &'static str {
    match row.retired_at {
        Some(at) if at <= now => "retired",
        _ if row.signs_from() > now => "published",
        _ => "signing",
    }
}

fn moment(at: DateTime<Utc>) -> impl Display {
    japan_standard_time(at).format("%Y-%m-%dT%H:%M:%S%:z")
}

/// Rotates. Exit code 0: done; 3: no such realm, or no such key.
///
/// # Errors
/// When the settings are unusable, the database fails or a key cannot be made.
pub(super) async fn rotate(settings: &Settings, arguments: &RotateArguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let rows = in_realm(app.database.reader(), &realm.name).signing_keys().await?;
    let wanted = |row: &&SigningKeyRow| {
        row.is_current() && arguments.algorithm.as_ref().is_none_or(|algorithm| *algorithm == row.algorithm)
    };
    let current: Vec<_> = rows.iter().filter(wanted).collect();
    if current.is_empty() {
        let algorithm = arguments.algorithm.as_deref().unwrap_or("RS256, PS256, ES256, EdDSA");
        return Ok(refuse((NO_KEY, &[("algorithm", &algorithm)]), language, exit::USAGE));
    }
    for former in current {
        println!("{}", one(&app, &realm.name, (former, arguments), language).await?);
    }
    if arguments.dry_run {
        println!("{}", DRY_RUN.get(language));
    }
    Ok(ExitCode::SUCCESS)
}

/// Replaces one key, and says what became of it.
async fn one(
    app: &App,
    realm: &RealmName,
    (former, arguments): (&SigningKeyRow, &RotateArguments),
    language: Language,
) -> anyhow::Result<String> {
    let algorithm = &former.algorithm;
    if arguments.dry_run {
        return Ok(WOULD_ROTATE.with(language, &[("algorithm", algorithm), ("kid", &former.kid)]));
    }
    let now = app.clock.now();
    let signs_from = if arguments.compromised { now } else { now + LEAD };
    let details = Details {
        administrator: Some(audit::administrator()),
        reason: Some(arguments.reason.to_string()),
        ..Details::default()
    };
    let ordered = Some(Order { forget_all: arguments.compromised, details });
    let succession = Succession { former, signs_from, ordered };
    let made = succeed(app, realm, succession, now).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
    let Some(kid) = made else { return Ok(FASTER.with(language, &[("algorithm", algorithm)])) };
    Ok(ROTATED.with(language, &[("algorithm", algorithm), ("kid", &kid), ("at", &moment(signs_from))]))
}
