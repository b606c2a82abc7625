//! `realm purge`: everything about a society that has left, removed for good.
//!
//! Nobody does it by accident: the society has been retired for a month, neither its files nor a running server say
//! otherwise, and its name is typed a second time.

use std::collections::BTreeMap;
use std::process::ExitCode;

use base::{Clock, RealmName, Text, japan_date};
use chrono::TimeDelta;
use clap::Args;
use realm::{Format, RealmReport, Realms, Which};
use serde_json::json;
use store::nodes::{self, Node};
use store::{Database, purge_realm};
use web::service::Settings;

use super::super::exit;
use super::super::society::refuse;
use super::{Common, nodes::open, print};
use crate::rows::{TABLES, in_realm, issuers};
use crate::start::process_settings;

/// For how long a society has been retired before it may be forgotten.
const GRACE: TimeDelta = TimeDelta::days(30);

const NOT_RETIRED: Text = Text {
    ja: "{realm} は利用を終了していません。realm.tomlにretired = trueと書いてから、30日後に消せます。",
    en: "{realm} is not retired. Write retired = true in its realm.toml; thirty days later it may be purged.",
};
const TOO_EARLY: Text =
    Text { ja: "{realm} を消せるのは {day} からです。", en: "{realm} may be purged from {day} on." };
const STILL_SERVED: Text = Text {
    ja: "{realm} は {hosts} でまだ動いているため消せません。すべてのサーバーで利用を終了してから（realm statusで確認できます）やり直してください。",
    en: "{realm} is still served by {hosts}. Retire it on every server (realm status shows them), then try again.",
};
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

/// Purges. Exit code 0: done; 5: refused, because it is not retired, not for long enough, still served, or not
/// confirmed.
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
    if is_live(settings, &database, name).await? {
        return Ok(refuse((NOT_RETIRED, &[("realm", name)]), language, exit::REFUSED));
    }
    let hosts = served_by(&database, name).await?.join(", ");
    if !hosts.is_empty() {
        return Ok(refuse((STILL_SERVED, &[("realm", name), ("hosts", &hosts)]), language, exit::REFUSED));
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

/// Whether its folder is there and does not say that it is retired: it may be back since no server looked.
async fn is_live(settings: &Settings, database: &Database, name: &RealmName) -> anyhow::Result<bool> {
    if !settings.realm_config.join(name.as_str()).is_dir() {
        return Ok(false);
    }
    let (process, issuers) = (process_settings(settings), issuers(database.reader()).await?);
    let realms = Realms::unread(&settings.realm_config, &settings.state_dir, &process, issuers);
    let (candidates, _) = realms.read(&Which { names: Some([name.clone()].into()), ..Which::default() })?;
    Ok(!candidates.iter().any(|candidate| candidate.after().is_some_and(|realm| realm.retired)))
}

/// The hosts of running servers that serve it, or that may: what one of another version says may not be understood.
async fn served_by(database: &Database, name: &RealmName) -> anyhow::Result<Vec<String>> {
    let running = nodes::running(database, Clock::system().now()).await?;
    let serves = |node: &Node| {
        let said = node.realms::<BTreeMap<RealmName, RealmReport>>();
        said.is_none_or(|said| said.get(name).is_some_and(|report| report.hash.is_some()))
    };
    Ok(running.into_iter().filter(serves).map(|node| node.host).collect())
}
