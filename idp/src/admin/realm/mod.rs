//! `warifu-idp realm …`: what an administrator does with the societies' files, beside an editor and git.

mod files;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::Language;
use clap::{Args, Subcommand, ValueEnum};
use realm::{Format, ProcessSettings};
use web::service::RealmSettings;

use super::Words;

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
}

/// What all of them take.
#[derive(Debug, Args)]
pub struct Common {
    /// The folder of the societies' files.
    #[arg(long, value_name = "DIR")]
    realm_config: Option<PathBuf>,
    /// How to write what is found.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
    /// In which language.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    lang: Words,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Common {
    fn format(&self) -> Format {
        match self.format {
            Output::Text => Format::Text,
            Output::Json => Format::Json,
        }
    }

    fn language(&self) -> Language {
        self.lang.into()
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

fn print(text: &str) -> std::io::Result<()> {
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
        }
    }

    fn common(&self) -> &Common {
        match self {
            Self::Check(arguments) => &arguments.common,
            Self::Explain(arguments) => &arguments.common,
            Self::New(arguments) => &arguments.common,
            Self::Fmt(arguments) => &arguments.common,
            Self::Audit(arguments) => &arguments.common,
        }
    }

    /// The language in which it speaks.
    pub(super) fn language(&self) -> Language {
        self.common().language()
    }
}

/// Runs a command.
///
/// # Errors
/// When the settings are unusable, or the folder of all societies cannot be read.
pub(super) fn run(settings: Option<&Path>, command: &RealmCommand) -> anyhow::Result<ExitCode> {
    match command {
        RealmCommand::Check(arguments) => files::check(settings, arguments),
        RealmCommand::Explain(arguments) => files::explain(settings, arguments),
        RealmCommand::New(arguments) => files::new(settings, arguments),
        RealmCommand::Fmt(arguments) => files::fmt(settings, arguments),
        RealmCommand::Audit(arguments) => files::audit(settings, arguments),
    }
}
