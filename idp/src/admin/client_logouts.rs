//! `warifu-idp client logouts`: whether an application's server was told of the sessions that ended.

use std::process::ExitCode;

use base::{Language, RealmName, Text, japan_standard_time};
use clap::Args;
use store::outbox::State;
use web::service::Settings;

use super::society::refuse;
use super::{Words, exit, society};
use crate::logout::receiver;

pub(super) const NO_CLIENT: Text =
    Text { ja: "{client} というアプリはありません。", en: "There is no application {client}." };
const NOT_TOLD: Text = Text {
    ja: "{client} には backchannel_logout_uri がないため、ログアウトは知らされません。",
    en: "{client} has no backchannel_logout_uri, so it is told of no sign-out.",
};

/// How many are shown unless asked otherwise.
const USUAL: usize = 50;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(super) realm: RealmName,
    /// The application: its client id.
    client: String,
    /// At most so many, the newest first.
    #[arg(long, default_value_t = USUAL)]
    last: usize,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

/// Lists. Exit code 0: listed; 3: no such realm or application, or one that is never told.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let client = &arguments.client;
    match realm.client(client) {
        None => return Ok(refuse((NO_CLIENT, &[("client", client)]), language, exit::USAGE)),
        Some(known) if known.backchannel_logout.is_none() => {
            return Ok(refuse((NOT_TOLD, &[("client", client)]), language, exit::USAGE));
        }
        Some(_) => {}
    }
    let told = app.outbox.last_to(&app.database, (&realm.name, &receiver(client)), arguments.last).await?;
    for row in told {
        let at = japan_standard_time(row.at).format("%Y-%m-%d %H:%M:%S");
        let state = match row.progress.state {
            State::Queued => "queued",
            State::Sent => "told",
            State::Failed => "given-up",
        };
        let code = row.progress.reply_code.map_or_else(String::new, |code| format!("  status={code}"));
        println!("{at}  {state}  attempts={}{code}", row.progress.attempts);
    }
    Ok(ExitCode::SUCCESS)
}
