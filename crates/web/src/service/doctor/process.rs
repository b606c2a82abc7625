//! What can be seen without asking anybody: settings, files, their rights.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use realm::{ProcessSettings, Severity};

use super::{Line, key_texts, texts};
use crate::service::Settings;

/// How a process is set up.
#[must_use]
pub fn process(settings: &Settings, key_files: &[PathBuf]) -> Vec<Line> {
    let mut lines = Vec::new();
    if settings.development {
        lines.push(texts::DEVELOPMENT.about("development", &[]));
    }
    lines.push(proxies(settings));
    lines.extend(key_files.iter().map(|file| key(file)));
    lines.push(state(&settings.state_dir));
    lines
}

fn proxies(settings: &Settings) -> Line {
    let finding = if settings.trusted_proxies.is_everybody() {
        &texts::EVERYBODY_IS_BELIEVED
    } else if settings.trusted_proxies.is_empty() && settings.tls.is_none() && !settings.development {
        &texts::NOBODY_IS_BELIEVED
    } else if settings.trusted_proxies.is_empty() {
        &texts::NO_PROXY
    } else {
        &texts::PROXIES
    };
    finding.about("proxies", &[])
}

/// A file with a key-encryption key: settings are usable, so it is there and its key is one.
fn key(file: &Path) -> Line {
    let path = file.display();
    let Ok(metadata) = file.metadata() else {
        return key_texts::NO_KEY.about("key-encryption-key", &[("path", &path)]);
    };
    if metadata.permissions().mode() & 0o077 != 0 {
        return key_texts::OTHERS_READ_THE_KEY.about("key-encryption-key", &[("path", &path)]);
    }
    let days = metadata.modified().ok().and_then(|at| at.elapsed().ok()).unwrap_or_default().as_secs() / 86_400;
    key_texts::KEY.about("key-encryption-key", &[("path", &path), ("days", &days)])
}

/// The folder of the last good copies, or, where it is not there yet, the one in which it will be made.
fn state(folder: &Path) -> Line {
    let path = folder.display();
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(folder);
    let probe = there.join(format!(".doctor.{}", std::process::id()));
    match fs::write(&probe, "").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => texts::STATE.about("state", &[("path", &path)]),
        Err(cause) => texts::NO_STATE.about("state", &[("path", &path), ("cause", &cause)]),
    }
}

/// The societies' files and secrets, as `realm check --secrets` judges them.
#[must_use]
pub fn realm_files(settings: &Settings) -> Vec<Line> {
    let process = ProcessSettings {
        provider_url: settings.provider_url.clone(),
        portal_url: settings.portal_url.clone(),
        development: settings.development,
        secrets_dir: settings.secrets_dir.clone(),
    };
    let path = settings.realm_config.display();
    let report = match realm::check(&settings.realm_config, &[], &process) {
        Ok(report) => report,
        Err(cause) => return vec![texts::NO_REALMS.about("realms", &[("path", &path), ("cause", &cause)])],
    };
    let (secrets, others): (Vec<_>, Vec<_>) =
        report.diagnostics.iter().partition(|found| found.code == "absent-secret");
    let count = |severity| others.iter().filter(|found| found.severity == severity).count();
    let (errors, warnings, realms) = (count(Severity::Error), count(Severity::Warning), report.realms.len());
    let finding = match (realms, errors, warnings) {
        (0, ..) => &texts::NO_REALM,
        (_, 0, 0) => &texts::REALMS,
        (_, 0, _) => &texts::REALMS_WITH_WARNINGS,
        _ => &texts::BROKEN_REALMS,
    };
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("path", &path), ("realms", &realms), ("errors", &errors), ("warnings", &warnings)];
    let mut lines = vec![finding.about("realms", &values)];
    lines.extend(secrets.iter().map(|found| {
        let (line, _) = found.location.line_and_column();
        texts::NO_SECRET.about("secrets", &[("path", &found.location.path()), ("line", &line)])
    }));
    if secrets.is_empty() && realms > 0 {
        lines.push(texts::SECRETS.about("secrets", &[]));
    }
    lines
}
