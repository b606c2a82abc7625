//! All realms of a process: found in constant time, replaced one by one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::RealmName;

use crate::diagnostic::{Diagnostic, Problems};
use crate::examine::{self, Examined};
use crate::last_good::LastGood;
use crate::source::Location;
use crate::{ProcessSettings, Realm, texts};

/// The realms a process serves. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Realms {
    known: Arc<BTreeMap<RealmName, State>>,
}

/// What is known about one realm.
#[derive(Clone, Debug)]
enum State {
    Serving(Arc<Realm>),
    OutOfService,
}

/// The answer to "which realm is this?".
#[derive(Clone, Debug)]
pub enum Lookup {
    /// The realm's current snapshot.
    Serving(Arc<Realm>),
    /// Its files are broken and there is no earlier snapshot: answer with a maintenance page.
    OutOfService,
    /// There is no such realm.
    Unknown,
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
    /// When the folder of all realms itself cannot be read.
    pub fn load(root: &Path, state: &Path, settings: &ProcessSettings) -> Result<(Self, Vec<Diagnostic>), LoadError> {
        let unreadable = |cause| LoadError { folder: root.to_owned(), cause };
        let (names, mut diagnostics) = examine::realm_names(root).map_err(unreadable)?;
        let last_good = LastGood::below(state);
        let mut known = BTreeMap::new();
        for examined in examine::all(root, names, settings) {
            let name = examined.folder.name.clone();
            known.insert(name, settle(examined, &last_good, settings, &mut diagnostics));
        }
        Ok((Self { known: Arc::new(known) }, diagnostics))
    }

    /// The realm of a path segment.
    #[must_use]
    pub fn find(&self, name: &str) -> Lookup {
        let state = name.parse::<RealmName>().ok().and_then(|name| self.known.get(&name));
        match state {
            Some(State::Serving(realm)) => Lookup::Serving(Arc::clone(realm)),
            Some(State::OutOfService) => Lookup::OutOfService,
            None => Lookup::Unknown,
        }
    }

    /// Every realm that can be served, by name.
    #[must_use]
    pub fn serving(&self) -> Vec<Arc<Realm>> {
        self.known
            .values()
            .filter_map(|state| match state {
                State::Serving(realm) => Some(Arc::clone(realm)),
                State::OutOfService => None,
            })
            .collect()
    }
}

/// How a realm is served after the judgement over its folder.
fn settle(
    examined: Examined,
    last_good: &LastGood,
    settings: &ProcessSettings,
    diagnostics: &mut Vec<Diagnostic>,
) -> State {
    let Examined { folder, realm, findings } = examined;
    diagnostics.extend(findings);
    let mut problems = Problems::default();
    let whole = Location::whole(&*folder.path);
    let state = if let Some(realm) = realm {
        if let Err(cause) = last_good.keep(&folder) {
            problems.add(&texts::NOT_KEPT, whole, &[("cause", cause.into())]);
        }
        State::Serving(Arc::new(realm))
    } else {
        let kept = last_good.find(&folder.name).and_then(|kept| examine::one(kept, settings).realm);
        let finding = if kept.is_some() { &texts::SERVED_AS_BEFORE } else { &texts::NOT_SERVED };
        problems.add(finding, whole, &[]);
        kept.map_or(State::OutOfService, |realm| State::Serving(Arc::new(realm)))
    };
    diagnostics.extend(problems.into_sorted(Some(&folder.name)));
    state
}
