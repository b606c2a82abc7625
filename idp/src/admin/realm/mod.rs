//! `warifu-idp realm …`: what an administrator does with the societies' files, beside an editor and git.

mod files;
mod nodes;
mod plan;
mod purge;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::{Language, RealmName};
use clap::{Args, Subcommand};
use realm::{Format, ProcessSettings};
use web::service::RealmSettings;
use web::service::nodes::{Manner, Output, ReloadArguments, StatusArguments};

/// The commands about the societies' files.
#[derive(Debug, Subcommand)]
pub enum RealmCommand {
    /// Check the files, and name every mistake with its place.
    Check(files::Check),
    /// Say what a key is in the end, in which line of which file that is written, and what the key means.
    Explain(files::Explain),
    /// Write the files of a new society, with comments.
    New(files::New),
    /// Lay the files out in the one way; comments and the order of keys stay.
    Fmt(files::Fmt),
    /// List every choice that is weaker than the standard, and why it was accepted.
    Audit(files::Audit),
    /// Say what the files as they are now would change, and for how many people.
    Plan(plan::Arguments),
    /// Say what every running provider serves.
    Status(StatusArguments),
    /// Have every running provider read the files anew.
    Reload(ReloadArguments),
    /// Remove everything about a society that has been retired for a month.
    Purge(purge::Arguments),
}

/// What all of them take.
#[derive(Debug, Args)]
pub struct Common {
    /// The folder of the societies' files.
    #[arg(long, value_name = "DIR")]
    realm_config: Option<PathBuf>,
    #[command(flatten)]
    manner: Manner,
}

impl Common {
    fn format(&self) -> Format {
        match self.manner.format {
            Output::Text => Format::Text,
            Output::Json => Format::Json,
        }
    }

    const fn language(&self) -> Language {
        self.manner.language()
    }

    /// The folder of the societies' files, and what they are read against.
    fn files(&self, settings: Option<&Path>) -> anyhow::Result<(PathBuf, ProcessSettings)> {
        let settings = RealmSettings::read(settings)?;
        let root = self.realm_config.clone().unwrap_or(settings.realm_config);
        let process = ProcessSettings {
            provider_url: settings.provider_url,
            portal_url: settings.portal_url,
            development: settings.development,
            secrets_dir: settings.secrets_dir,
        };
        Ok((root, process))
    }
}

/// The one name in a list, if it has one.
fn only(names: &[String]) -> Option<&str> {
    match names {
        [only] => Some(only),
        _ => None,
    }
}

/// The one realm in a list, if it has one.
fn only_realm(names: &[RealmName]) -> Option<&str> {
    match names {
        [only] => Some(only.as_str()),
        _ => None,
    }
}

pub(super) fn print(text: &str) -> std::io::Result<()> {
    std::io::stdout().write_all(text.as_bytes())
}

impl RealmCommand {
    /// The one society that it is about, if it is about one.
    pub(super) fn society(&self) -> Option<&str> {
        match self {
            Self::Check(arguments) => only(&arguments.realms),
            Self::Explain(arguments) => Some(arguments.realm.as_str()),
            Self::New(arguments) => Some(arguments.realm.as_str()),
            Self::Fmt(arguments) => only(&arguments.realms),
            Self::Audit(arguments) => only(&arguments.realms),
            Self::Plan(arguments) => only_realm(&arguments.realms),
            Self::Status(arguments) => only_realm(&arguments.realms),
            Self::Reload(arguments) if arguments.allow_retire.is_empty() => only_realm(&arguments.realms),
            // Whoever may work on one society alone does not end it.
            Self::Reload(_) | Self::Purge(_) => None,
        }
    }

    const fn manner(&self) -> &Manner {
        match self {
            Self::Check(arguments) => &arguments.common.manner,
            Self::Explain(arguments) => &arguments.common.manner,
            Self::New(arguments) => &arguments.common.manner,
            Self::Fmt(arguments) => &arguments.common.manner,
            Self::Audit(arguments) => &arguments.common.manner,
            Self::Plan(arguments) => &arguments.common.manner,
            Self::Purge(arguments) => &arguments.common.manner,
            Self::Status(arguments) => &arguments.manner,
            Self::Reload(arguments) => &arguments.manner,
        }
    }

    /// The language in which it speaks.
    pub(super) fn language(&self) -> Language {
        self.manner().language()
    }
}

/// Runs a command.
///
/// # Errors
/// When the settings are unusable, the folder of all societies cannot be read, or the database does not answer.
pub(super) async fn run(settings: Option<&Path>, command: &RealmCommand) -> anyhow::Result<ExitCode> {
    let all = || super::read(settings);
    match command {
        RealmCommand::Check(arguments) => files::check(settings, arguments),
        RealmCommand::Explain(arguments) => files::explain(settings, arguments),
        RealmCommand::New(arguments) => files::new(settings, arguments),
        RealmCommand::Fmt(arguments) => files::fmt(settings, arguments),
        RealmCommand::Audit(arguments) => files::audit(settings, arguments),
        RealmCommand::Plan(arguments) => plan::run(&all()?, arguments).await,
        RealmCommand::Status(arguments) => nodes::status(&all()?, arguments).await,
        RealmCommand::Reload(arguments) => nodes::reload(&all()?, arguments).await,
        RealmCommand::Purge(arguments) => purge::run(&all()?, arguments).await,
    }
}
