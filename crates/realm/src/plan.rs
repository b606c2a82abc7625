//! `realm plan`: how the files differ from what is served, key by key and file by file.
//!
//! What that does to people is said by whoever knows them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use base::RealmName;
use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Problems};
use crate::effective::{self, Values};
use crate::examine::{self, Earlier, Examined};
use crate::folder::{Bundle, Folder};
use crate::last_good::LastGood;
use crate::parse::dotted;
use crate::{Issuers, ProcessSettings, Realm};

/// What the files of one realm would change.
#[derive(Debug)]
pub struct Plan {
    /// The realm.
    pub realm: RealmName,
    /// In a word.
    pub kind: PlanKind,
    /// Key by key, file by file.
    pub changes: Vec<Change>,
    /// What is served.
    pub before: Option<Arc<Realm>>,
    /// What would be.
    pub after: Option<Arc<Realm>>,
    /// What was found in the files.
    pub findings: Vec<Diagnostic>,
}

/// What the files of a realm would change, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanKind {
    /// Nothing.
    Unchanged,
    /// It would be served otherwise.
    Changed,
    /// It would be served for the first time.
    New,
    /// It would be retired.
    Retired,
    /// Its folder is gone.
    Gone,
    /// Its files cannot be served.
    Broken,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The file within the folder.
    pub file: String,
    /// The key; `None` for a file that comes, goes, or has no keys.
    pub key: Option<String>,
    /// What it says now, if it says anything; whether the file is there, where no key is meant.
    pub before: Value,
    /// What it would say.
    pub after: Value,
}

/// Compares realms of a folder with what was served last: those named, or all.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn plan(
    (root, state): (&Path, &Path),
    names: &BTreeSet<RealmName>,
    issuers: &Issuers,
    settings: &ProcessSettings,
) -> std::io::Result<Vec<Plan>> {
    let (present, _) = examine::realm_names(root)?;
    let last_good = LastGood::below(state);
    let mut kept = last_good.names();
    let mut plans = Vec::new();
    for examined in examine::among((root, present), BTreeMap::new(), Earlier { issuers, last_good: None }, settings) {
        kept.remove(&examined.folder.name);
        if names.is_empty() || names.contains(&examined.folder.name) {
            plans.push(of_realm(examined, &last_good, settings));
        }
    }
    for name in kept.into_iter().filter(|name| names.is_empty() || names.contains(name)) {
        plans.extend(of_nothing(name, &last_good, settings));
    }
    plans.sort_by(|one, other| one.realm.cmp(&other.realm));
    Ok(plans)
}

fn of_realm(examined: Examined, last_good: &LastGood, settings: &ProcessSettings) -> Plan {
    let Examined { folder, realm: after, findings, .. } = examined;
    let name = folder.name.clone();
    // A realm that was retired because its folder was gone comes back like a new one.
    let kept = last_good.find(&name).filter(|kept| !kept.retired).map(|kept| kept.folder);
    let changes = kept.as_ref().map(|kept| changes(kept, &folder)).unwrap_or_default();
    let before = kept.and_then(|kept| examine::one(kept, settings).realm);
    let kind = match (&before, &after) {
        (_, None) => PlanKind::Broken,
        (None, Some(_)) => PlanKind::New,
        (Some(before), Some(after)) if after.retired && !before.retired => PlanKind::Retired,
        (Some(_), Some(_)) if changes.is_empty() => PlanKind::Unchanged,
        (Some(_), Some(_)) => PlanKind::Changed,
    };
    Plan { realm: name, kind, changes, before, after, findings }
}

fn of_nothing(name: RealmName, last_good: &LastGood, settings: &ProcessSettings) -> Option<Plan> {
    let kept = last_good.find(&name).filter(|kept| !kept.retired)?;
    let before = examine::one(kept.folder, settings).realm;
    Some(Plan { realm: name, kind: PlanKind::Gone, changes: Vec::new(), before, after: None, findings: Vec::new() })
}

/// What differs between two states of a folder, in effect: comments and order do not.
fn changes(before: &Folder, after: &Folder) -> Vec<Change> {
    let (old, new) = (said_by(before), said_by(after));
    let mut changes = Vec::new();
    for file in all_keys(&old, &new) {
        match (old.get(file), new.get(file)) {
            (Some(old), Some(new)) => changes.extend(of_keys(file, old, new)),
            (old, new) => changes.push(of_file(file, old.is_some(), new.is_some())),
        }
    }
    for file in all_keys(&before.files, &after.files).into_iter().filter(|file| !file.ends_with(".toml")) {
        let (old, new) = (before.files.get(file), after.files.get(file));
        if old != new {
            changes.push(of_file(file, old.is_some(), new.is_some()));
        }
    }
    changes
}

fn said_by(folder: &Folder) -> BTreeMap<String, Values> {
    effective::values(&Bundle::read(folder, &mut Problems::default()))
}

fn all_keys<'m, V>(one: &'m BTreeMap<String, V>, other: &'m BTreeMap<String, V>) -> BTreeSet<&'m String> {
    one.keys().chain(other.keys()).collect()
}

fn of_file(file: &str, before: bool, after: bool) -> Change {
    Change { file: file.to_owned(), key: None, before: before.into(), after: after.into() }
}

fn of_keys(file: &str, old: &Values, new: &Values) -> Vec<Change> {
    let value = |values: &Values, key: &String| values.get(key).cloned().unwrap_or_default();
    all_keys(old, new)
        .into_iter()
        .filter(|key| *key != "/extends")
        .map(|key| Change {
            file: file.to_owned(),
            key: Some(dotted(key)),
            before: value(old, key),
            after: value(new, key),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

impl Change {
    /// Both values as TOML writes them; `None` for one that is not there.
    #[must_use]
    pub fn as_toml(&self) -> [Option<String>; 2] {
        [&self.before, &self.after].map(|value| (!value.is_null()).then(|| effective::as_toml(value)))
    }
}
