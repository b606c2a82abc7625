//! A look at folders by whoever is not told of changes: a volume of a network says nothing when another machine writes to
//! it, and a folder that is put in the place of a watched one is not watched.
//!
//! Files are not read, only what the file system says of them.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// How many folders deep it is looked: links may lead round in a circle.
const DEEPEST: usize = 8;

/// Folders as they were at the last look.
#[derive(Debug)]
pub(super) struct Sight {
    folders: Vec<PathBuf>,
    /// Which folder stands at each path, links followed; `None`: none does.
    places: Vec<Option<(u64, u64)>>,
    /// What stands in the folders, each entry by a hash of all that is said of what is in it.
    entries: BTreeMap<PathBuf, u64>,
}

impl Sight {
    /// The first look.
    pub fn of(folders: Vec<PathBuf>) -> Self {
        let (places, entries) = (places(&folders), entries(&folders));
        Self { folders, places, entries }
    }

    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Whether another folder has taken the place of one since it was asked last.
    pub fn has_moved(&mut self) -> bool {
        let places = places(&self.folders);
        let has_moved = places != self.places;
        self.places = places;
        has_moved
    }

    /// What stands in the folders and is another than when it was asked last.
    pub fn changed(&mut self) -> Vec<PathBuf> {
        let before = std::mem::replace(&mut self.entries, entries(&self.folders));
        let gone = before.keys().filter(|path| !self.entries.contains_key(*path));
        let others = self.entries.iter().filter(|(path, hash)| before.get(*path) != Some(hash)).map(|(path, _)| path);
        others.chain(gone).cloned().collect()
    }
}

fn places(folders: &[PathBuf]) -> Vec<Option<(u64, u64)>> {
    folders.iter().map(|folder| fs::metadata(folder).ok().map(|said| (said.dev(), said.ino()))).collect()
}

fn entries(folders: &[PathBuf]) -> BTreeMap<PathBuf, u64> {
    let hashed = |path: PathBuf| {
        let mut hasher = DefaultHasher::new();
        look_at(&path, DEEPEST, &mut hasher);
        (path, hasher.finish())
    };
    folders.iter().flat_map(|folder| within(folder)).map(hashed).collect()
}

/// What stands in a folder, in order. Hidden files belong to version control and the like.
fn within(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let shown = entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let mut paths: Vec<PathBuf> = shown.map(|entry| entry.path()).collect();
    paths.sort_unstable();
    paths
}

fn look_at(path: &Path, deepest: usize, hasher: &mut DefaultHasher) {
    let Ok(said) = fs::metadata(path) else { return };
    path.hash(hasher);
    if !said.is_dir() {
        stamp(&said).hash(hasher);
    } else if let Some(deepest) = deepest.checked_sub(1) {
        within(path).iter().for_each(|path| look_at(path, deepest, hasher));
    }
}

/// Another for each content: writing changes the times, and a file put in the place of another has a number of its own.
fn stamp(said: &Metadata) -> impl Hash {
    ((said.dev(), said.ino(), said.len()), (said.mtime(), said.mtime_nsec()), (said.ctime(), said.ctime_nsec()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn what_changed_is_named_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for realm in ["asahi", "minato", ".git"] {
            fs::create_dir_all(root.join(realm).join("clients")).unwrap();
            fs::write(root.join(realm).join("realm.toml"), "a = 1").unwrap();
        }
        // A circle.
        symlink(root, root.join("minato/round")).unwrap();
        let mut sight = Sight::of(vec![root.to_owned(), root.join("absent")]);
        assert!(sight.changed().is_empty());
        fs::write(root.join(".git/realm.toml"), "a = 2").unwrap();
        assert!(sight.changed().is_empty());
        fs::remove_file(root.join("minato/round")).unwrap();
        assert_eq!(sight.changed(), [root.join("minato")]);
        fs::write(root.join("asahi/clients/booking.toml"), "").unwrap();
        fs::write(root.join("base.toml"), "").unwrap();
        assert_eq!(sight.changed(), [root.join("asahi"), root.join("base.toml")]);
        fs::remove_dir_all(root.join("asahi")).unwrap();
        assert_eq!(sight.changed(), [root.join("asahi")]);
        assert!(sight.changed().is_empty() && !sight.has_moved());
    }

    /// As Kubernetes puts a new version of a volume in place.
    #[test]
    fn a_link_that_leads_elsewhere_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for version in ["..1", "..2"] {
            fs::create_dir(root.join(version)).unwrap();
            fs::write(root.join(version).join("secret"), version).unwrap();
        }
        symlink("..1", root.join("..data")).unwrap();
        symlink("..data/secret", root.join("secret")).unwrap();
        let mut sight = Sight::of(vec![root.to_owned(), root.join("..data")]);
        symlink("..2", root.join("..data_tmp")).unwrap();
        fs::rename(root.join("..data_tmp"), root.join("..data")).unwrap();
        assert_eq!(sight.changed(), [root.join("..data/secret"), root.join("secret")]);
        assert!(sight.has_moved() && !sight.has_moved());
    }
}
