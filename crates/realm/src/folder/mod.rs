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
use std::fs::File;
use std::io::Read as _;
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
    hash: String,
}

impl Folder {
    /// Reads a realm's folder below the folder of all realms.
    pub fn read(root: &Path, name: RealmName, problems: &mut Problems) -> Self {
        let path = root.join(name.as_str());
        let (files, unreadable) = (BTreeMap::new(), BTreeSet::new());
        let mut reading = Reading { root, below_root: false, problems, files, unreadable };
        reading.below_root = reading.stays_inside(&path);
        reading.folder(&path, "", 0);
        reading.bases(&path);
        let Reading { files, unreadable, .. } = reading;
        Self::new(name, shown(&path), files, unreadable)
    }

    /// A folder with this content.
    pub fn new(name: RealmName, path: String, files: BTreeMap<String, Arc<str>>, unreadable: BTreeSet<String>) -> Self {
        let mut hash = Sha256::new();
        for (path, text) in &files {
            for part in [path.as_str(), text] {
                // Lengths first: no two different folders feed the same bytes.
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        let hash = HEXLOWER.encode(&hash.finalize());
        Self { name, path, files, unreadable, hash }
    }

    /// SHA-256 of names and contents, in hex.
    pub fn content_hash(&self) -> &str {
        &self.hash
    }
}

/// A path as people type it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

struct Reading<'a> {
    root: &'a Path,
    /// Whether the realm's folder, links followed, lies below the root: then so does all in it that is no link.
    below_root: bool,
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
            // What the listing says of a file that is no link spares asking the disk: there are tens of thousands.
            let kind = entry.file_type().ok().filter(|kind| !kind.is_symlink());
            let inside = if kind.is_some() { self.below_root } else { self.stays_inside(&path) };
            if !inside {
                self.problems.add(&texts::OUTSIDE, Location::whole(shown(&path)), &[]);
                self.unreadable.insert(relative);
            } else if depth == 0 && kind.map_or_else(|| path.is_dir(), |kind| kind.is_dir()) {
                self.folder(&path, &format!("{relative}/"), depth + 1);
            } else if kind.is_some_and(|kind| !kind.is_file()) {
                // Nobody waits for what another process may write into a pipe.
                self.problems.add(&texts::UNREADABLE_FILE, Location::whole(shown(&path)), &[]);
                self.unreadable.insert(relative);
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

/// The content of a file; `None` when it is too large, however much is written to it while it is read.
fn bytes_of(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(LARGEST_FILE)).unwrap_or_default() + 1);
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST_FILE).then_some(bytes))
}

/// The text of a file. `None` when it cannot be read, is too large or no UTF-8; which, is noted.
pub(crate) fn read_text(path: &Path, problems: &mut Problems) -> Option<String> {
    let whole = || Location::whole(shown(path));
    let Ok(bytes) = bytes_of(path) else {
        problems.add(&texts::UNREADABLE_FILE, whole(), &[]);
        return None;
    };
    let Some(bytes) = bytes else {
        problems.add(&texts::TOO_LARGE_FILE, whole(), &[("limit", (LARGEST_FILE / 1024).into())]);
        return None;
    };
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Some(text),
        Err(error) => error,
    };
    let broken = error.utf8_error().valid_up_to();
    let text = String::from_utf8_lossy(error.as_bytes()).into();
    let source = Arc::new(Source { path: shown(path), text });
    // The replacement character (3 bytes) stands where the first bad byte was.
    let place = Location::span(&source, broken..broken + '\u{fffd}'.len_utf8());
    problems.add(&texts::NOT_UTF8, place, &[]);
    None
}
