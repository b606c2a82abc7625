//! `warifu-portal why`: what lay behind the reference number that a member reads out.

use std::process::ExitCode;

use base::Reference;
use clap::Args;
use store::failures;
use web::service::nodes::{Manner, Output};
use web::service::{Settings, only_realm};

use crate::app::connect;

/// Exit code of a command line that asks for what there is not.
const USAGE: u8 = 3;

/// エラー画面の受付番号 / The reference number of an error page
#[derive(Debug, Args)]
pub struct Why {
    /// 受付番号（例：7K3M-Q9TX） / The number, as the member reads it out
    reference: String,
    #[command(flatten)]
    manner: Manner,
}

impl Why {
    /// Tells. Exit code 0: found; 3: no reference number, or nothing is kept under it. A process that is bound to one society
    /// is told of no other's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let typed = &self.reference;
        let Ok(reference) = typed.parse::<Reference>() else {
            eprintln!("{typed}: 受付番号ではありません / no reference number, such as 7K3M-Q9TX");
            return Ok(USAGE.into());
        };
        let only = only_realm()?;
        let found = failures::find(&connect(settings).await?, &reference).await?;
        let Some(failure) = found.filter(|failure| only.is_none() || failure.realm == only) else {
            eprintln!(
                "{reference}: 記録がありません（90日より前か、障害が集中したとき）。認証サイトの番号は warifu-idp why / nothing is kept: older than 90 days, or of a flood of failures; for the provider's pages ask warifu-idp why"
            );
            return Ok(USAGE.into());
        };
        match self.manner.format {
            Output::Text => println!("{}", failure.in_words(self.manner.language())),
            Output::Json => println!("{}", failure.as_json(self.manner.language())),
        }
        Ok(ExitCode::SUCCESS)
    }
}
