//! The command line: what an operator starts and what an administrator does.
//!
//! Each command reads the same settings as the service. Exit codes are one list for all: see realm-config/README.md.

mod audit_command;
mod client_check;
mod client_logouts;
mod doctor;
mod exit;
mod initial_password;
mod keeping;
mod keys;
mod letters;
mod mail_preview;
pub mod member;
pub mod member_import;
mod realm;
mod reseal;
mod society;
mod told;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use base::{Clock, Language, RealmName, Text};
use clap::{Parser, Subcommand, ValueEnum};
use web::Service;
use web::service::{Settings, metrics, only_realm, stop_signal, write_log};

use self::audit_command::AuditCommand;
use self::member::Deed;
use self::realm::RealmCommand;
use crate::{figures, start};

const OTHER_REALM: Text =
    Text { ja: "この接続で扱えるのは {realm} だけです。", en: "Here only {realm} may be worked on." };

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
    Migrate(keeping::Migrate),
    /// Write a copy of the database, while it is in use.
    Backup(keeping::Backup),
    /// Put a copy back, and end whatever may have been used since it was made.
    Restore(keeping::Restore),
    /// Look at settings, files, keys and servers, and say what is wrong and what to do.
    Doctor(web::service::doctor::Arguments),
    /// The societies' files.
    #[command(subcommand)]
    Realm(RealmCommand),
    /// The societies' members.
    #[command(subcommand)]
    Member(MemberCommand),
    /// Print letters (ID通知書) with user ID, initial password and the steps of the first sign-in, as PDF.
    Letters(letters::Arguments),
    /// The mails to members.
    #[command(subcommand)]
    Mail(MailCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The societies' applications.
    #[command(subcommand)]
    Client(ClientCommand),
    /// The societies' signing keys, and the key that seals them.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Tell what lay behind the reference number of an error page.
    Why(why::Arguments),
}

#[derive(Debug, Subcommand)]
enum MemberCommand {
    /// Bring a CSV file of members in: new ones, changes, losses of eligibility. What is in already stays as it is.
    Import(member_import::Arguments),
    /// Show what is known of a member: standing, steps, devices, locks, sessions, mail. No secrets.
    Show(member::ShowArguments),
    /// Lift all locks of an account. The password stays as it is. The member is told by mail.
    Unlock(member::Arguments),
    /// Remove all authenticator apps and passkeys, and sign the member out: the next sign-in registers anew. The member
    /// is told by mail.
    ResetMfa(member::Arguments),
    /// Set the password back to an initial one, and sign the member out: the next sign-in asks for a new password. The
    /// member is told by mail, without the password.
    ResetPassword(member::Arguments),
    /// End all sessions of a member, and revoke what applications were granted.
    SignOut(member::Arguments),
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// List the keys: which signs, which is to sign next, which are retired.
    List(keys::ListArguments),
    /// Put a new key in the place of each. It is published at once and signs a quarter of an hour later.
    Rotate(keys::RotateArguments),
    /// Seal with the key-encryption key what former ones sealed, of all societies. Services may run.
    Reseal(reseal::Arguments),
}

#[derive(Debug, Subcommand)]
enum ClientCommand {
    /// Show whether an application's server was told of the sessions that ended, the newest first.
    Logouts(client_logouts::Arguments),
    /// Try what can be tried of an application without a member, and say what would keep it from working.
    Check(client_check::Arguments),
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

impl Command {
    /// The one society whose data the command touches; `None` for a command that touches several, or the whole site.
    fn society(&self) -> Option<&str> {
        match self {
            Self::Serve
            | Self::Doctor(_)
            | Self::Migrate(_)
            | Self::Backup(_)
            | Self::Restore(_)
            | Self::Why(_)
            | Self::Key(KeyCommand::Reseal(_)) => None,
            Self::Realm(command) => command.society(),
            Self::Letters(arguments) => Some(arguments.realm.as_str()),
            Self::Mail(MailCommand::Preview(arguments)) => Some(&arguments.realm),
            Self::Audit(command) => command.society().map(RealmName::as_str),
            Self::Client(ClientCommand::Logouts(arguments)) => Some(arguments.realm.as_str()),
            Self::Client(ClientCommand::Check(arguments)) => Some(arguments.realm.as_str()),
            Self::Key(KeyCommand::List(arguments)) => Some(arguments.realm.as_str()),
            Self::Key(KeyCommand::Rotate(arguments)) => Some(arguments.realm.as_str()),
            Self::Member(member) => Some(match member {
                MemberCommand::Import(arguments) => arguments.realm.as_str(),
                MemberCommand::Show(arguments) => arguments.realm.as_str(),
                MemberCommand::Unlock(arguments)
                | MemberCommand::ResetMfa(arguments)
                | MemberCommand::ResetPassword(arguments)
                | MemberCommand::SignOut(arguments) => arguments.realm.as_str(),
            }),
        }
    }

    fn language(&self) -> Language {
        match self {
            Self::Serve | Self::Migrate(_) | Self::Backup(_) | Self::Restore(_) => Language::Ja,
            Self::Why(arguments) => arguments.manner.language(),
            Self::Doctor(arguments) => arguments.manner.language(),
            Self::Realm(command) => command.language(),
            Self::Letters(arguments) => arguments.lang.into(),
            Self::Mail(MailCommand::Preview(arguments)) => arguments.lang.map_or(Language::Ja, Language::from),
            Self::Audit(command) => command.language(),
            Self::Client(ClientCommand::Logouts(arguments)) => arguments.lang.into(),
            Self::Client(ClientCommand::Check(arguments)) => arguments.lang.into(),
            Self::Key(KeyCommand::List(arguments)) => arguments.lang.into(),
            Self::Key(KeyCommand::Rotate(arguments)) => arguments.lang.into(),
            Self::Key(KeyCommand::Reseal(arguments)) => arguments.lang.into(),
            Self::Member(member) => match member {
                MemberCommand::Import(arguments) => arguments.lang.into(),
                MemberCommand::Show(arguments) => arguments.lang.into(),
                MemberCommand::Unlock(arguments)
                | MemberCommand::ResetMfa(arguments)
                | MemberCommand::ResetPassword(arguments)
                | MemberCommand::SignOut(arguments) => arguments.lang.into(),
            },
        }
    }
}

/// Runs a command, and says what went wrong in words. A process that is bound to one society runs no command that
/// reaches further, whichever it is.
///
/// # Errors
/// What the command could not do.
pub async fn run(line: CommandLine) -> anyhow::Result<ExitCode> {
    let only = only_realm()?;
    if let Command::Why(arguments) = &line.command {
        return why::run(&read(line.settings.as_deref())?, arguments, only.as_ref()).await;
    }
    if let Some(only) = only.filter(|only| line.command.society() != Some(only.as_str())) {
        return Ok(society::refuse((OTHER_REALM, &[("realm", &only)]), line.command.language(), exit::REFUSED));
    }
    match line.command {
        Command::Doctor(arguments) => doctor::run(line.settings.as_deref(), &arguments).await,
        Command::Realm(command) => realm::run(line.settings.as_deref(), &command).await,
        Command::Mail(MailCommand::Preview(arguments)) => mail_preview::run(line.settings.as_deref(), &arguments),
        Command::Audit(command) => audit_command::run(line.settings.as_deref(), &command).await,
        command => run_with(&read(line.settings.as_deref())?, command).await,
    }
}

/// Runs a command that needs more than the societies' files.
async fn run_with(settings: &Settings, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => serve(settings).await,
        Command::Migrate(arguments) => keeping::migrate(settings, &arguments).await,
        Command::Backup(arguments) => keeping::back_up(settings, &arguments).await,
        Command::Restore(arguments) => keeping::restore(settings, &arguments).await,
        Command::Realm(_) | Command::Doctor(_) | Command::Mail(_) | Command::Why(_) | Command::Audit(_) => {
            Ok(ExitCode::from(exit::USAGE))
        }
        Command::Letters(arguments) => letters::run(settings, &arguments).await,
        Command::Client(ClientCommand::Logouts(arguments)) => client_logouts::run(settings, &arguments).await,
        Command::Client(ClientCommand::Check(arguments)) => client_check::run(settings, &arguments).await,
        Command::Key(KeyCommand::List(arguments)) => keys::list(settings, &arguments).await,
        Command::Key(KeyCommand::Rotate(arguments)) => keys::rotate(settings, &arguments).await,
        Command::Key(KeyCommand::Reseal(arguments)) => reseal::run(settings, &arguments).await,
        Command::Member(MemberCommand::Import(arguments)) => member_import::run(settings, &arguments).await,
        Command::Member(MemberCommand::Show(arguments)) => member::show(settings, &arguments).await,
        Command::Member(MemberCommand::Unlock(arguments)) => member::run(settings, Deed::Unlock, &arguments).await,
        Command::Member(MemberCommand::ResetMfa(arguments)) => member::run(settings, Deed::ResetMfa, &arguments).await,
        Command::Member(MemberCommand::ResetPassword(arguments)) => {
            member::run(settings, Deed::ResetPassword, &arguments).await
        }
        Command::Member(MemberCommand::SignOut(arguments)) => member::run(settings, Deed::SignOut, &arguments).await,
    }
}

fn read(file: Option<&std::path::Path>) -> anyhow::Result<Settings> {
    Ok(Settings::read(Service::Provider, file)?)
}

async fn serve(settings: &Settings) -> anyhow::Result<ExitCode> {
    let _log = write_log(settings, "warifu-idp")?;
    let app = Arc::new(start::open(settings, Clock::system()).await?);
    let doors = start::Doors::open(settings).await.context("cannot listen")?;
    metrics::tell(settings.metrics_listen, app.requests.clone(), figures::told(&app)).await?;
    tracing::info!(address = %settings.listen, url = %settings.provider_url, "serving");
    start::serve(app, doors, stop_signal()).await?;
    Ok(ExitCode::SUCCESS)
}
