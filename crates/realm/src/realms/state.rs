//! What is known about one realm.

use std::path::PathBuf;
use std::sync::Arc;

use super::Lookup;
use crate::Realm;
use crate::rules::Standing;

/// One realm of the process.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub served: Served,
    /// What others must not share with it, as its files say.
    pub standing: Standing,
    /// Files outside its folder that it depends on: what it is based on, its secrets.
    pub outside: Vec<PathBuf>,
    /// It could be served if it were not for another realm.
    pub waits_for_others: bool,
}

/// What is answered under a realm's name.
#[derive(Clone, Debug)]
pub(super) enum Served {
    Realm(Arc<Realm>),
    /// Retired, and the hash of its files.
    Retired,
    Nothing,
}

impl State {
    pub fn answer(&self) -> Lookup {
        match &self.served {
            Served::Realm(realm) => Lookup::Serving(Arc::clone(realm)),
            Served::Retired => Lookup::Retired,
            Served::Nothing => Lookup::OutOfService,
        }
    }
}
