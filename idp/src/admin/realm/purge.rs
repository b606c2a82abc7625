//! `realm purge`: everything about a society that has left, removed for good.
//!
//! Nobody does it by accident: the society has been retired for a month, and its name is typed a second time.

use std::process::ExitCode;

use base::{Clock, RealmName, Text, japan_date};
use chrono::TimeDelta;
use clap::Args;
use realm::Format;
use serde_json::json;
use store::purge_realm;
use web::service::Settings;

use super::super::exit;
use super::super::society::refuse;
use super::{Common, nodes::open, print};
use crate::rows::{TABLES, in_realm};

/// For how long a society has been retired before it may be forgotten.
const GRACE: TimeDelta = TimeDelta::days(30);

const NOT_RETIRED: Text = Text {
    ja: "{realm} は利用を終了していません。realm.tomlにretired = trueと書いてから、30日後に消せます。",
    en: "{realm} is not retired. Write retired = true in its realm.toml; thirty days later it may be purged.",
};
const TOO_EARLY: Text =
    Text { ja: "{realm} を消せるのは {day} からです。", en: "{realm} may be purged from {day} on." };
const NOT_CONFIRMED: Text = Text {
    ja: "{realm} のすべての加入者・記録・監査ログを消します。元に戻せません。実行するには --confirm {realm} を付けてください。",
    en: "This removes every member, record and audit entry of {realm}, for good. To do it, add --confirm {realm}.",
};
const PURGED: Text = Text { ja: "{realm} の{rows}行を消しました。", en: "Removed {rows} rows of {realm}." };

/// The arguments of `realm purge`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The realm.
    pub(super) realm: RealmName,
    /// The realm's name once more.
    #[arg(long, value_name = "REALM")]
    confirm: Option<RealmName>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Purges. Exit code 0: done; 5: refused, because it is not retired, not for long enough, or not confirmed.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let database = open(settings).await?;
    let (name, language) = (&arguments.realm, arguments.common.language());
    let Some(retired_at) = in_realm(database.reader(), name).retired_at().await? else {
        return Ok(refuse((NOT_RETIRED, &[("realm", name)]), language, exit::REFUSED));
    };
    let from = retired_at + GRACE;
    if Clock::system().now() < from {
        let day = japan_date(from);
        return Ok(refuse((TOO_EARLY, &[("realm", name), ("day", &day)]), language, exit::REFUSED));
    }
    if arguments.confirm.as_ref() != Some(name) {
        return Ok(refuse((NOT_CONFIRMED, &[("realm", name)]), language, exit::REFUSED));
    }
    let rows = purge_realm(&database, &TABLES, name).await?;
    print(&match arguments.common.format() {
        Format::Json => format!("{:#}\n", json!({ "realm": name, "rows": rows })),
        Format::Text => PURGED.with(language, &[("realm", name), ("rows", &rows)]) + "\n",
    })?;
    Ok(ExitCode::SUCCESS)
}
