//! The command line: what an operator starts and what an administrator does.
//!
//! Each command reads the same settings as the service. Exit codes are one list for all: see realm-config/README.md.

mod exit;
mod mail_preview;
pub mod member_import;
mod realm_check;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use base::{Clock, Language};
use clap::{Parser, Subcommand, ValueEnum};
use store::Database;
use tokio::net::TcpListener;
use web::Service;
use web::service::{Settings, stop_signal, write_log};

use crate::start;

/// The identity provider of health-insurance societies.
#[derive(Debug, Parser)]
#[command(name = "warifu-idp", version, about)]
pub struct CommandLine {
    /// The settings file. WARIFU_* variables win over it.
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until Ctrl-C or SIGTERM.
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// The societies' files.
    #[command(subcommand)]
    Realm(RealmCommand),
    /// The societies' members.
    #[command(subcommand)]
    Member(MemberCommand),
    /// The mails to members.
    #[command(subcommand)]
    Mail(MailCommand),
}

#[derive(Debug, Subcommand)]
enum RealmCommand {
    /// Check the files, and name every mistake with its place.
    Check(realm_check::Arguments),
}

#[derive(Debug, Subcommand)]
enum MemberCommand {
    /// Bring a CSV file of members in: new ones, changes, losses of eligibility. What is in already stays as it is.
    Import(member_import::Arguments),
}

#[derive(Debug, Subcommand)]
enum MailCommand {
    /// Show every mail of a society with invented content. Nothing is sent.
    Preview(mail_preview::Arguments),
}

/// The language in which a command speaks.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Words {
    /// 日本語
    Ja,
    /// English
    En,
}

impl From<Words> for Language {
    fn from(words: Words) -> Self {
        match words {
            Words::Ja => Self::Ja,
            Words::En => Self::En,
        }
    }
}

/// Runs a command, and says what went wrong in words.
///
/// # Errors
/// What the command could not do.
pub async fn run(line: CommandLine) -> anyhow::Result<ExitCode> {
    match line.command {
        Command::Serve => serve(&read(line.settings.as_deref())?).await,
        Command::Migrate => migrate(&read(line.settings.as_deref())?).await,
        Command::Realm(RealmCommand::Check(arguments)) => realm_check::run(line.settings.as_deref(), &arguments),
        Command::Mail(MailCommand::Preview(arguments)) => mail_preview::run(line.settings.as_deref(), &arguments),
        Command::Member(MemberCommand::Import(arguments)) => {
            member_import::run(&read(line.settings.as_deref())?, &arguments).await
        }
    }
}

fn read(file: Option<&std::path::Path>) -> anyhow::Result<Settings> {
    Ok(Settings::read(Service::Provider, file)?)
}

async fn serve(settings: &Settings) -> anyhow::Result<ExitCode> {
    write_log();
    let app = Arc::new(start::open(settings, Clock::system()).await?);
    let listener =
        TcpListener::bind(settings.listen).await.with_context(|| format!("cannot listen on {}", settings.listen))?;
    tracing::info!(address = %listener.local_addr()?, url = %settings.provider_url, "serving");
    start::serve(app, listener, stop_signal()).await?;
    Ok(ExitCode::SUCCESS)
}

async fn migrate(settings: &Settings) -> anyhow::Result<ExitCode> {
    let database = Database::connect(&settings.database_url).await?;
    start::migrate(&database).await?;
    Ok(ExitCode::SUCCESS)
}
