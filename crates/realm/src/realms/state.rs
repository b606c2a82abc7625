//! What is known about one realm.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Lookup, ReloadResult};
use crate::Realm;
use crate::rules::Standing;

/// One realm of the process.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub served: Served,
    /// What became of its files when they were read last.
    pub last: ReloadResult,
    /// What others must not share with it, as its files say.
    pub standing: Standing,
    /// Files outside its folder that it depends on: what it is based on, its secrets.
    pub outside: BTreeSet<PathBuf>,
    /// It could be served if it were not for another realm.
    pub waits_for_others: bool,
}

/// What is answered under a realm's name.
#[derive(Clone, Debug)]
pub(super) enum Served {
    Realm(Arc<Realm>),
    Retired,
    Nothing,
}

/// What a process says about one realm that it knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The hash of the content that is served; `None` when none is.
    pub hash: Option<String>,
    /// What became of the files when they were read last.
    pub last: ReloadResult,
}

impl State {
    pub fn report(&self) -> Report {
        let hash = match &self.served {
            Served::Realm(realm) => Some(realm.content_hash.clone()),
            Served::Retired | Served::Nothing => None,
        };
        Report { hash, last: self.last }
    }

    pub fn answer(&self) -> Lookup {
        match &self.served {
            Served::Realm(realm) => Lookup::Serving(Arc::clone(realm)),
            Served::Retired => Lookup::Retired,
            Served::Nothing => Lookup::OutOfService,
        }
    }
}
