//! `warifu-idp mail preview`: how the society's mails read, before any is sent.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use base::{Clock, Language};
use clap::Args;
use realm::{Format, ProcessSettings};
use store::mail::Mail;
use web::service::RealmSettings;

use super::Words;
use crate::mail::samples;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(super) realm: String,
    /// In which language; in both if none is named.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Words>,
    /// Writes a .txt and an .html file of each mail into this folder, instead of all texts to the standard output.
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The folder of the societies' files.
    #[arg(long, value_name = "DIR")]
    realm_config: Option<PathBuf>,
}

/// Writes every mail with invented content. Exit code 0: done; 1: the society's files are wrong, and how.
///
/// # Errors
/// When the files cannot be read, or the folder not be written.
pub fn run(settings: Option<&Path>, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let settings = RealmSettings::read(settings)?;
    let root = arguments.realm_config.as_deref().unwrap_or(&settings.realm_config);
    let realm = match realm::read(root, &arguments.realm, &process(&settings))? {
        Ok(realm) => realm,
        Err(report) => {
            let language = arguments.lang.map_or(Language::Ja, Language::from);
            std::io::stderr().write_all(report.render(Format::Text, language).as_bytes())?;
            return Ok(ExitCode::from(report.exit_code()));
        }
    };
    let now = Clock::system().now();
    let languages = arguments.lang.map_or(Language::ALL.to_vec(), |language| vec![language.into()]);
    for language in languages {
        for (index, (kind, mail)) in samples(&realm, language, now)?.iter().enumerate() {
            match &arguments.output {
                Some(folder) => keep(folder, &format!("{:02}-{kind}.{}", index + 1, language.tag()), mail)?,
                None => print(mail)?,
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn process(settings: &RealmSettings) -> ProcessSettings {
    ProcessSettings {
        provider_url: settings.provider_url.clone(),
        portal_url: settings.portal_url.clone(),
        development: settings.development,
        secrets_dir: settings.secrets_dir.clone(),
    }
}

fn print(mail: &Mail) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}\nFrom: {}\nSubject: {}\n\n{}", "=".repeat(72), mail.sender, mail.subject, mail.text)?;
    Ok(())
}

fn keep(folder: &Path, name: &str, mail: &Mail) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    let text = format!("From: {}\nSubject: {}\n\n{}", mail.sender, mail.subject, mail.text);
    fs::write(folder.join(format!("{name}.txt")), text)?;
    fs::write(folder.join(format!("{name}.html")), &mail.html)?;
    Ok(())
}
