//! `warifu-idp why`: what lay behind the reference number that a member reads out.

use std::process::ExitCode;

use anyhow::Context;
use base::{Language, RealmName, Reference, Text};
use clap::Args;
use store::{Database, failures};
use web::service::Settings;
use web::service::nodes::{Manner, Output};

use super::exit;
use super::society::refuse;
use crate::start;

const NO_REFERENCE: Text = Text {
    ja: "{typed} は受付番号ではありません（例：7K3M-Q9TX）。",
    en: "{typed} is no reference number, such as 7K3M-Q9TX.",
};
const NOT_FOUND: Text = Text {
    ja: "受付番号 {reference} の記録はありません。90日より前のもの、障害が集中したときのものは残りません（ログを番号で調べてください）。ポータルの画面の番号は warifu-portal why で調べます。",
    en: "Nothing is kept under {reference}. What is older than 90 days, or came in a flood of failures, is not: look into the log for the number. For pages of the portal ask warifu-portal why.",
};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The reference number, as the member reads it out: 7K3M-Q9TX. Hyphen and letter case do not matter.
    reference: String,
    #[command(flatten)]
    pub(super) manner: Manner,
}

/// Tells. Exit code 0: found; 3: no reference number, or nothing is kept under it. A process that is bound to one society is
/// told of no other's.
///
/// # Errors
/// When the database fails.
pub(super) async fn run(
    settings: &Settings,
    arguments: &Arguments,
    only: Option<&RealmName>,
) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.manner.language();
    let Ok(reference) = arguments.reference.parse::<Reference>() else {
        return Ok(refuse((NO_REFERENCE, &[("typed", &arguments.reference)]), language, exit::USAGE));
    };
    let database = Database::connect(&settings.database_url).await?;
    start::migrate(&database).await?;
    let found = failures::find(&database, &reference).await.context("the database")?;
    let Some(failure) = found.filter(|failure| only.is_none() || failure.realm.as_ref() == only) else {
        return Ok(refuse((NOT_FOUND, &[("reference", &reference)]), language, exit::USAGE));
    };
    match arguments.manner.format {
        Output::Text => println!("{}", failure.in_words(language)),
        Output::Json => println!("{}", failure.as_json(language)),
    }
    Ok(ExitCode::SUCCESS)
}
