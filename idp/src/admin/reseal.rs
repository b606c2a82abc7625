//! `warifu-idp key reseal`: what a former key-encryption key sealed is sealed anew with the current one.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use store::Database;
use store::sealed::reseal;
use web::service::Settings;

use super::{Words, exit};
use crate::rows::SEALED;
use crate::start;

/// How to seal anew.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Say how much would be sealed anew, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// In which language to speak.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

/// Seals anew. Exit code 0: no other key is needed for anything in the database; 1: something is left.
///
/// # Errors
/// When the database fails. What was done until then stays done.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (database, key) = (Database::connect(&settings.database_url).await?, &settings.key_encryption_key);
    start::migrate(&database).await?;
    let resealed =
        reseal(&database, key, &SEALED, arguments.dry_run).await.context("not everything was sealed anew")?;
    for line in resealed.lines(key, arguments.dry_run, arguments.lang.into()) {
        println!("{line}");
    }
    Ok(if resealed.left.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(exit::INVALID) })
}
