//! What two realms must not share.

use base::RealmName;
use url::Url;

use super::texts;
use crate::addresses::Addresses;
use crate::diagnostic::Problems;
use crate::source::Location;

/// A realm as the others see it.
pub(crate) struct Neighbour {
    /// Its name.
    pub name: RealmName,
    /// Its addresses.
    pub addresses: Addresses,
    /// Where its issuer is written, or would be.
    pub issuer_at: Location,
    /// Where its portal address is written, or would be.
    pub portal_at: Location,
}

/// Notes what a realm shares with others. In development several realms live on one host.
pub(crate) fn check_across(one: &Neighbour, all: &[Neighbour], development: bool, problems: &mut Problems) {
    let others = || all.iter().filter(|other| other.name != one.name);
    if let Some(other) = others().find(|other| other.addresses.issuer == one.addresses.issuer) {
        let values = [("value", (&one.addresses.issuer).into()), ("other", (&other.name).into())];
        problems.add(&texts::SAME_ISSUER, one.issuer_at.clone(), &values);
        return;
    }
    if development {
        return;
    }
    for (address, place) in [(&one.addresses.issuer, &one.issuer_at), (&one.addresses.portal_url, &one.portal_at)] {
        let Some(host) = host(address) else { continue };
        let shares = |other: &&Neighbour| {
            [&other.addresses.issuer, &other.addresses.portal_url]
                .into_iter()
                .any(|theirs| self::host(theirs).as_deref() == Some(&*host))
        };
        if let Some(other) = others().find(shares) {
            let values = [("value", (&host).into()), ("other", (&other.name).into())];
            problems.add(&texts::SAME_HOST, place.clone(), &values);
        }
    }
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}
