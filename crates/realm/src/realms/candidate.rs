//! A realm that was read anew, before it takes the place of what is served.

use std::sync::Arc;

use base::RealmName;

use super::{Lookup, Realms};
use crate::diagnostic::{Diagnostic, Problems};
use crate::examine::{self, Examined};
use crate::{Realm, texts};

/// A realm as its files are now, beside what is served.
#[derive(Debug)]
pub struct Candidate {
    pub(super) name: RealmName,
    /// What is answered now; `None` when the process has not seen the realm yet.
    pub(super) now: Option<Lookup>,
    pub(super) files: Files,
}

/// Why right files are not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// So many members would lose their only method.
    LocksOut(u64),
    /// How many members would lose their only method cannot be known now.
    Undecided,
    /// The terms in force are those of `before`, and would be those of `after`, which is earlier.
    TermsGoBack {
        /// The version in force.
        before: String,
        /// The version that would be; `-` for none.
        after: String,
    },
}

/// What became of a realm's files.
#[derive(Debug)]
pub(super) enum Files {
    /// They were judged.
    Judged(Box<Examined>),
    /// The folder is gone.
    Gone {
        /// Whether that is meant.
        retire: bool,
    },
    /// They may not be served, for a reason that is not in the files.
    Refused(Vec<Diagnostic>, Box<Examined>),
}

impl Candidate {
    pub(super) fn judged(examined: Examined, realms: &Realms) -> Self {
        let name = examined.folder.name.clone();
        let now = realms.known().get(&name).map(super::State::answer);
        Self { name, now, files: Files::Judged(Box::new(examined)) }
    }

    pub(super) fn gone(name: RealmName, retire: bool, realms: &Realms) -> Self {
        let now = realms.known().get(&name).map(super::State::answer);
        Self { name, now, files: Files::Gone { retire } }
    }

    /// The realm's name.
    #[must_use]
    pub const fn name(&self) -> &RealmName {
        &self.name
    }

    /// What it would be served as; `None` when its files are broken or gone.
    #[must_use]
    pub fn after(&self) -> Option<&Arc<Realm>> {
        match &self.files {
            Files::Judged(examined) => examined.realm.as_ref(),
            Files::Gone { .. } | Files::Refused(..) => None,
        }
    }

    /// What it is served as; at the start, what it was served as last. `None` when there is nothing.
    #[must_use]
    pub fn before(&self, realms: &Realms) -> Option<Arc<Realm>> {
        match &self.now {
            Some(Lookup::Serving(realm)) => Some(Arc::clone(realm)),
            Some(_) => None,
            None if self.is_kept() => self.after().filter(|realm| !realm.retired).cloned(),
            None if realms.has_retired(&self.name) => None,
            None => {
                let kept = realms.shared.last_good.find(&self.name)?;
                examine::one(kept.folder, &realms.shared.settings).realm.filter(|realm| !realm.retired)
            }
        }
    }

    /// Whether its files are those that were found right last.
    fn is_kept(&self) -> bool {
        matches!(&self.files, Files::Judged(examined) if examined.is_kept)
    }

    /// The same, not to be served for a reason: what is served stays; at the start, what was served last.
    #[must_use]
    pub fn refused(self, why: &Refusal, realms: &Realms) -> Self {
        let mut problems = Problems::default();
        let at = realms.folder_of(&self.name);
        match why {
            Refusal::LocksOut(members) => problems.add(&texts::LOCKS_OUT, at, &[("members", (*members).into())]),
            Refusal::Undecided => problems.add(&texts::UNDECIDED, at, &[]),
            Refusal::TermsGoBack { before, after } => {
                let values = [("before", before.as_str().into()), ("after", after.as_str().into())];
                problems.add(&texts::TERMS_GO_BACK, at, &values);
            }
        }
        let why = problems.into_sorted(Some(&self.name));
        let files = match self.files {
            Files::Judged(examined) => Files::Refused(why, examined),
            files => files,
        };
        Self { files, ..self }
    }
}
