//! `warifu-portal migrate`, `backup`, `restore`: what an operator does with the database as a whole.

use std::path::PathBuf;
use std::process::ExitCode;

use base::Clock;
use chrono::TimeDelta;
use clap::Args;
use migrations::Standing;
use store::backup::{BackupError, put_back};
use store::{Database, epoch, nodes};
use web::service::Settings;

use crate::app::{connect, load_realms};
use crate::rows::{DbErr, Event, delete_sessions_of_all_realms, in_realm};

/// Exit codes: something would be done; refused for safety.
const DIFFERENCES: u8 = 2;
const REFUSED: u8 = 5;

/// データベースを最新にする / Bring the database up to date
#[derive(Debug, Args)]
pub struct Migrate {
    /// 何も変えず、何をするかだけを示す（0 なし、2 あり、5 新しい版のデータベース） / Change nothing, and name what would be done
    #[arg(long)]
    check: bool,
}

/// データベースの写しを取る / Write a copy of the database
#[derive(Debug, Args)]
pub struct Backup {
    /// 書き込むファイル（既にあれば書かない） / The file; nothing is written over
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// 写しを元に戻す / Put a copy back
#[derive(Debug, Args)]
pub struct Restore {
    /// backupで書いたファイル / What `backup` wrote
    #[arg(required_unless_present = "epoch", conflicts_with = "epoch")]
    file: Option<PathBuf>,
    /// データベースは戻してある（PostgreSQLなど）。セッションなどを無効にするだけ / The database has been put back already
    #[arg(long)]
    epoch: bool,
}

impl Migrate {
    /// Brings the database up to date, or says what it lacks.
    ///
    /// # Errors
    /// When the database cannot be reached or changed.
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        if !self.check {
            return connect(settings).await.map(|_| ExitCode::SUCCESS);
        }
        let database = Database::connect(&settings.database_url).await?;
        let standing = migrations::standing::<migrations::portal::Migrator>(database.reader()).await?;
        let Standing { pending, unknown } = standing;
        pending.iter().for_each(|name| println!("+ {name}"));
        unknown.iter().for_each(|name| println!("? {name}"));
        Ok(match (unknown.is_empty(), pending.is_empty()) {
            (false, _) => {
                eprintln!("データベースは新しい版のものです / the database is of a newer version");
                REFUSED.into()
            }
            (true, false) => DIFFERENCES.into(),
            (true, true) => ExitCode::SUCCESS,
        })
    }
}

impl Backup {
    /// Writes a copy of the database while it is in use.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let database = Database::connect(&settings.database_url).await?;
        Ok(match database.back_up(&self.output).await {
            Ok(()) => {
                println!("{}: 保存しました / written", self.output.display());
                ExitCode::SUCCESS
            }
            Err(error) => failed(&error),
        })
    }
}

impl Restore {
    /// Puts a copy back, and ends whatever may have been used since it was made: sessions, sign-ins, mails on their way.
    ///
    /// # Errors
    /// When the database cannot be reached or changed.
    pub async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let now = Clock::system().now();
        // First, so that nothing is begun where it cannot be noted in whose log.
        let realms = load_realms(settings)?.serving();
        if let Some(file) = &self.file {
            match put_back(file, &settings.database_url, now).await {
                Ok(Some(former)) => println!("{}: 以前のデータベース / the former database", former.display()),
                Ok(None) => {}
                Err(error) => return Ok(failed(&error)),
            }
        }
        let database = connect(settings).await?;
        let running: Vec<String> = nodes::running(&database, now).await?.into_iter().map(|node| node.host).collect();
        // A copy that is seconds old still knows of the process that was stopped for this.
        if self.epoch && !running.is_empty() {
            return Ok(failed(&BackupError::Running(running)));
        }
        let begun = database.write(move |tx| {
            Box::pin(async move {
                let (expired, mails) = epoch::begin(tx, now).await?;
                // Those too that a clock which was ahead began after now.
                let sessions = delete_sessions_of_all_realms(tx, now + TimeDelta::days(3650)).await?;
                for realm in realms {
                    in_realm(tx, &realm.name).record(Event::Restored, (None, None), now).await?;
                }
                Ok::<_, DbErr>((expired, mails, sessions))
            })
        });
        let (expired, mails, sessions) = begun.await?;
        println!(
            "無効にしたもの：セッション {sessions}、途中のログイン {expired}、未送信メール {mails} / ended: {sessions} sessions, {expired} unfinished sign-ins, {mails} unsent mails"
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn failed(error: &BackupError) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(error.exit_code())
}
