//! `realm check`: everything that is wrong with the realms of a folder, for people and for programs; and one realm of it
//! for commands that need its files and nothing else.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use base::{Language, RealmName};

use crate::diagnostic::{Diagnostic, Problems, Severity};
use crate::did_you_mean::did_you_mean;
use crate::examine::Examined;
use crate::folder::{Folder, shown, texts};
use crate::source::Location;
use crate::{ProcessSettings, Realm, examine, render};

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the offending text underlined, in one language.
    #[default]
    Text,
    /// One JSON object, with both languages.
    Json,
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The realms that were checked.
    pub realms: Vec<RealmName>,
    /// All findings: realm by realm, file by file, line by line.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Whether every realm can be served.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Warning)
    }

    /// Takes secrets that are not there for errors, as on a server about to serve.
    pub fn demand_secrets(&mut self) {
        for diagnostic in self.diagnostics.iter_mut().filter(|diagnostic| diagnostic.code == "absent-secret") {
            diagnostic.severity = Severity::Error;
        }
    }

    /// The command's exit code: 0 fine, warnings or not; 1 invalid.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.is_fine())
    }

    /// The report as it is printed, with a line feed at the end.
    #[must_use]
    pub fn render(&self, format: Format, language: Language) -> String {
        match format {
            Format::Json => render::as_json(&self.diagnostics),
            Format::Text => {
                render::as_text(&self.diagnostics, language)
                    + &render::summary(self.realms.len(), &self.diagnostics, language)
            }
        }
    }
}

/// Checks realms of a folder: those named, or all when none is. Realms that are not named are read too, because
/// two realms must not share an issuer, but only what concerns the named ones is reported.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn check(root: &Path, names: &[String], settings: &ProcessSettings) -> std::io::Result<Report> {
    let (known, misnamed) = examine::realm_names(root)?;
    let mut diagnostics = if names.is_empty() { misnamed } else { Vec::new() };
    diagnostics.extend(names.iter().filter_map(|name| absent(root, name, &known)));
    let wanted = |name: &RealmName| names.is_empty() || names.iter().any(|wanted| wanted == name.as_str());
    let realms = known.iter().filter(|name| wanted(name)).cloned().collect();
    let examined = examine::all(root, known, settings);
    let examined = examined.into_iter().filter(|one| wanted(&one.folder.name));
    let mut told = HashSet::new();
    diagnostics.extend(examined.flat_map(|one| {
        // What many realms are based on is told once.
        let of_realm = |found: &Diagnostic| found.location.path().starts_with(&format!("{}/", one.folder.path));
        let place =
            |found: &Diagnostic| (found.location.path().to_owned(), found.location.line_and_column(), found.code);
        one.findings.iter().filter(|found| of_realm(found) || told.insert(place(found))).cloned().collect::<Vec<_>>()
    }));
    Ok(Report { realms, diagnostics })
}

/// What the files of every realm of a folder hash to.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn hashes(root: &Path) -> std::io::Result<BTreeMap<RealmName, String>> {
    let (known, _) = examine::realm_names(root)?;
    let hash = |name: RealmName| {
        let folder = Folder::read(root, name, &mut Problems::default());
        (folder.name.clone(), folder.content_hash().to_owned())
    };
    Ok(known.into_iter().map(hash).collect())
}

/// Reads one realm as its files are now, for commands that look at it and serve nobody: the realm, or why there is none.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn read(root: &Path, name: &str, settings: &ProcessSettings) -> std::io::Result<Result<Arc<Realm>, Report>> {
    let (known, _) = examine::realm_names(root)?;
    let absent = absent(root, name, &known);
    let found = examine::all(root, known, settings).into_iter().find(|one| one.folder.name.as_str() == name);
    Ok(match found {
        Some(Examined { realm: Some(realm), .. }) => Ok(realm),
        Some(Examined { folder, findings, .. }) => Err(Report { realms: vec![folder.name], diagnostics: findings }),
        None => Err(Report { realms: Vec::new(), diagnostics: absent.into_iter().collect() }),
    })
}

/// Why a realm cannot be found, if it cannot.
pub(crate) fn absent(root: &Path, name: &str, known: &[RealmName]) -> Option<Diagnostic> {
    if known.iter().any(|realm| realm.as_str() == name) {
        return None;
    }
    let mut problems = Problems::default();
    let names: Vec<&str> = known.iter().map(RealmName::as_str).collect();
    let (help, meant) = did_you_mean(name, names.iter().copied(), texts::NO_SUCH_REALM.help);
    let values = [("known", names.join(", ").into()), ("meant", meant.into())];
    problems.add_with_help(&texts::NO_SUCH_REALM, Location::whole(shown(&root.join(name))), &values, Some(help));
    problems.into_sorted(None).pop()
}
