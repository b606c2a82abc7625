//! How much one address may ask for.
//!
//! Accounts have tight limits of their own; these keep one machine from filling the store and from trying a common
//! password at everybody. They are wide, because a whole office, or a town behind a telephone company's one address,
//! must not shut itself out: an address that everybody shares is seen where a proxy is not named in the settings, and
//! one of the same machine is never counted.

use std::net::{IpAddr, Ipv6Addr};

use base::{Purpose, SealedFor};
use chrono::TimeDelta;
use store::expiring::{Count, Key, Kind};

use crate::App;
use crate::boundary::{Failure, Visit};

/// For how long requests are counted, from the first.
const WINDOW: TimeDelta = TimeDelta::minutes(10);
/// The most sign-ins that are begun in that time: each is kept for up to three days.
const MOST_BEGUN: u32 = 1_000;
/// The most wrong guesses in that time. What was right is not counted, so an office that arrives at nine is no burden.
const MOST_WRONG: u32 = 300;

/// How many sign-ins were begun, by address.
enum Begun {}

impl Kind for Begun {
    const NAME: &'static str = "sign-ins-begun";
    type Value = u32;
}

/// How many guesses were wrong, by address.
enum Wrong {}

impl Kind for Wrong {
    const NAME: &'static str = "wrong-guesses";
    type Value = u32;
}

/// Counts the beginning of a sign-in.
///
/// # Errors
/// [`Failure::TooMany`] when the address has begun too many, or the store's failure.
pub async fn begin(app: &App, visit: &Visit) -> Result<(), Failure> {
    let Some(key) = key::<Begun>(app, visit) else { return Ok(()) };
    match app.expiring.count(&key, MOST_BEGUN, WINDOW, visit.now).await? {
        Count::Reserved(_) => Ok(()),
        Count::LimitReached => Err(Failure::TooMany(WINDOW)),
    }
}

/// Refuses to judge anything for an address that was wrong too often. Guesses that arrive at once may be a few more:
/// how many are judged at once is limited elsewhere, and what counts for an account is counted before it is judged.
///
/// # Errors
/// [`Failure::TooMany`], or the store's failure.
pub async fn may_guess(app: &App, visit: &Visit) -> Result<(), Failure> {
    let Some(key) = key::<Wrong>(app, visit) else { return Ok(()) };
    match app.expiring.get(&key, visit.now).await? {
        Some(wrong) if wrong.value >= MOST_WRONG => Err(Failure::TooMany(WINDOW)),
        _ => Ok(()),
    }
}

/// Counts a wrong guess.
///
/// # Errors
/// The store's failure.
pub async fn note_wrong(app: &App, visit: &Visit) -> Result<(), Failure> {
    if let Some(key) = key::<Wrong>(app, visit) {
        app.expiring.count(&key, MOST_WRONG, WINDOW, visit.now).await?;
    }
    Ok(())
}

/// Under what an address is counted: no store learns the address itself. `None` where it is not known, or this machine.
pub fn key<K: Kind>(app: &App, visit: &Visit) -> Option<Key<K>> {
    let whole = counted_as_one(visit.address?)?;
    let place = SealedFor { purpose: Purpose::VisitorAddress, realm: &visit.realm.name, row: K::NAME };
    Some(Key::new(&visit.realm.name, app.sealing_key.digest(place, whole.to_string().as_bytes())))
}

/// What is counted as one: an address, or in IPv6 the 256 networks that one line is given, of whose addresses every
/// machine has more than can be counted. `None` for this machine.
#[must_use]
pub fn counted_as_one(address: IpAddr) -> Option<IpAddr> {
    let whole = match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 72 << 72)),
        IpAddr::V4(address) => IpAddr::V4(address),
    };
    (!address.to_canonical().is_loopback()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_counted_as_one_and_this_machine_not_at_all() {
        for (address, counted) in [
            ("203.0.113.77", Some("203.0.113.77")),
            ("::ffff:203.0.113.77", Some("203.0.113.77")),
            ("10.1.2.3", Some("10.1.2.3")),
            ("2001:db8:7:8801:1:2:3:4", Some("2001:db8:7:8800::")),
            ("2001:db8:7:88ff::9", Some("2001:db8:7:8800::")),
            ("2001:db8:7:8900::9", Some("2001:db8:7:8900::")),
            ("127.0.0.1", None),
            ("::1", None),
            ("::ffff:127.0.0.1", None),
        ] {
            let expected: Option<IpAddr> = counted.map(|text| text.parse().unwrap());
            assert_eq!(counted_as_one(address.parse().unwrap()), expected, "{address}");
        }
    }
}
