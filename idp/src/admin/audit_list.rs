//! `warifu-idp audit list`: what happened in a society, in the order in which it happened.
//!
//! A line an entry, whatever their number: entries are read a thousand at a time. Reading is itself an entry.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use base::{AccountId, Language, RealmName, Text, japan_standard_time};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use clap::{Args, ValueEnum};
use realm::Realm;
use serde::Serialize;
use web::service::Settings;

use super::member::Named;
use super::society::refuse;
use super::{Words, administrator, exit, society};
use crate::App;
use crate::rows::{Actor, AuditFilter, AuditRow, DbErr, Details, Event, NamedBy, in_realm};

const NO_MEMBER: Text = Text { ja: "その加入者はいません。", en: "There is no such member." };

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(super) realm: RealmName,
    /// From this moment on: a day in Japan (2026-11-20) or a moment (2026-11-20T09:00:00+09:00).
    #[arg(long, value_parser = moment)]
    since: Option<DateTime<Utc>>,
    /// Before this moment: a day in Japan or a moment.
    #[arg(long, value_parser = moment)]
    until: Option<DateTime<Utc>>,
    /// About the member with this member number.
    #[arg(long, value_name = "MEMBER_NUMBER")]
    member: Option<String>,
    /// Of this event only, by the name that the list shows: signed-in, locked, mfa-reset …
    #[arg(long)]
    event: Option<String>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// For people: a line an entry, moments in Japan's time.
    Text,
    /// For programs: an object a line.
    Json,
}

/// An entry, as `--format json` writes it.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    at: DateTime<Utc>,
    event: &'a str,
    actor: &'a str,
    administrator: Option<&'a str>,
    member_number: Option<&'a str>,
    account: Option<String>,
    client: Option<&'a str>,
    object: Option<&'a str>,
    reason: Option<&'a str>,
    browser: Option<&'a str>,
    network: Option<&'a str>,
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

/// Lists. Exit code 0: listed; 3: no such realm or member; 5: refused.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let mut filter =
        AuditFilter { since: arguments.since, until: arguments.until, event: arguments.event.clone(), account: None };
    if let Some(number) = &arguments.member {
        let named = Named::new(NamedBy::MemberNumber, number);
        let found = in_realm(app.database.reader(), &realm.name).accounts_named((named.by, &[named.name])).await?;
        let Some(account) = found.first() else { return Ok(refuse((NO_MEMBER, &[]), language, exit::USAGE)) };
        filter.account = Some(account.account_id());
    }
    list(&app, &realm, &filter, arguments.format).await?;
    Ok(ExitCode::SUCCESS)
}

async fn list(app: &App, realm: &Realm, filter: &AuditFilter, format: Output) -> anyhow::Result<()> {
    // What is noted now is no part of what is listed.
    let until = filter.until.unwrap_or_else(|| app.clock.now());
    let filter = AuditFilter { until: Some(until), ..filter.clone() };
    note(app, realm, filter.account).await?;
    let rows = in_realm(app.database.reader(), &realm.name);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut numbers: HashMap<AccountId, String> = HashMap::new();
    let mut last: Option<AuditRow> = None;
    loop {
        let entries = rows.audit_events(&filter, last.as_ref()).await?;
        let accounts: Vec<AccountId> = entries.iter().filter_map(|entry| entry.account.map(AccountId::from)).collect();
        numbers.extend(rows.member_numbers(&accounts).await?);
        for row in &entries {
            let entry = Entry::of(row, &numbers);
            match format {
                Output::Json => writeln!(out, "{}", serde_json::to_string(&entry)?)?,
                Output::Text => writeln!(out, "{}", entry.in_a_line())?,
            }
        }
        numbers.clear();
        match entries.into_iter().next_back() {
            Some(entry) => last = Some(entry),
            None => return Ok(out.flush()?),
        }
    }
}

pub(super) async fn note(app: &App, realm: &Realm, account: Option<AccountId>) -> Result<(), DbErr> {
    let (name, now) = (realm.name.clone(), app.clock.now());
    let details = Details { account, administrator: Some(administrator::name()), ..Details::default() };
    let write = app.database.write(move |tx| {
        Box::pin(async move {
            in_realm(tx, &name).record_with((Actor::Administrator, Event::AuditRead), details, now).await
        })
    });
    write.await
}

impl<'a> Entry<'a> {
    fn of(row: &'a AuditRow, numbers: &'a HashMap<AccountId, String>) -> Self {
        let account = row.account.map(AccountId::from);
        Self {
            at: row.at,
            event: &row.event,
            actor: &row.actor,
            administrator: row.administrator.as_deref(),
            member_number: account.and_then(|account| numbers.get(&account)).map(String::as_str),
            account: account.map(|account| account.to_string()),
            client: row.client.as_deref(),
            object: row.object.as_deref(),
            reason: row.reason.as_deref(),
            browser: row.browser.as_deref(),
            network: row.network.as_deref(),
        }
    }

    /// `2026-11-20 17:05:09  mfa-reset  actor=administrator  administrator=sato  member_number=M0001  reason="…"`: the names are those of the JSON.
    fn in_a_line(&self) -> String {
        let at = japan_standard_time(self.at).format("%Y-%m-%d %H:%M:%S").to_string();
        let reason = self.reason.map(|reason| format!("{reason:?}"));
        let named = [
            ("actor", Some(self.actor)),
            ("administrator", self.administrator),
            ("member_number", self.member_number),
            ("client", self.client),
            ("object", self.object),
            ("browser", self.browser),
            ("network", self.network),
            ("reason", reason.as_deref()),
        ];
        let named = named.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        [at, self.event.to_owned()].into_iter().chain(named).collect::<Vec<_>>().join("  ")
    }
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
}
