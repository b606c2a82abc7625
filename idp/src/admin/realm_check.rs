//! `warifu-idp realm check`: whether the societies' files can be served.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use realm::{Format, ProcessSettings, check};
use web::service::RealmSettings;

use super::Words;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The realms to check; all of them if none is named.
    realms: Vec<String>,
    /// The folder of the societies' files.
    #[arg(long, value_name = "DIR")]
    realm_config: Option<PathBuf>,
    /// How to write what was found.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
    /// In which language.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

impl Arguments {
    /// The one society that is checked, if it is one.
    pub(super) fn society(&self) -> Option<&str> {
        match self.realms.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// For people, the offending text underlined.
    Text,
    /// For programs.
    Json,
}

/// Checks, and prints what was found. Exit code 0: fine; 1: invalid.
///
/// # Errors
/// When the folder itself cannot be read.
pub fn run(settings: Option<&Path>, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let settings = RealmSettings::read(settings)?;
    let root = arguments.realm_config.as_deref().unwrap_or(&settings.realm_config);
    let process = ProcessSettings {
        provider_url: settings.provider_url.clone(),
        portal_url: settings.portal_url.clone(),
        development: settings.development,
        secrets_dir: settings.secrets_dir.clone(),
    };
    let report = check(root, &arguments.realms, &process)?;
    let format = match arguments.format {
        Output::Text => Format::Text,
        Output::Json => Format::Json,
    };
    std::io::stdout().write_all(report.render(format, arguments.lang.into()).as_bytes())?;
    Ok(ExitCode::from(report.exit_code()))
}
