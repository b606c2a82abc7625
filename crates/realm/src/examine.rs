//! The judgement over folders: what is wrong with each, and the realm of each in which nothing is.
//!
//! Command and server both come through here.

use std::path::Path;

use base::RealmName;

use crate::addresses::Addresses;
use crate::diagnostic::{Diagnostic, Problems};
use crate::folder::{Bundle, Folder, shown, texts};
use crate::rules::{self, Neighbour, Whole};
use crate::source::Location;
use crate::{ProcessSettings, Realm, build};

/// A realm's folder after the judgement.
pub(crate) struct Examined {
    /// The folder's content.
    pub folder: Folder,
    /// The realm, when there is no error.
    pub realm: Option<Realm>,
    /// All findings, file by file.
    pub findings: Vec<Diagnostic>,
}

/// The folders of realms in the folder of all realms, by name. Those that cannot be realms are noted.
pub(crate) fn realm_names(root: &Path) -> std::io::Result<(Vec<RealmName>, Vec<Diagnostic>)> {
    let (mut names, mut problems) = (Vec::new(), Problems::default());
    for entry in root.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // `schema` holds what editors need; hidden folders belong to version control and the like.
        if name.starts_with('.') || name == "schema" || !entry.path().is_dir() {
            continue;
        }
        match name.parse() {
            Ok(name) => names.push(name),
            Err(_) => problems.add(&texts::BAD_REALM_NAME, Location::whole(shown(&entry.path())), &[]),
        }
    }
    names.sort();
    Ok((names, problems.into_sorted(None)))
}

/// Judges all realms of a folder, each by itself and then beside the others.
pub(crate) fn all(root: &Path, names: Vec<RealmName>, settings: &ProcessSettings) -> Vec<Examined> {
    let mut read: Vec<Read> = names.into_iter().map(|name| Read::from_disk(root, name, settings)).collect();
    let neighbours: Vec<Neighbour> = read.iter().map(Read::as_neighbour).collect();
    for (one, neighbour) in read.iter_mut().zip(&neighbours) {
        rules::check_across(neighbour, &neighbours, settings.development, &mut one.problems);
    }
    read.into_iter().map(|one| one.judge(settings)).collect()
}

/// Judges one folder by itself.
pub(crate) fn one(folder: Folder, settings: &ProcessSettings) -> Examined {
    Read::new(folder, Problems::default(), settings).judge(settings)
}

/// A folder that has been read.
struct Read {
    folder: Folder,
    bundle: Bundle,
    addresses: Addresses,
    problems: Problems,
}

impl Read {
    fn from_disk(root: &Path, name: RealmName, settings: &ProcessSettings) -> Self {
        let mut problems = Problems::default();
        let folder = Folder::read(root, name, &mut problems);
        Self::new(folder, problems, settings)
    }

    fn new(folder: Folder, mut problems: Problems, settings: &ProcessSettings) -> Self {
        let bundle = Bundle::read(&folder, &mut problems);
        let file = bundle.realm.as_ref().map(|parsed| &parsed.file);
        let addresses = Addresses::of(&folder.name, file, settings);
        Self { folder, bundle, addresses, problems }
    }

    fn as_neighbour(&self) -> Neighbour {
        let place = |pointer| match &self.bundle.realm {
            Some(parsed) => parsed.at(pointer),
            None => Location::whole(format!("{}/realm.toml", self.folder.path)),
        };
        Neighbour {
            name: self.folder.name.clone(),
            addresses: self.addresses.clone(),
            issuer_at: place("/issuer"),
            portal_at: place("/portal_url"),
        }
    }

    fn judge(self, settings: &ProcessSettings) -> Examined {
        let Self { folder, bundle, addresses, mut problems } = self;
        rules::check(&Whole { bundle: &bundle, addresses: &addresses, settings }, &mut problems);
        let realm = if problems.any_error() { None } else { build::realm(&folder, bundle, addresses, settings) };
        let findings = problems.into_sorted(Some(&folder.name));
        Examined { folder, realm, findings }
    }
}
