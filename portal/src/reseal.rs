//! `warifu-portal key reseal`: what a former key-encryption key sealed is sealed anew with the current one.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use store::sealed::reseal;
use web::service::Settings;

use crate::app::connect;
use crate::rows::SEALED;

/// Exit code: something is left.
const LEFT: u8 = 1;

/// データベースを封印する鍵 / The key that seals secrets in the database
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// 前の鍵で封印されたものを、いまの鍵で封印し直す（動かしたまま） / Seal anew what former keys sealed, while services run
    Reseal(Reseal),
}

/// 封印し直し方 / How to seal anew
#[derive(Debug, Args)]
pub struct Reseal {
    /// 何も変えず、件数だけを示す / Say how much would be sealed anew, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// 言葉（ja、en） / In which language to speak
    #[arg(long, default_value = "ja", value_parser = ["ja", "en"])]
    lang: String,
}

impl KeyCommand {
    /// Seals anew. Exit code 0: no other key is needed for anything in the database; 1: something is left.
    ///
    /// # Errors
    /// When the database fails. What was done until then stays done.
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let (Self::Reseal(wanted), key) = (self, &settings.key_encryption_key);
        let database = connect(settings).await?;
        let resealed =
            reseal(&database, key, &SEALED, wanted.dry_run).await.context("not everything was sealed anew")?;
        let language = base::Language::from_tag(&wanted.lang).unwrap_or_default();
        for line in resealed.lines(key, wanted.dry_run, language) {
            println!("{line}");
        }
        Ok(if resealed.left.is_empty() { ExitCode::SUCCESS } else { LEFT.into() })
    }
}

#[cfg(test)]
mod tests;
