//! Client secrets: found where a file says they are, never in the file.
//!
//! Whoever may write one society's files may also write where its secrets are sent. So a reference reaches the folder of
//! secrets and the variables that are meant for it, and nothing else that the process could read.
//!
//! The only file of this crate that reads environment variables: which one is the administrator's choice.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path};

use base::Secret;

use crate::files::SecretReference;

/// The shortest secret accepted, in bytes; a generated one is longer.
const SHORTEST: usize = 16;

/// The largest file read, in bytes: keys and certificates are secrets too.
const LARGEST: u64 = 64 * 1024;

/// How the names of the process's own settings begin.
const OWN_SETTINGS: &str = "WARIFU_";

/// Why a secret cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// The file is not there, or cannot be read as text.
    File,
    /// It is a folder, a pipe or a device.
    NotAFile,
    TooLarge,
    Variable,
    TooShort,
    /// The file does not lie in the folder of secrets.
    Outside,
    /// The variable is a setting of the process.
    OwnSetting,
    /// The reference names no place, or two; the rules say so.
    NoPlace,
}

/// The secrets that a realm's files point to. Each is looked up once, however many rules and applications ask: what the
/// rules found is what is served.
pub(crate) struct Secrets<'p> {
    directory: &'p Path,
    found: RefCell<BTreeMap<SecretReference, Result<Secret, Unusable>>>,
}

impl<'p> Secrets<'p> {
    /// Those of a process whose secrets lie in this directory.
    pub const fn in_directory(directory: &'p Path) -> Self {
        Self { directory, found: RefCell::new(BTreeMap::new()) }
    }

    /// The secret that a reference points to, or why there is none.
    pub fn resolve(&self, reference: &SecretReference) -> Result<Secret, Unusable> {
        if let Some(found) = self.found.borrow().get(reference) {
            return found.clone();
        }
        let found = resolve(reference, self.directory);
        self.found.borrow_mut().insert(reference.clone(), found.clone());
        found
    }
}

/// The secret that a reference points to, without white space around it.
fn resolve(reference: &SecretReference, secrets_dir: &Path) -> Result<Secret, Unusable> {
    let content = match (&reference.file, &reference.env) {
        (Some(file), None) => content_of(file, secrets_dir)?,
        (None, Some(variable)) if variable.starts_with(OWN_SETTINGS) => return Err(Unusable::OwnSetting),
        (None, Some(variable)) => variable_of(variable).ok_or(Unusable::Variable)?,
        _ => return Err(Unusable::NoPlace),
    };
    let content = Secret::new(content);
    let secret = content.expose().trim();
    if secret.len() < SHORTEST { Err(Unusable::TooShort) } else { Ok(Secret::new(secret.to_owned())) }
}

/// The text of a file in the folder of secrets. Links within the folder are followed: Kubernetes mounts each secret as one.
fn content_of(file: &str, secrets_dir: &Path) -> Result<String, Unusable> {
    let goes_down = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(file).components().all(goes_down) {
        return Err(Unusable::Outside);
    }
    let real = |path: &Path| path.canonicalize().map_err(|_| Unusable::File);
    let (path, folder) = (real(&secrets_dir.join(file))?, real(secrets_dir)?);
    if !path.starts_with(folder) {
        return Err(Unusable::Outside);
    }
    // Asked before it is opened: nobody waits for what another process may write into a pipe.
    if !path.metadata().is_ok_and(|found| found.is_file()) {
        return Err(Unusable::NotAFile);
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    let length = read.map_err(|_| Unusable::File)?;
    if length as u64 > LARGEST {
        return Err(Unusable::TooLarge);
    }
    String::from_utf8(bytes).map_err(|_| Unusable::File)
}

#[expect(clippy::disallowed_methods, reason = "`{ env = … }` names the variable a secret is in")]
fn variable_of(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir, write};
    use std::os::unix::fs::symlink;

    use super::*;

    const LONG: &str = "0123456789abcdef";

    fn file(name: &str) -> SecretReference {
        SecretReference { file: Some(name.to_owned()), env: None }
    }

    fn variable(name: &str) -> SecretReference {
        SecretReference { file: None, env: Some(name.to_owned()) }
    }

    /// What is found at a reference: the secret's text, or why there is none.
    fn found(reference: &SecretReference, directory: &Path) -> Result<String, Unusable> {
        resolve(reference, directory).map(|secret| secret.expose().clone())
    }

    #[test]
    fn secrets_come_from_files_and_variables() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        create_dir(place("minato")).unwrap();
        write(place("long"), format!("{LONG}\n")).unwrap();
        write(place("minato/portal"), LONG).unwrap();
        write(place("short"), "0123").unwrap();
        write(place("no-text"), [0xff; 32]).unwrap();
        let file = |name| found(&file(name), directory.path());
        for good in ["long", "./long", "minato/portal"] {
            assert_eq!(file(good).as_deref(), Ok(LONG), "{good}");
        }
        assert_eq!(file("short"), Err(Unusable::TooShort));
        assert_eq!([file("none"), file("no-text"), file("long/none")], [const { Err(Unusable::File) }; 3]);
        // Cargo sets this one for every test.
        assert!(found(&variable("CARGO_MANIFEST_DIR"), directory.path()).is_ok());
        assert_eq!(found(&variable("NO_SUCH_SECRET"), directory.path()), Err(Unusable::Variable));
        let both = SecretReference { env: Some("CARGO_MANIFEST_DIR".to_owned()), ..self::file("long") };
        assert_eq!(found(&both, directory.path()), Err(Unusable::NoPlace));
    }

    #[test]
    fn the_process_keeps_its_settings() {
        // Whether they are set or not.
        for own in ["WARIFU_DATABASE_URL", "WARIFU_NO_SUCH_SETTING", "WARIFU_"] {
            assert_eq!(found(&variable(own), Path::new("/")), Err(Unusable::OwnSetting), "{own}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_a_secret() {
        let directory = tempfile::tempdir().unwrap();
        let (outside, secrets) = (directory.path().join("key"), directory.path().join("secrets"));
        create_dir(&secrets).unwrap();
        write(&outside, LONG).unwrap();
        write(secrets.join("inside"), LONG).unwrap();
        // Its name begins like that of the folder.
        create_dir(directory.path().join("secrets-2")).unwrap();
        write(directory.path().join("secrets-2/key"), LONG).unwrap();
        symlink(&outside, secrets.join("link")).unwrap();
        symlink("../key", secrets.join("relative")).unwrap();
        symlink("..", secrets.join("up")).unwrap();
        symlink("../secrets-2", secrets.join("beside")).unwrap();
        let absolute = secrets.join("inside").display().to_string();
        for bad in [
            "/etc/hostname",
            "/etc/no-such-file",
            &absolute,
            "../key",
            "../secrets/inside",
            "none/../inside",
            "..",
            "link",
            "relative",
            "up/key",
            "beside/key",
        ] {
            assert_eq!(found(&file(bad), &secrets), Err(Unusable::Outside), "{bad}");
        }
    }

    #[test]
    fn links_within_the_folder_are_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (mounted, named) = (directory.path().join("mounted"), directory.path().join("named"));
        // As Kubernetes mounts a secret.
        std::fs::create_dir_all(mounted.join("..2026_04_01")).unwrap();
        write(mounted.join("..2026_04_01/portal.secret"), LONG).unwrap();
        symlink("..2026_04_01", mounted.join("..data")).unwrap();
        symlink("..data/portal.secret", mounted.join("portal.secret")).unwrap();
        symlink(&mounted, &named).unwrap();
        for folder in [&mounted, &named] {
            assert_eq!(found(&file("portal.secret"), folder).as_deref(), Ok(LONG));
            assert_eq!(found(&file("..data/portal.secret"), folder).as_deref(), Ok(LONG));
        }
    }

    #[test]
    fn only_regular_files_of_a_moderate_size_are_read() {
        let directory = tempfile::tempdir().unwrap();
        let place = |name: &str| directory.path().join(name);
        create_dir(place("folder")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(place("pipe")).status().unwrap().success());
        let size = usize::try_from(LARGEST).unwrap();
        write(place("largest"), "a".repeat(size)).unwrap();
        write(place("larger"), "a".repeat(size + 1)).unwrap();
        let file = |name| found(&file(name), directory.path());
        assert_eq!([file("folder"), file("."), file("pipe")], [const { Err(Unusable::NotAFile) }; 3]);
        assert_eq!(file("largest").map(|secret| secret.len()), Ok(size));
        assert_eq!(file("larger"), Err(Unusable::TooLarge));
    }
}
