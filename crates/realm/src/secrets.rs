//! Client secrets: found where a file says they are, never in the file.
//!
//! The only file of this crate that reads environment variables: which one is the administrator's choice.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use base::Secret;

use crate::files::SecretReference;

/// The shortest secret accepted, in bytes; a generated one is longer.
const SHORTEST: usize = 16;

/// Why a secret cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    File,
    Variable,
    TooShort,
    /// The reference names no place, or two; the rules say so.
    NoPlace,
}

/// The secrets that a realm's files point to. Each is looked up once, however many rules and applications ask: what the
/// rules found is what is served.
pub(crate) struct Secrets<'p> {
    directory: &'p Path,
    found: RefCell<BTreeMap<SecretReference, Result<Secret, Absent>>>,
}

impl<'p> Secrets<'p> {
    /// Those of a process whose secrets lie in this directory.
    pub const fn in_directory(directory: &'p Path) -> Self {
        Self { directory, found: RefCell::new(BTreeMap::new()) }
    }

    /// The secret that a reference points to, or why there is none.
    pub fn resolve(&self, reference: &SecretReference) -> Result<Secret, Absent> {
        if let Some(found) = self.found.borrow().get(reference) {
            return found.clone();
        }
        let found = resolve(reference, self.directory);
        self.found.borrow_mut().insert(reference.clone(), found.clone());
        found
    }
}

/// The secret that a reference points to, without white space around it.
fn resolve(reference: &SecretReference, secrets_dir: &Path) -> Result<Secret, Absent> {
    let content = match (&reference.file, &reference.env) {
        (Some(file), None) => std::fs::read_to_string(secrets_dir.join(file)).map_err(|_| Absent::File)?,
        (None, Some(variable)) => variable_of(variable).ok_or(Absent::Variable)?,
        _ => return Err(Absent::NoPlace),
    };
    let content = Secret::new(content);
    let secret = content.expose().trim();
    if secret.len() < SHORTEST { Err(Absent::TooShort) } else { Ok(Secret::new(secret.to_owned())) }
}

#[expect(clippy::disallowed_methods, reason = "`{ env = … }` names the variable a secret is in")]
fn variable_of(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_from_files_and_variables() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("long"), "0123456789abcdef\n").unwrap();
        std::fs::write(directory.path().join("short"), "0123").unwrap();
        let file = |name: &str| SecretReference { file: Some(name.to_owned()), env: None };
        let resolve = |reference| resolve(&reference, directory.path());
        assert_eq!(resolve(file("long")).unwrap().expose(), "0123456789abcdef");
        assert_eq!(resolve(file("short")).unwrap_err(), Absent::TooShort);
        assert_eq!(resolve(file("none")).unwrap_err(), Absent::File);
        // Cargo sets this one for every test.
        let variable = |name: &str| SecretReference { file: None, env: Some(name.to_owned()) };
        assert!(resolve(variable("CARGO_MANIFEST_DIR")).is_ok());
        assert_eq!(resolve(variable("WARIFU_NO_SUCH_SECRET")).unwrap_err(), Absent::Variable);
    }
}
