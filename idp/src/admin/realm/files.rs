//! The commands that look at files and at nothing else: they need neither server nor database.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use base::{Clock, RealmName, Text, japan_date};
use clap::Args;
use realm::{Format, NotMade};
use serde_json::json;

use super::super::exit;
use super::super::society::refuse;
use super::{Common, print};

const EXISTS: Text = Text {
    ja: "{folder} はすでにあります。何も変えていません。",
    en: "{folder} is there already. Nothing was changed.",
};
const MADE: Text = Text {
    ja: "次にすること：各ファイルを書き換え、シークレットを置いて、warifu-idp realm check {realm} で確かめます。",
    en: "Next: edit the files, put the secret in its place, and run warifu-idp realm check {realm}.",
};
const TIDY: Text = Text { ja: "整っています。", en: "Everything is laid out." };

/// The arguments of `realm check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The realms to check; all of them if none is named.
    pub(super) realms: Vec<String>,
    /// Take a secret that is not there for an error.
    #[arg(long)]
    secrets: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Checks, and prints what was found. Exit code 0: fine; 1: invalid.
pub(super) fn check(settings: Option<&Path>, arguments: &Check) -> anyhow::Result<ExitCode> {
    let (root, process) = arguments.common.files(settings)?;
    let mut report = realm::check(&root, &arguments.realms, &process)?;
    if arguments.secrets {
        report.demand_secrets();
    }
    print(&report.render(arguments.common.format(), arguments.common.language()))?;
    Ok(ExitCode::from(report.exit_code()))
}

/// The arguments of `realm explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The realm.
    pub(super) realm: RealmName,
    /// The key (sign_in.lockout.failures), or a table; of an application with its file (clients/portal:scopes). All keys
    /// if none is named.
    key: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Explains. Exit code 0; 1: the file cannot be read; 3: there is no such realm or key.
pub(super) fn explain(settings: Option<&Path>, arguments: &Explain) -> anyhow::Result<ExitCode> {
    let (root, _) = arguments.common.files(settings)?;
    let (format, language) = (arguments.common.format(), arguments.common.language());
    match realm::explain(&root, arguments.realm.as_str(), arguments.key.as_deref())? {
        Ok(explained) => {
            print(&realm::render_explained(&explained, format, language))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(report) => {
            print(&report.render(format, language))?;
            let unknown = report.diagnostics.iter().all(|found| matches!(found.code, "no-such-key" | "no-such-realm"));
            Ok(ExitCode::from(if unknown { exit::USAGE } else { exit::INVALID }))
        }
    }
}

/// The arguments of `realm new`.
#[derive(Debug, Args)]
pub struct New {
    /// The new realm's name: the first part of its addresses.
    pub(super) realm: RealmName,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Writes the files. Exit code 0; 5: there is such a folder.
pub(super) fn new(settings: Option<&Path>, arguments: &New) -> anyhow::Result<ExitCode> {
    let (root, _) = arguments.common.files(settings)?;
    let (name, language) = (&arguments.realm, arguments.common.language());
    let files = match realm::make(&root, name, language, japan_date(Clock::system().now())) {
        Ok(files) => files,
        Err(NotMade::Exists(folder)) => {
            return Ok(refuse((EXISTS, &[("folder", &folder.display())]), language, exit::REFUSED));
        }
        Err(error) => return Err(error.into()),
    };
    let paths: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    match arguments.common.format() {
        Format::Json => print(&format!("{:#}\n", json!({ "realm": name, "files": paths })))?,
        Format::Text => {
            print(&format!("{}\n{}\n", paths.join("\n"), MADE.with(language, &[("realm", name)])))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The arguments of `realm fmt`.
#[derive(Debug, Args)]
pub struct Fmt {
    /// The realms whose files are laid out; all of them if none is named.
    pub(super) realms: Vec<String>,
    /// Only say which files are laid out otherwise; change nothing.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Lays out. Exit code 0; with `--check` 2: some files are laid out otherwise.
pub(super) fn fmt(settings: Option<&Path>, arguments: &Fmt) -> anyhow::Result<ExitCode> {
    let (root, _) = arguments.common.files(settings)?;
    let changed = realm::format(&root, &arguments.realms)?;
    for (path, text) in changed.iter().filter(|_| !arguments.check) {
        fs::write(path, text)?;
    }
    let paths: Vec<String> = changed.iter().map(|(path, _)| path.display().to_string()).collect();
    match arguments.common.format() {
        Format::Json => print(&format!("{:#}\n", json!({ "changed": paths, "written": !arguments.check })))?,
        Format::Text if paths.is_empty() => print(&format!("{}\n", TIDY.get(arguments.common.language())))?,
        Format::Text => print(&format!("{}\n", paths.join("\n")))?,
    }
    let differs = arguments.check && !paths.is_empty();
    Ok(if differs { ExitCode::from(exit::DIFFERENCES) } else { ExitCode::SUCCESS })
}

/// The arguments of `realm audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// The realms; all of them if none is named.
    pub(super) realms: Vec<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Lists. Exit code 0.
pub(super) fn audit(settings: Option<&Path>, arguments: &Audit) -> anyhow::Result<ExitCode> {
    let (root, _) = arguments.common.files(settings)?;
    let found = realm::audit(&root, &arguments.realms)?;
    print(&realm::render_audit(&found, arguments.common.format(), arguments.common.language()))?;
    Ok(ExitCode::SUCCESS)
}
