//! `warifu-idp migrate`, `backup`, `restore`: what an operator does with the database as a whole.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use base::Clock;
use clap::Args;
use migrations::Standing;
use store::backup::{BackupError, put_back};
use store::{Database, epoch, nodes};
use web::service::Settings;

use super::exit;
use crate::rows::{DbErr, across_realms};
use crate::start;

/// Arguments of `migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Change nothing, and name what would be done: exit code 0 nothing, 2 something, 5 the database is of a newer version.
    #[arg(long)]
    check: bool,
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write, readable by its owner only; nothing is written over.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// What `backup` wrote. The database that is there now is kept under another name.
    #[arg(required_unless_present = "epoch", conflicts_with = "epoch")]
    file: Option<PathBuf>,
    /// The database has been put back already, as with PostgreSQL's tools: only end what may have been used since.
    #[arg(long)]
    epoch: bool,
}

/// Brings the database up to date, or says what it lacks.
///
/// # Errors
/// When the database cannot be reached or changed.
pub(super) async fn migrate(settings: &Settings, arguments: &Migrate) -> anyhow::Result<ExitCode> {
    let database = Database::connect(&settings.database_url).await?;
    if !arguments.check {
        start::migrate(&database).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let Standing { pending, unknown } = migrations::standing::<migrations::idp::Migrator>(database.reader()).await?;
    pending.iter().for_each(|name| println!("+ {name}"));
    unknown.iter().for_each(|name| println!("? {name}"));
    Ok(match (unknown.is_empty(), pending.is_empty()) {
        (false, _) => {
            eprintln!("データベースは新しい版のものです / the database is of a newer version");
            ExitCode::from(exit::REFUSED)
        }
        (true, false) => ExitCode::from(exit::DIFFERENCES),
        (true, true) => ExitCode::SUCCESS,
    })
}

/// Writes a copy of the database while it is in use.
///
/// # Errors
/// When the database cannot be reached.
pub(super) async fn back_up(settings: &Settings, arguments: &Backup) -> anyhow::Result<ExitCode> {
    let database = Database::connect(&settings.database_url).await?;
    match database.back_up(&arguments.output).await {
        Ok(()) => {
            println!(
                "{}: 保存しました。鍵（key_encryption_key_file）は別に保管してください / written; keep the key (key_encryption_key_file) elsewhere",
                arguments.output.display()
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Ok(failed(&error)),
    }
}

/// Puts a copy back, and ends whatever may have been used since it was made.
///
/// # Errors
/// When the database cannot be reached or changed.
pub(super) async fn restore(settings: &Settings, arguments: &Restore) -> anyhow::Result<ExitCode> {
    let now = Clock::system().now();
    if let Some(file) = &arguments.file {
        match put_back(file, &settings.database_url, now).await {
            Ok(Some(former)) => {
                println!("{}: 以前のデータベース / the former database", former.display());
            }
            Ok(None) => {}
            Err(error) => return Ok(failed(&error)),
        }
    }
    let database = Database::connect(&settings.database_url).await?;
    start::migrate(&database).await?;
    let running: Vec<String> = nodes::running(&database, now).await?.into_iter().map(|node| node.host).collect();
    // A copy that is seconds old still knows of the process that was stopped for this.
    if arguments.epoch && !running.is_empty() {
        return Ok(failed(&BackupError::Running(running)));
    }
    let begun = database.write(move |tx| {
        Box::pin(async move {
            let (expired, mails) = epoch::begin(tx, now).await?;
            Ok::<_, DbErr>((expired, mails, across_realms(tx).forget_what_was_used(now).await?))
        })
    });
    let (expired, mails, forgotten) = begun.await.context("the new epoch could not be begun")?;
    println!(
        "無効にしたもの：セッション {sessions}、アプリへの許可 {grants}、リフレッシュトークン {tokens}、途中のログイン・コード・リンク {expired}、未送信メール {mails} / \
        ended: {sessions} sessions, {grants} grants, {tokens} refresh tokens, {expired} unfinished sign-ins, codes and links, {mails} unsent mails",
        sessions = forgotten.sessions,
        grants = forgotten.grants,
        tokens = forgotten.refresh_tokens,
    );
    Ok(ExitCode::SUCCESS)
}

fn failed(error: &BackupError) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(error.exit_code())
}
