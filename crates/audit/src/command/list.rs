//! `audit list`: what happened in a society, in the order in which it happened.
//!
//! A line an entry, whatever their number: entries are read a thousand at a time. Reading is itself an entry.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};

use base::{AccountId, RealmName, japan_standard_time};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use clap::{Args, ValueEnum};
use sea_orm::DbErr;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Source;
use crate::rows::{Filter, Row, in_realm};

/// Its arguments, but for whom the entries are about.
#[derive(Clone, Debug, Args)]
pub struct ListArguments {
    /// The society. 組合
    pub realm: RealmName,
    /// From this moment on: a day in Japan (2026-11-20) or a moment (2026-11-20T09:00:00+09:00). この日時から
    #[arg(long, value_parser = moment)]
    pub since: Option<DateTime<Utc>>,
    /// Before this moment: a day in Japan or a moment. この日時より前
    #[arg(long, value_parser = moment)]
    pub until: Option<DateTime<Utc>>,
    /// Of this event only, by the name that the list shows. この出来事だけ（一覧に出る名前で）
    #[arg(long)]
    pub event: Option<String>,
    /// How to write it. 書き方
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub format: Output,
}

/// How the list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people: a line an entry, moments in Japan's time. 人が読む形
    Text,
    /// For programs: an object a line. プログラムが読む形
    Json,
}

impl Source<'_> {
    /// Writes the entries onto the standard output: all of them, or those about one account. `names` tells what the program
    /// calls those whom entries are about, and stands in the list under the name `called`: `member_number`.
    ///
    /// # Errors
    /// When the database fails or the output breaks off.
    pub async fn list(
        &self,
        arguments: &ListArguments,
        about: Option<AccountId>,
        (called, names): (&'static str, impl AsyncFn(&[AccountId]) -> Result<Vec<(AccountId, String)>, DbErr>),
    ) -> anyhow::Result<()> {
        // What is noted now is no part of what is listed.
        let until = arguments.until.unwrap_or_else(|| self.clock.now());
        let (since, event) = (arguments.since, arguments.event.clone());
        let filter = Filter { since, until: Some(until), account: about, event };
        self.note(about).await?;
        let rows = in_realm(self.database.reader(), self.realm);
        let mut out = BufWriter::new(io::stdout().lock());
        let mut last: Option<Row> = None;
        loop {
            let entries = rows.audit_events(&filter, last.as_ref()).await?;
            let accounts: Vec<AccountId> =
                entries.iter().filter_map(|entry| entry.account.map(AccountId::from)).collect();
            let names: HashMap<AccountId, String> = names(&accounts).await?.into_iter().collect();
            for row in &entries {
                let name = row.account.and_then(|account| names.get(&account.into())).map(String::as_str);
                let listed = Listed { row, called, name };
                match arguments.format {
                    Output::Json => writeln!(out, "{}", serde_json::to_string(&listed)?)?,
                    Output::Text => writeln!(out, "{}", listed.in_a_line())?,
                }
            }
            match entries.into_iter().next_back() {
                Some(entry) => last = Some(entry),
                None => return Ok(out.flush()?),
            }
        }
    }
}

/// An entry with the name of whom it is about.
struct Listed<'a> {
    row: &'a Row,
    called: &'static str,
    name: Option<&'a str>,
}

impl Listed<'_> {
    /// `2026-11-20 17:05:09  mfa-reset  actor=administrator  administrator=sato  member_number=M0001  reason="…"`: the
    /// names are those of the JSON.
    fn in_a_line(&self) -> String {
        let row = self.row;
        let at = japan_standard_time(row.at).format("%Y-%m-%d %H:%M:%S").to_string();
        let reason = row.reason.as_ref().map(|reason| format!("{reason:?}"));
        let named = [
            ("actor", Some(row.actor.as_str())),
            ("administrator", row.administrator.as_deref()),
            (self.called, self.name),
            ("client", row.client.as_deref()),
            ("object", row.object.as_deref()),
            ("browser", row.browser.as_deref()),
            ("network", row.network.as_deref()),
            ("reason", reason.as_deref()),
        ];
        let named = named.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        [at, row.event.clone()].into_iter().chain(named).collect::<Vec<_>>().join("  ")
    }
}

/// The entry as `--format json` writes it.
impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = self.row;
        let account = row.account.map(|account| account.to_string());
        let mut entry = serializer.serialize_map(None)?;
        entry.serialize_entry("at", &row.at)?;
        for (name, value) in [
            ("event", Some(row.event.as_str())),
            ("actor", Some(row.actor.as_str())),
            ("administrator", row.administrator.as_deref()),
            (self.called, self.name),
            ("account", account.as_deref()),
            ("client", row.client.as_deref()),
            ("object", row.object.as_deref()),
            ("reason", row.reason.as_deref()),
            ("browser", row.browser.as_deref()),
            ("network", row.network.as_deref()),
        ] {
            entry.serialize_entry(name, &value)?;
        }
        entry.end()
    }
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let wrong = || "2026-11-20 or 2026-11-20T09:00:00+09:00 is expected".to_owned();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(moment.to_utc());
    }
    let midnight = text.parse::<NaiveDate>().map_err(|_| wrong())?.and_time(NaiveTime::MIN);
    let japan = FixedOffset::east_opt(9 * 3600).ok_or_else(wrong)?;
    Ok(midnight.and_local_timezone(japan).single().ok_or_else(wrong)?.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_japan() {
        assert_eq!(moment("2026-11-20").unwrap().to_rfc3339(), "2026-11-19T15:00:00+00:00");
        assert_eq!(moment("2026-11-20T09:00:00+09:00").unwrap().to_rfc3339(), "2026-11-20T00:00:00+00:00");
        assert!(moment("yesterday").is_err());
    }

    /// Whoever reads the list with a program of their own relies on this.
    #[test]
    fn an_entry_is_written_with_all_its_names_in_their_order() {
        let row = Row {
            realm: "minato".to_owned(),
            id: uuid::Uuid::nil(),
            at: "2026-11-20T08:05:09Z".parse().unwrap(),
            actor: "administrator".to_owned(),
            event: "mfa-reset".to_owned(),
            account: Some(uuid::Uuid::from_u128(1)),
            client: None,
            administrator: Some("sato".to_owned()),
            reason: Some("電話で\"確認\"".to_owned()),
            browser: None,
            network: None,
            object: None,
            number: None,
            seal: None,
        };
        let listed = Listed { row: &row, called: "member_number", name: Some("M0001") };
        let line = "2026-11-20 17:05:09  mfa-reset  actor=administrator  administrator=sato  member_number=M0001  \
            reason=\"電話で\\\"確認\\\"\"";
        assert_eq!(listed.in_a_line(), line);
        let json = r#"{"at":"2026-11-20T08:05:09Z","event":"mfa-reset","actor":"administrator","administrator":"sato","member_number":"M0001","account":"00000000-0000-0000-0000-000000000001","client":null,"object":null,"reason":"電話で\"確認\"","browser":null,"network":null}"#;
        assert_eq!(serde_json::to_string(&listed).unwrap(), json);
    }
}
