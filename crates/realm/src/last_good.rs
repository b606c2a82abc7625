//! The last good content of each realm, kept in the state directory.
//!
//! One JSON file a realm, written beside and renamed: a crash leaves the old one or the new one, never a mixture.
//! What is kept are the administrator's files as they were; they are judged anew when they are needed. No secret
//! is among them, because no realm file may hold one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::RealmName;
use serde::{Deserialize, Serialize};

use crate::folder::{Folder, shown};

/// Where last good contents are kept.
pub(crate) struct LastGood {
    directory: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    /// For people who look into the file; the content is what counts.
    content_hash: String,
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

    /// Keeps a folder's content, unless it is the one kept already.
    ///
    /// # Errors
    /// When the state directory cannot be written; the realm is served all the same.
    pub fn keep(&self, folder: &Folder) -> std::io::Result<()> {
        if self.find(&folder.name).is_some_and(|kept| kept.files == folder.files) {
            return Ok(());
        }
        fs::create_dir_all(&self.directory)?;
        let kept = Kept { content_hash: folder.content_hash(), files: folder.files.clone() };
        // Provider and portal may share the directory: each writes under its own name first.
        let beside = self.directory.join(format!(".{}.{}", folder.name, std::process::id()));
        let mut file = fs::File::create(&beside)?;
        file.write_all(&serde_json::to_vec(&kept)?)?;
        file.sync_all()?;
        fs::rename(&beside, self.file(&folder.name))
    }

    /// The content kept of a realm.
    pub fn find(&self, name: &RealmName) -> Option<Folder> {
        let path = self.file(name);
        let kept: Kept = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        Some(Folder { name: name.clone(), path: shown(&path), files: kept.files, unreadable: BTreeSet::new() })
    }
}
