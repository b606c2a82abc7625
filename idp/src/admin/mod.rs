//! The command line: what an operator starts and what an administrator does.
//!
//! Each command reads the same settings as the service. Exit codes are one list for all: see realm-config/README.md.

mod realm_check;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use base::Clock;
use clap::{Parser, Subcommand};
use store::Database;
use tokio::net::TcpListener;
use web::Service;
use web::service::{Settings, stop_signal};

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
}

#[derive(Debug, Subcommand)]
enum RealmCommand {
    /// Check the files, and name every mistake with its place.
    Check(realm_check::Arguments),
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
    }
}

fn read(file: Option<&std::path::Path>) -> anyhow::Result<Settings> {
    Ok(Settings::read(Service::Provider, file)?)
}

async fn serve(settings: &Settings) -> anyhow::Result<ExitCode> {
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
