//! All realms of a process: found in constant time, replaced one by one.

mod candidate;
mod outcome;
mod state;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use base::RealmName;

use crate::diagnostic::{Diagnostic, Problems};
use crate::examine::{self, Earlier, absolute};
use crate::folder::{Folder, shown};
use crate::last_good::LastGood;
use crate::source::Location;
use crate::{ProcessSettings, Realm, texts};

pub use candidate::{Candidate, Refusal};
pub use outcome::{Outcome, Result as ReloadResult};
pub use state::Report;
use state::State;

/// The issuers under which realms have been served: what members' passkeys and applications hold on to.
pub type Issuers = BTreeMap<RealmName, String>;

/// The realms a process serves. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Realms {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    last_good: LastGood,
    settings: ProcessSettings,
    known: RwLock<BTreeMap<RealmName, State>>,
    issuers: RwLock<Issuers>,
    /// Folders that were found right and whose copies are not in the state directory yet.
    unkept: Mutex<Vec<Folder>>,
    /// Realms that are retired, whatever the copies in the state directory say.
    retired: Mutex<BTreeSet<RealmName>>,
}

/// The answer to "which realm is this?".
#[derive(Clone, Debug)]
pub enum Lookup {
    /// The realm's current snapshot.
    Serving(Arc<Realm>),
    /// The society has left: nobody signs in.
    Retired,
    /// Its files are broken and there is no earlier snapshot: answer with a maintenance page.
    OutOfService,
    /// There is no such realm.
    Unknown,
}

/// Which realms are read anew.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Those named; `None`: all that have a folder, or had one.
    pub names: Option<BTreeSet<RealmName>>,
    /// Those that may be retired because their folder is gone.
    pub may_retire: BTreeSet<RealmName>,
}

/// Why no realm at all could be loaded.
#[derive(Debug, thiserror::Error)]
#[error("the folder of realms {} cannot be read", .folder.display())]
pub struct LoadError {
    folder: PathBuf,
    #[source]
    cause: std::io::Error,
}

impl Realms {
    /// Loads every realm of a folder. A realm with an error is served as it last was, or not at all; the others do
    /// not notice. Returned beside them are all findings, for the log.
    ///
    /// # Errors
    /// When the folder of all realms itself cannot be read, and no copy of any realm is kept.
    pub fn load(root: &Path, state: &Path, settings: &ProcessSettings) -> Result<(Self, Vec<Diagnostic>), LoadError> {
        let realms = Self::unread(root, state, settings, Issuers::default());
        let (candidates, mut diagnostics) = realms.read(&Which::default())?;
        for candidate in candidates {
            let outcome = realms.settle(candidate);
            diagnostics.extend(outcome.findings);
        }
        Ok((realms, diagnostics))
    }

    /// The realms of a folder, of which none has been read yet: for a process that has something to say of each before it
    /// is served. Some have been served before, under issuers that must not change.
    #[must_use]
    pub fn unread(root: &Path, state: &Path, settings: &ProcessSettings, issuers: Issuers) -> Self {
        let shared = Shared {
            root: root.to_owned(),
            last_good: LastGood::below(state),
            settings: settings.clone(),
            known: RwLock::default(),
            issuers: RwLock::new(issuers),
            unkept: Mutex::default(),
            retired: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Reads realms anew and judges them, and changes nothing yet. The findings beside them belong to no realm.
    ///
    /// # Errors
    /// When the folder of all realms itself cannot be read, and no copy of any realm is kept.
    pub fn read(&self, which: &Which) -> Result<(Vec<Candidate>, Vec<Diagnostic>), LoadError> {
        let shared = &*self.shared;
        let unreadable = |cause| LoadError { folder: shared.root.clone(), cause };
        let (present, diagnostics) = match (examine::realm_names(&shared.root), &which.names) {
            (Ok((present, misnamed)), None) => (present, misnamed),
            (Ok((present, _)), Some(_)) => (present, Vec::new()),
            (Err(cause), _) if shared.last_good.names().is_empty() => return Err(unreadable(cause)),
            (Err(_), _) => (Vec::new(), Vec::new()),
        };
        let present: BTreeSet<RealmName> = present.into_iter().collect();
        let wanted = self.wanted(which, &present);
        let (there, gone): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|name| present.contains(name));
        let issuers = self.issuers();
        let others = self.known().iter().map(|(name, state)| (name.clone(), state.standing.clone())).collect();
        let earlier = Earlier { issuers: &issuers, last_good: Some(&shared.last_good) };
        let examined = examine::among((&shared.root, there), others, earlier, &shared.settings);
        let mut candidates: Vec<Candidate> = examined.into_iter().map(|one| Candidate::judged(one, self)).collect();
        candidates.extend(gone.into_iter().map(|name| {
            let retire = which.may_retire.contains(&name);
            Candidate::gone(name, retire, self)
        }));
        Ok((candidates, diagnostics))
    }

    /// Those that are meant, and those that wait for another to change: two realms that cannot be served side by side.
    fn wanted(&self, which: &Which, present: &BTreeSet<RealmName>) -> BTreeSet<RealmName> {
        let known = self.known();
        match &which.names {
            None => {
                let kept = self.shared.last_good.names();
                present.iter().cloned().chain(known.keys().cloned()).chain(kept).collect()
            }
            Some(names) => {
                let waiting = known.iter().filter(|(_, state)| state.waits_for_others).map(|(name, _)| name.clone());
                names.iter().cloned().chain(waiting).collect()
            }
        }
    }

    /// The realm of a path segment.
    #[must_use]
    pub fn find(&self, name: &str) -> Lookup {
        let Ok(name) = name.parse::<RealmName>() else { return Lookup::Unknown };
        self.known().get(&name).map_or(Lookup::Unknown, State::answer)
    }

    /// Every realm that can be served, by name.
    #[must_use]
    pub fn serving(&self) -> Vec<Arc<Realm>> {
        let answers = self.known().values().map(State::answer).collect::<Vec<_>>();
        answers
            .into_iter()
            .filter_map(|answer| match answer {
                Lookup::Serving(realm) => Some(realm),
                _ => None,
            })
            .collect()
    }

    /// What is said about every realm that is known.
    #[must_use]
    pub fn report(&self) -> BTreeMap<RealmName, Report> {
        self.known().iter().map(|(name, state)| (name.clone(), state.report())).collect()
    }

    /// The realms that a file belongs to: by its place in their folders, because they are based on it, or because it is
    /// one of their secrets. A secret can also change without its own name being told, when a link elsewhere in its
    /// folder leads to other files; so what is nobody's in the folder of secrets touches all that have secrets beside or
    /// below it. A link in the folder of all realms that is no realm, and that folder itself, touch all.
    #[must_use]
    pub fn touched_by(&self, path: &Path) -> BTreeSet<RealmName> {
        // Watchers name whole paths, settings need not.
        let (path, root) = (absolute(path), absolute(&self.shared.root));
        let mut touched = self.dependants_of(&path);
        if touched.is_empty() && path.starts_with(absolute(&self.shared.settings.secrets_dir)) {
            touched.extend(path.parent().map(|beside| self.dependants_of(beside)).into_iter().flatten());
        }
        let Ok(within) = path.strip_prefix(&root) else { return touched };
        let mut parts = within.components();
        let first = parts.next().and_then(|first| first.as_os_str().to_str());
        let is_deeper = parts.next().is_some();
        let name = first.filter(|first| *first != examine::SCHEMA).and_then(|first| first.parse::<RealmName>().ok());
        match name {
            Some(name) if is_deeper || !path.is_file() => touched.extend([name]),
            None if within.as_os_str().is_empty() || touched.is_empty() && !is_deeper && path.is_symlink() => {
                let present = examine::realm_names(&root).map(|(present, _)| present).unwrap_or_default();
                touched.extend(self.wanted(&Which::default(), &present.into_iter().collect()));
            }
            _ => {}
        }
        touched
    }

    /// The realms that depend on a file outside their folders, or on one below a folder.
    fn dependants_of(&self, path: &Path) -> BTreeSet<RealmName> {
        let from = (Bound::Included(path), Bound::Unbounded);
        let depends =
            |state: &State| state.outside.range::<Path, _>(from).next().is_some_and(|file| file.starts_with(path));
        self.known().iter().filter(|(_, state)| depends(state)).map(|(name, _)| name.clone()).collect()
    }

    /// Says which realms are retired, as whoever remembers it knows: what a process keeps of them from before, it does
    /// not serve. One whose own files are right and say otherwise is served.
    pub fn have_retired(&self, names: impl IntoIterator<Item = RealmName>) {
        self.shared.retired.lock().unwrap_or_else(PoisonError::into_inner).extend(names);
    }

    fn has_retired(&self, name: &RealmName) -> bool {
        self.shared.retired.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }

    /// The issuers that are remembered.
    #[must_use]
    pub fn issuers(&self) -> Issuers {
        self.shared.issuers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers under which issuer a realm is served: from now on it may not change.
    pub fn remember(&self, name: &RealmName, issuer: &str) {
        let mut issuers = self.shared.issuers.write().unwrap_or_else(PoisonError::into_inner);
        issuers.insert(name.clone(), issuer.to_owned());
    }

    /// Keeps copies of what was found right since the last time, for the day when it no longer is. Apart from loading,
    /// because a copy must be safe on the disk, which takes longer than reading it; and because only who serves a realm
    /// may say that it was good.
    pub fn keep_last_good(&self) -> Vec<Diagnostic> {
        let unkept = std::mem::take(&mut *self.shared.unkept.lock().unwrap_or_else(PoisonError::into_inner));
        let mut findings = Vec::new();
        for folder in unkept {
            let kept = &self.shared.last_good;
            if let Err(cause) = if kept.holds(&folder) { Ok(()) } else { kept.keep(&folder) } {
                let mut problems = Problems::default();
                problems.add(&texts::NOT_KEPT, Location::whole(&*folder.path), &[("cause", cause.into())]);
                findings.extend(problems.into_sorted(Some(&folder.name)));
            }
        }
        findings
    }

    fn known(&self) -> RwLockReadGuard<'_, BTreeMap<RealmName, State>> {
        self.shared.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<RealmName, State>> {
        self.shared.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a realm's folder is, or was, as people know it.
    fn folder_of(&self, name: &RealmName) -> Location {
        Location::whole(shown(&self.shared.root.join(name.as_str())))
    }
}
