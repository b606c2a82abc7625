//! The judgement over folders: what is wrong with each, and the realm of each in which nothing is.
//!
//! Command and server both come through here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base::RealmName;

use crate::addresses::Addresses;
use crate::diagnostic::{Diagnostic, Problems};
use crate::folder::{Bundle, Folder, shown, texts};
use crate::last_good::LastGood;
use crate::realms::Issuers;
use crate::rules::{self, Neighbour, Neighbours, Standing, Whole};
use crate::secrets::Secrets;
use crate::source::Location;
use crate::{ProcessSettings, Realm, build};

/// A realm's folder after the judgement.
#[derive(Debug)]
pub(crate) struct Examined {
    /// The folder. Its content is forgotten when the copy that is kept of it is the same.
    pub folder: Folder,
    /// A copy of the content is kept.
    pub is_kept: bool,
    /// The realm, when there is no error.
    pub realm: Option<Arc<Realm>>,
    /// All findings, file by file.
    pub findings: Vec<Diagnostic>,
    /// What no other realm may share with it.
    pub standing: Standing,
    /// Files outside the folder that it depends on, by whole paths.
    pub outside: BTreeSet<PathBuf>,
    /// Only other realms keep it from being served.
    pub waits_for_others: bool,
}

/// What editors need stands in this folder.
pub(crate) const SCHEMA: &str = "schema";

/// The folders of realms in the folder of all realms, by name. Those that cannot be realms are noted.
pub(crate) fn realm_names(root: &Path) -> std::io::Result<(Vec<RealmName>, Vec<Diagnostic>)> {
    let (mut names, mut problems) = (Vec::new(), Problems::default());
    for entry in root.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Hidden folders belong to version control and the like.
        if name.starts_with('.') || name == SCHEMA || !is_folder(&entry) {
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

/// Whether an entry is a folder, or leads to one.
fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_dir() || kind.is_symlink() && entry.path().is_dir())
}

/// Judges all realms of a folder, each by itself and then beside the others.
pub(crate) fn all(root: &Path, names: Vec<RealmName>, settings: &ProcessSettings) -> Vec<Examined> {
    among((root, names), BTreeMap::new(), Earlier::nothing(), settings)
}

/// What is remembered of realms from earlier.
#[derive(Clone, Copy)]
pub(crate) struct Earlier<'a> {
    /// Under which issuers they were served.
    pub issuers: &'a Issuers,
    /// Copies of what was right; `None` when whoever asks needs the folders' content whether or not a copy is kept.
    pub last_good: Option<&'a LastGood>,
}

impl Earlier<'_> {
    const fn nothing() -> Self {
        const NEVER: &Issuers = &Issuers::new();
        Self { issuers: NEVER, last_good: None }
    }
}

/// Judges some realms of a folder, beside others as they are known, and beside what is remembered of them.
///
/// Of each folder nothing is left but its realm before the next is read: the files of a thousand societies would take many
/// times the room that the societies do.
pub(crate) fn among(
    (root, names): (&Path, Vec<RealmName>),
    mut others: BTreeMap<RealmName, Standing>,
    earlier: Earlier<'_>,
    settings: &ProcessSettings,
) -> Vec<Examined> {
    let alone = in_parallel(names, |name| {
        let mut problems = Problems::default();
        let folder = Folder::read(root, name, &mut problems);
        Alone::judge(folder, problems, settings).kept_by(earlier.last_good)
    });
    others.extend(alone.iter().map(|one| (one.folder.name.clone(), one.standing.clone())));
    let neighbours = Neighbours::of(&others);
    let beside = |one: Alone| {
        let served_as = earlier.issuers.get(&one.folder.name).map(String::as_str);
        one.beside(&neighbours, served_as, settings).examined()
    };
    alone.into_iter().map(beside).collect()
}

/// Judges one folder by itself.
pub(crate) fn one(folder: Folder, settings: &ProcessSettings) -> Examined {
    Alone::judge(folder, Problems::default(), settings).examined()
}

/// Works through a list on all processors, whoever is free taking the next, and keeps its order.
fn in_parallel<T: Send, U: Send>(items: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let items = Mutex::new(items.into_iter().enumerate());
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    let turn = || std::iter::from_fn(next).map(|(place, item)| (place, work(item))).collect::<Vec<_>>();
    let mut done: Vec<(usize, U)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(turn)).collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.flat_map(|done| done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, done)| done).collect()
}

/// A folder that was judged by itself.
struct Alone {
    folder: Folder,
    is_kept: bool,
    realm: Option<Realm>,
    problems: Problems,
    standing: Standing,
    /// Where its issuer and its portal's address are written, or would be.
    places: [Location; 2],
    outside: BTreeSet<PathBuf>,
    /// Nothing is wrong with it.
    is_right: bool,
}

impl Alone {
    fn judge(folder: Folder, mut problems: Problems, settings: &ProcessSettings) -> Self {
        let bundle = Bundle::read(&folder, &mut problems);
        let file = bundle.realm.as_ref().map(|parsed| &parsed.file);
        let addresses = Addresses::of(&folder.name, file, settings);
        let standing = Standing::of(&addresses.issuer, &addresses.portal_url);
        let secrets = Secrets::in_directory(&settings.secrets_dir);
        let whole = Whole { name: &folder.name, bundle: &bundle, addresses: &addresses, settings, secrets: &secrets };
        rules::check(&whole, &mut problems);
        let place = |pointer| match &bundle.realm {
            Some(parsed) => parsed.at(pointer),
            None => Location::whole(format!("{}/realm.toml", folder.path)),
        };
        let places = [place("/issuer"), place("/portal_url")];
        let outside = outside(&folder, &bundle, settings);
        let is_right = !problems.any_error();
        let realm = is_right.then(|| build::realm(&folder, bundle, addresses, (settings, &secrets))).flatten();
        Self { folder, is_kept: false, realm, problems, standing, places, outside, is_right }
    }

    /// The same without the content, if a copy of it is kept.
    fn kept_by(mut self, last_good: Option<&LastGood>) -> Self {
        self.is_kept = self.is_right && last_good.is_some_and(|last_good| last_good.holds(&self.folder));
        if self.is_kept {
            self.folder.files.clear();
        }
        self
    }

    /// The same, judged beside others and what it was before.
    fn beside(mut self, neighbours: &Neighbours, served_as: Option<&str>, settings: &ProcessSettings) -> Self {
        let one = Neighbour { name: &self.folder.name, standing: &self.standing, places: self.places.clone() };
        rules::check_across(&one, neighbours, settings.development, &mut self.problems);
        rules::check_identity(&one, served_as, settings.development, &mut self.problems);
        self
    }

    fn examined(self) -> Examined {
        let Self { folder, is_kept, realm, problems, standing, outside, is_right, .. } = self;
        let right_beside_others = !problems.any_error();
        let realm = realm.filter(|_| right_beside_others).map(Arc::new);
        let findings = problems.into_sorted(Some(&folder.name));
        let waits_for_others = is_right && !right_beside_others;
        Examined { folder, is_kept, realm, findings, standing, outside, waits_for_others }
    }
}

/// The files outside a folder that what it says depends on.
fn outside(folder: &Folder, bundle: &Bundle, settings: &ProcessSettings) -> BTreeSet<PathBuf> {
    let bases = folder.outside().map(PathBuf::from);
    let clients = bundle.clients.values().flat_map(|client| [&client.file.secret, &client.file.next_secret]);
    let realm = bundle.realm.as_ref().and_then(|realm| realm.file.registration.as_ref());
    let registration = realm.map(|table| [&table.initial_access_token, &table.next_initial_access_token]);
    let provider = bundle.portal.as_ref().and_then(|portal| portal.file.provider.as_ref());
    let references = clients.chain(registration.into_iter().flatten()).flatten();
    let references = references.chain(provider.map(|provider| &provider.secret));
    let tax_file = bundle.portal.as_ref().and_then(|portal| portal.file.tax_file.as_ref());
    let references = references.chain(tax_file.into_iter().flat_map(|table| [&table.key, &table.certificate]));
    let secrets = references.filter_map(|reference| Some(settings.secrets_dir.join(reference.file.as_ref()?)));
    bases.chain(secrets).map(|path| absolute(&path)).collect()
}

/// A path from the root of the file system.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
