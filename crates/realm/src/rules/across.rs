//! What two realms must not share, and what one must not change.

use std::collections::BTreeMap;

use base::RealmName;
use url::Url;

use super::texts;
use crate::diagnostic::Problems;
use crate::source::Location;

/// What a realm has that no other may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Its issuer.
    pub issuer: String,
    /// The hosts of its provider and of its portal.
    pub hosts: [Option<String>; 2],
}

impl Standing {
    /// That of a realm with these addresses.
    pub fn of(issuer: &str, portal_url: &str) -> Self {
        let host = |address| Url::parse(address).ok()?.host_str().map(str::to_owned);
        Self { issuer: issuer.to_owned(), hosts: [host(issuer), host(portal_url)] }
    }
}

/// All realms by what they have: who shares something is found without comparing each with each.
#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    issuers: BTreeMap<String, Vec<RealmName>>,
    hosts: BTreeMap<String, Vec<RealmName>>,
}

impl Neighbours {
    /// Takes all realms together.
    pub fn of<'s>(all: impl IntoIterator<Item = (&'s RealmName, &'s Standing)>) -> Self {
        let mut neighbours = Self::default();
        for (name, standing) in all {
            neighbours.issuers.entry(standing.issuer.clone()).or_default().push(name.clone());
            for host in standing.hosts.iter().flatten() {
                neighbours.hosts.entry(host.clone()).or_default().push(name.clone());
            }
        }
        neighbours
    }

    fn other<'s>(found: Option<&'s Vec<RealmName>>, one: &RealmName) -> Option<&'s RealmName> {
        found?.iter().find(|name| *name != one)
    }
}

/// A realm as the others see it.
pub(crate) struct Neighbour<'a> {
    /// Its name.
    pub name: &'a RealmName,
    /// What it has.
    pub standing: &'a Standing,
    /// Where its issuer and its portal's address are written, or would be.
    pub places: [Location; 2],
}

/// Notes what a realm shares with others. In development several realms live on one host.
pub(crate) fn check_across(one: &Neighbour<'_>, all: &Neighbours, development: bool, problems: &mut Problems) {
    let [issuer_at, _] = &one.places;
    if let Some(other) = Neighbours::other(all.issuers.get(&one.standing.issuer), one.name) {
        let values = [("value", (&one.standing.issuer).into()), ("other", other.into())];
        problems.add(&texts::SAME_ISSUER, issuer_at.clone(), &values);
        return;
    }
    if development {
        return;
    }
    for (host, place) in one.standing.hosts.iter().zip(&one.places) {
        let Some(host) = host else { continue };
        if let Some(other) = Neighbours::other(all.hosts.get(host), one.name) {
            let values = [("value", host.into()), ("other", other.into())];
            problems.add(&texts::SAME_HOST, place.clone(), &values);
        }
    }
}

/// Notes an issuer that is not the one under which the realm has been served. On a developer's machine addresses come
/// and go.
pub(crate) fn check_identity(one: &Neighbour<'_>, served_as: Option<&str>, development: bool, problems: &mut Problems) {
    let Some(before) = served_as.filter(|before| *before != one.standing.issuer && !development) else { return };
    let [issuer_at, _] = &one.places;
    let values = [("value", (&one.standing.issuer).into()), ("before", before.into())];
    problems.add(&texts::ISSUER_CHANGED, issuer_at.clone(), &values);
}
