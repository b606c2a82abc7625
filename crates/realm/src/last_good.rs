//! The last good content of each realm, kept in the state directory.
//!
//! One JSON file a realm, written beside and renamed: a crash leaves the old one or the new one, never a mixture.
//! What is kept are the administrator's files as they were; they are judged anew when they are needed. No secret
//! is among them, because no realm file may hold one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::RealmName;
use serde::{Deserialize, Serialize};

use crate::folder::{Folder, shown};

/// Where last good contents are kept.
#[derive(Debug)]
pub(crate) struct LastGood {
    directory: PathBuf,
}

/// What is kept of a realm.
pub(crate) struct Kept {
    /// Its folder as it was.
    pub folder: Folder,
    /// Whether it was retired when its folder had gone.
    pub retired: bool,
}

#[derive(Serialize, Deserialize)]
struct Written {
    /// First, so that it is found without reading the rest.
    content_hash: String,
    #[serde(default)]
    retired: bool,
    files: BTreeMap<String, Arc<str>>,
}

impl LastGood {
    /// The place below a process's state directory.
    pub fn below(state: &Path) -> Self {
        Self { directory: state.join("realms") }
    }

    fn file(&self, name: &RealmName) -> PathBuf {
        self.directory.join(format!("{name}.json"))
    }

    /// The realms of which something is kept.
    pub fn names(&self) -> BTreeSet<RealmName> {
        let entries = fs::read_dir(&self.directory).into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json")?.parse().ok()).collect()
    }

    /// Whether this very content is kept.
    pub fn holds(&self, folder: &Folder) -> bool {
        let beginning = format!("{{\"content_hash\":\"{}\",\"retired\":false,", folder.content_hash());
        let mut there = vec![0; beginning.len()];
        let read = fs::File::open(self.file(&folder.name)).and_then(|mut file| file.read_exact(&mut there));
        read.is_ok() && there == beginning.as_bytes()
    }

    /// Keeps a folder's content.
    ///
    /// # Errors
    /// When the state directory cannot be written; the realm is served all the same.
    pub fn keep(&self, folder: &Folder) -> std::io::Result<()> {
        let files = folder.files.clone();
        self.write(&folder.name, &Written { content_hash: folder.content_hash().to_owned(), retired: false, files })
    }

    /// Notes that a realm of which something is kept was retired.
    ///
    /// # Errors
    /// When the state directory cannot be written.
    pub fn retire(&self, name: &RealmName) -> std::io::Result<()> {
        match self.read(name) {
            Some(kept) => self.write(name, &Written { retired: true, ..kept }),
            None => Ok(()),
        }
    }

    /// The content kept of a realm.
    pub fn find(&self, name: &RealmName) -> Option<Kept> {
        let Written { retired, files, .. } = self.read(name)?;
        let path = shown(&self.file(name));
        let folder = Folder::new(name.clone(), path, files, BTreeSet::new());
        Some(Kept { folder, retired })
    }

    fn read(&self, name: &RealmName) -> Option<Written> {
        serde_json::from_slice(&fs::read(self.file(name)).ok()?).ok()
    }

    fn write(&self, name: &RealmName, kept: &Written) -> std::io::Result<()> {
        fs::create_dir_all(&self.directory)?;
        // Provider and portal may share the directory: each writes under its own name first.
        let beside = self.directory.join(format!(".{name}.{}", std::process::id()));
        let mut file = fs::File::create(&beside)?;
        file.write_all(&serde_json::to_vec(kept)?)?;
        file.sync_all()?;
        fs::rename(&beside, self.file(name))
    }
}
