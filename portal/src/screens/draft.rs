//! A form that came before its member had shown that it is they, because their session had ended or because more is
//! asked for: kept, sealed, until the same member is back at the same browser.
//!
//! It is found by the browser, the form and its owner together, so that whoever else signs in there does not see it.

use base::{KeyEncryptionKey, Purpose, SealedFor, TokenHash};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};

use crate::boundary::{Failure, Visit};
use crate::member::Household;

/// As long as a sign-in may take.
const KEPT_FOR: TimeDelta = TimeDelta::hours(72);

/// Forms that wait for their member.
struct Draft;

impl Kind for Draft {
    const NAME: &'static str = "portal-draft";
    type Value = Kept;
}

#[derive(Serialize, Deserialize)]
struct Kept {
    sealed: String,
}

/// By what a form is known to be one member's, without saying whose.
pub fn owner(visit: &Visit, household: &Household) -> String {
    owner_under(&visit.app.sealing_key, visit, household)
}

/// Whether a form is this member's, be it one from before the key was changed.
pub fn is_owner(visit: &Visit, household: &Household, owner: &str) -> bool {
    visit.app.sealing_key.each().any(|key| owner_under(&key, visit, household) == owner)
}

fn owner_under(key: &KeyEncryptionKey, visit: &Visit, household: &Household) -> String {
    let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row: "owner" };
    let person = format!("{}/{}", household.number().as_str(), household.own());
    key.digest(place, person.as_bytes())
}

/// Where a draft of a form, which has a name of its own, is kept.
fn row(visit: &Visit, (owner, form): (&str, &str)) -> TokenHash {
    TokenHash::of(&format!("{}.{owner}.{form}", visit.browser.hash().as_str()))
}

/// Keeps what was typed. The one before it is given up.
pub async fn keep(visit: &Visit, whose: (&str, &str), typed: &str) -> Result<(), Failure> {
    let row = row(visit, whose);
    let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row: row.as_str() };
    let sealed = visit.app.sealing_key.seal(place, typed.as_bytes()).as_str().to_owned();
    let key: Key<Draft> = Key::new(&visit.realm.name, row.as_str());
    visit.app.expiring.take(&key, None, visit.now).await?;
    visit.app.expiring.put(&key, &Kept { sealed }, visit.now + KEPT_FOR, visit.now).await?;
    Ok(())
}

/// What was kept for a member, once.
pub async fn take(visit: &Visit, household: &Household, form: &str) -> Result<Option<String>, Failure> {
    for key in visit.app.sealing_key.each() {
        let row = row(visit, (&owner_under(&key, visit, household), form));
        let key: Key<Draft> = Key::new(&visit.realm.name, row.as_str());
        let Some(Kept { sealed }) = visit.app.expiring.take(&key, None, visit.now).await? else { continue };
        let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row: row.as_str() };
        let opened = visit.app.sealing_key.open(place, &sealed.into()).ok();
        return Ok(opened.and_then(|bytes| String::from_utf8(bytes.expose().clone()).ok()));
    }
    Ok(None)
}
