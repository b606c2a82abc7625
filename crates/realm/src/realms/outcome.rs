//! A candidate takes the place of what was served, or does not.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use base::RealmName;
use serde::{Deserialize, Serialize};

use super::candidate::{Candidate, Files};
use super::state::{Served, State};
use super::{Lookup, Realms};
use crate::diagnostic::{Diagnostic, Finding, Problems};
use crate::examine::{self, Examined};
use crate::rules::Standing;
use crate::texts;

/// What became of a realm that was read anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The realm.
    pub name: RealmName,
    /// What became of it.
    pub result: Result,
    /// What was found in its files.
    pub findings: Vec<Diagnostic>,
}

impl Outcome {
    /// Whether it is to be tried again, because it could not be known whom the change locks out.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.findings.iter().any(|found| found.code == texts::UNDECIDED.code)
    }
}

/// What became of a realm that was read anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Result {
    /// Its files are served from now on.
    Served,
    /// Its files were served already.
    Unchanged,
    /// From now on nobody signs in.
    Retired,
    /// Its files are broken: it is served as it was.
    Broken,
    /// Its files are broken, and it was never right.
    OutOfService,
    /// Its folder is gone: it is served as it was.
    Gone,
    /// It is served as it was, because somebody must say first that the change is meant.
    Refused,
}

impl Realms {
    /// Lets a candidate take the place of what is served, in one step: whoever asks gets the one or the other. What is
    /// not right changes nothing.
    pub fn settle(&self, candidate: Candidate) -> Outcome {
        let Candidate { name, now, files } = candidate;
        let (result, findings) = match files {
            Files::Judged(examined) => self.settle_judged(&name, now, *examined),
            Files::Gone { retire } => self.settle_gone(&name, now, retire),
            Files::Refused(mut why, mut examined) => {
                why.append(&mut examined.findings);
                if now.is_none() {
                    self.serve_last_good_of(&name, *examined);
                }
                (Result::Refused, why)
            }
        };
        if let Some(state) = self.known_mut().get_mut(&name) {
            state.last = result;
        }
        Outcome { name, result, findings }
    }

    fn settle_judged(&self, name: &RealmName, now: Option<Lookup>, examined: Examined) -> (Result, Vec<Diagnostic>) {
        let Examined { folder, is_kept, realm, mut findings, standing, outside, waits_for_others } = examined;
        let last = Result::Served;
        let state = |served| State { served, last, standing, outside, waits_for_others };
        let Some(realm) = realm else {
            let kept = || self.shared.last_good.find(name);
            let (served, result) = match now {
                Some(Lookup::Serving(realm)) => (Served::Realm(realm), Result::Broken),
                Some(Lookup::Retired) => (Served::Retired, Result::Broken),
                _ => match kept().and_then(|kept| self.serve_kept(kept)) {
                    Some(served) => (served, Result::Broken),
                    None => (Served::Nothing, Result::OutOfService),
                },
            };
            let finding = if result == Result::Broken { &texts::SERVED_AS_BEFORE } else { &texts::NOT_SERVED };
            findings.extend(self.told(name, finding));
            self.known_mut().insert(name.clone(), state(served));
            return (result, findings);
        };
        if !realm.retired {
            self.shared.retired.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        }
        let (served, result) = match now {
            // Secrets may have changed although no file of the folder has.
            _ if realm.retired => (Served::Retired, Result::Retired),
            Some(Lookup::Serving(before)) if before.content_hash == realm.content_hash => {
                (Served::Realm(realm), Result::Unchanged)
            }
            _ => (Served::Realm(realm), Result::Served),
        };
        if !is_kept {
            self.shared.unkept.lock().unwrap_or_else(PoisonError::into_inner).push(folder);
        }
        self.known_mut().insert(name.clone(), state(served));
        (result, findings)
    }

    /// At the start nothing is served yet that could stay.
    fn serve_last_good_of(&self, name: &RealmName, refused: Examined) {
        if let Some(served) = self.shared.last_good.find(name).and_then(|kept| self.serve_kept(kept)) {
            self.put(name, served);
            if let Some(state) = self.known_mut().get_mut(name) {
                state.outside = refused.outside;
            }
        }
    }

    fn settle_gone(&self, name: &RealmName, now: Option<Lookup>, retire: bool) -> (Result, Vec<Diagnostic>) {
        let served = match now {
            Some(Lookup::Serving(realm)) => Some(Served::Realm(realm)),
            Some(Lookup::Retired) => Some(Served::Retired),
            Some(Lookup::OutOfService | Lookup::Unknown) | None => {
                self.shared.last_good.find(name).and_then(|kept| self.serve_kept(kept))
            }
        };
        match served {
            // What was never served, or has been retired, is not missed.
            None => {
                self.known_mut().remove(name);
                (Result::OutOfService, self.told(name, &texts::NO_FOLDER))
            }
            Some(served @ Served::Retired) => {
                self.put(name, served);
                (Result::Retired, Vec::new())
            }
            Some(_) if retire => {
                let mut findings = self.told(name, &texts::RETIRED_NOW);
                if let Err(cause) = self.shared.last_good.retire(name) {
                    let mut problems = Problems::default();
                    problems.add(&texts::NOT_KEPT, self.folder_of(name), &[("cause", cause.into())]);
                    findings.extend(problems.into_sorted(Some(name)));
                }
                self.put(name, Served::Retired);
                (Result::Retired, findings)
            }
            Some(served) => {
                self.put(name, served);
                (Result::Gone, self.told(name, &texts::GONE))
            }
        }
    }

    /// Replaces what is served and leaves the rest that is known.
    fn put(&self, name: &RealmName, served: Served) {
        let mut known = self.known_mut();
        match known.get_mut(name) {
            Some(state) => state.served = served,
            None => {
                let standing = match &served {
                    Served::Realm(realm) => Standing::of(&realm.issuer, &realm.portal_url),
                    Served::Retired | Served::Nothing => Standing::default(),
                };
                let (last, outside) = (Result::Gone, BTreeSet::new());
                let state = State { served, last, standing, outside, waits_for_others: false };
                known.insert(name.clone(), state);
            }
        }
    }

    fn serve_kept(&self, kept: crate::last_good::Kept) -> Option<Served> {
        if kept.retired || self.has_retired(&kept.folder.name) {
            return Some(Served::Retired);
        }
        let realm: Arc<crate::Realm> = examine::one(kept.folder, &self.shared.settings).realm?;
        Some(if realm.retired { Served::Retired } else { Served::Realm(realm) })
    }

    fn told(&self, name: &RealmName, finding: &Finding) -> Vec<Diagnostic> {
        let mut problems = Problems::default();
        problems.add(finding, self.folder_of(name), &[]);
        problems.into_sorted(Some(name))
    }
}
