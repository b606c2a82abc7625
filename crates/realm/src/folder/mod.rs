//! A realm's folder: read once into memory, then sorted into what it is made of.
//!
//! Everything after [`Folder::read`] is a pure function of the folder's content, so the command, the server and
//! the last good snapshot judge by the same rules.

mod bases;
mod bundle;
mod markdown;
mod svg;
pub(crate) mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use base::RealmName;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::diagnostic::Problems;
use crate::source::{Location, Source};

pub(crate) use bases::Bases;
pub(crate) use bundle::Bundle;
pub(crate) use markdown::body;

/// The largest file read; longer terms than this nobody agrees to knowingly.
const LARGEST_FILE: u64 = 1024 * 1024;

/// The content of a realm's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folder {
    /// The realm.
    pub name: RealmName,
    /// The folder's path as people know it.
    pub path: String,
    /// Path within the folder, with `/`, and text of each file; and of those outside that they are based on.
    pub files: BTreeMap<String, Arc<str>>,
    /// Files that are there and could not be read; each has been reported.
    pub unreadable: BTreeSet<String>,
}

impl Folder {
    /// Reads a realm's folder below the folder of all realms.
    pub fn read(root: &Path, name: RealmName, problems: &mut Problems) -> Self {
        let path = root.join(name.as_str());
        let mut reading = Reading { root, problems, files: BTreeMap::new(), unreadable: BTreeSet::new() };
        reading.folder(&path, "", 0);
        reading.bases(&path);
        let Reading { files, unreadable, .. } = reading;
        Self { name, path: shown(&path), files, unreadable }
    }

    /// SHA-256 of names and contents, in hex.
    pub fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in &self.files {
            for part in [path.as_str(), text] {
                // Lengths first: no two different folders feed the same bytes.
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        HEXLOWER.encode(&hash.finalize())
    }
}

/// A path as people type it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

struct Reading<'a> {
    root: &'a Path,
    problems: &'a mut Problems,
    files: BTreeMap<String, Arc<str>>,
    unreadable: BTreeSet<String>,
}

impl Reading<'_> {
    fn folder(&mut self, path: &Path, prefix: &str, depth: usize) {
        let Ok(entries) = path.read_dir() else {
            return self.problems.add(&texts::UNREADABLE_FILE, Location::whole(shown(path)), &[]);
        };
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else {
                self.problems.add(&texts::UNKNOWN_FILE, Location::whole(shown(&entry.path())), &[]);
                continue;
            };
            if bundle::is_ignored(&name) {
                continue;
            }
            let (path, relative) = (entry.path(), format!("{prefix}{name}"));
            if !self.stays_inside(&path) {
                self.problems.add(&texts::OUTSIDE, Location::whole(shown(&path)), &[]);
                self.unreadable.insert(relative);
            } else if path.is_dir() && depth == 0 {
                self.folder(&path, &format!("{relative}/"), depth + 1);
            } else {
                self.file(&path, relative);
            }
        }
    }

    /// Whether a path, links followed, lies below the folder of all realms: what is published must not depend on
    /// what else the machine holds.
    fn stays_inside(&self, path: &Path) -> bool {
        match (path.canonicalize(), self.root.canonicalize()) {
            (Ok(path), Ok(root)) => path.starts_with(root),
            _ => false,
        }
    }

    fn file(&mut self, path: &Path, relative: String) {
        match read_text(path, self.problems) {
            Some(text) => {
                self.files.insert(relative, text.into());
            }
            None => {
                self.unreadable.insert(relative);
            }
        }
    }
}

/// The text of a file. `None` when it cannot be read, is too large or no UTF-8; which, is noted.
pub(crate) fn read_text(path: &Path, problems: &mut Problems) -> Option<String> {
    let whole = Location::whole(shown(path));
    if path.metadata().is_ok_and(|metadata| metadata.len() > LARGEST_FILE) {
        problems.add(&texts::TOO_LARGE_FILE, whole, &[("limit", (LARGEST_FILE / 1024).into())]);
        return None;
    }
    let Ok(bytes) = std::fs::read(path) else {
        problems.add(&texts::UNREADABLE_FILE, whole, &[]);
        return None;
    };
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(text),
        Err(error) => error,
    };
    let broken = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let source = Arc::new(Source { path: shown(path), text });
    // The replacement character (3 bytes) stands where the first bad byte was.
    let place = Location::span(&source, broken..broken + '\u{fffd}'.len_utf8());
    problems.add(&texts::NOT_UTF8, place, &[]);
    None
}
