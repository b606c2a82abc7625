//! All realms of a process: found in constant time, replaced one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::RealmName;

use crate::Realm;

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

impl Realms {
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
