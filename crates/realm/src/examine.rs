//! The judgement over folders: what is wrong with each, and the realm of each in which nothing is.
//!
//! Command and server both come through here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::RealmName;

use crate::addresses::Addresses;
use crate::diagnostic::{Diagnostic, Problems};
use crate::folder::{Bundle, Folder, shown, texts};
use crate::realms::Issuers;
use crate::rules::{self, Neighbour, Neighbours, Standing, Whole};
use crate::source::Location;
use crate::{ProcessSettings, Realm, build};

/// A realm's folder after the judgement.
#[derive(Debug)]
pub(crate) struct Examined {
    /// The folder's content.
    pub folder: Folder,
    /// The realm, when there is no error.
    pub realm: Option<Arc<Realm>>,
    /// All findings, file by file.
    pub findings: Vec<Diagnostic>,
    /// What no other realm may share with it.
    pub standing: Standing,
    /// Files outside the folder that it depends on.
    pub outside: Vec<PathBuf>,
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
        if name.starts_with('.') || name == SCHEMA || !entry.path().is_dir() {
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
    among((root, names), BTreeMap::new(), &Issuers::default(), settings)
}

/// Judges some realms of a folder, beside others as they are known, and beside the issuers that they were served under.
pub(crate) fn among(
    (root, names): (&Path, Vec<RealmName>),
    mut others: BTreeMap<RealmName, Standing>,
    issuers: &Issuers,
    settings: &ProcessSettings,
) -> Vec<Examined> {
    let read = in_parallel(names, |name| Read::from_disk(root, name, settings));
    others.extend(read.iter().map(|one| (one.folder.name.clone(), one.standing.clone())));
    let neighbours = Neighbours::of(&others);
    in_parallel(read, |one| {
        let served_as = issuers.get(&one.folder.name).map(String::as_str);
        one.judge(Some((&neighbours, served_as)), settings)
    })
}

/// Judges one folder by itself.
pub(crate) fn one(folder: Folder, settings: &ProcessSettings) -> Examined {
    Read::new(folder, Problems::default(), settings).judge(None, settings)
}

/// Works through a list on all processors, and keeps its order.
fn in_parallel<T: Send, U: Send>(items: Vec<T>, work: impl Fn(T) -> U + Sync) -> Vec<U> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let length = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    let mut parts: Vec<Vec<T>> = Vec::new();
    while items.len() > 0 {
        parts.push(items.by_ref().take(length).collect());
    }
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            parts.into_iter().map(|part| scope.spawn(move || part.into_iter().map(work).collect::<Vec<U>>())).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// A folder that has been read.
struct Read {
    folder: Folder,
    bundle: Bundle,
    addresses: Addresses,
    standing: Standing,
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
        let standing = Standing::of(&addresses.issuer, &addresses.portal_url);
        Self { folder, bundle, addresses, standing, problems }
    }

    fn judge(self, beside: Option<(&Neighbours, Option<&str>)>, settings: &ProcessSettings) -> Examined {
        let Self { folder, bundle, addresses, standing, mut problems } = self;
        rules::check(&Whole { bundle: &bundle, addresses: &addresses, settings }, &mut problems);
        let right_alone = !problems.any_error();
        if let Some((neighbours, served_as)) = beside {
            let place = |pointer| match &bundle.realm {
                Some(parsed) => parsed.at(pointer),
                None => Location::whole(format!("{}/realm.toml", folder.path)),
            };
            let places = [place("/issuer"), place("/portal_url")];
            let one = Neighbour { name: &folder.name, standing: &standing, places };
            rules::check_across(&one, neighbours, settings.development, &mut problems);
            rules::check_identity(&one, served_as, settings.development, &mut problems);
        }
        let outside = outside(&folder, &bundle, settings);
        let waits_for_others = right_alone && problems.any_error();
        let realm = (!problems.any_error()).then(|| build::realm(&folder, bundle, addresses, settings)).flatten();
        let findings = problems.into_sorted(Some(&folder.name));
        Examined { folder, realm: realm.map(Arc::new), findings, standing, outside, waits_for_others }
    }
}

/// The files outside a folder that what it says depends on.
fn outside(folder: &Folder, bundle: &Bundle, settings: &ProcessSettings) -> Vec<PathBuf> {
    let bases = folder.outside().map(PathBuf::from);
    let clients = bundle.clients.values().flat_map(|client| [&client.file.secret, &client.file.next_secret]);
    let realm = bundle.realm.as_ref().and_then(|realm| realm.file.registration.as_ref());
    let registration = realm.map(|table| [&table.initial_access_token, &table.next_initial_access_token]);
    let provider = bundle.portal.as_ref().and_then(|portal| portal.file.provider.as_ref());
    let references = clients.chain(registration.into_iter().flatten()).flatten();
    let references = references.chain(provider.map(|provider| &provider.secret));
    let secrets = references.filter_map(|reference| Some(settings.secrets_dir.join(reference.file.as_ref()?)));
    bases.chain(secrets).collect()
}
