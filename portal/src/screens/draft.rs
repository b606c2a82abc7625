//! A form that came before its member had shown that it is they, because their session had ended or because more is
//! asked for: kept, sealed, until the same member is back at the same browser.
//!
//! It is found by the browser, the form and its owner together, so that whoever else signs in there does not see it.

mod texts;

use axum::response::Response;
use base::{KeyEncryptionKey, Purpose, SealedFor, TokenHash};
use chrono::TimeDelta;
use maud::{Markup, html};
use realm::Acr;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};

use super::sign_in;
use crate::boundary::{Failure, Visit};
use crate::member::{Household, Member};
use crate::relying_party::Goal;

pub use texts::OF_ANOTHER;

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

/// Whose a form is.
#[derive(Clone, Copy)]
pub enum Person<'p> {
    /// The reader of a household's pages.
    Reader(&'p Household),
    /// Whoever is signed in, insured or not.
    Member(&'p Member),
}

impl<'p> From<&'p Household> for Person<'p> {
    fn from(household: &'p Household) -> Self {
        Self::Reader(household)
    }
}

impl<'p> From<&'p Member> for Person<'p> {
    fn from(member: &'p Member) -> Self {
        Self::Member(member)
    }
}

/// By what a form is known to be one member's, without saying whose.
pub fn owner<'p>(visit: &Visit, person: impl Into<Person<'p>>) -> String {
    owner_under(&visit.app.sealing_key, visit, person.into())
}

/// The field of a form that says whose it is.
pub fn owner_field<'p>(visit: &Visit, person: impl Into<Person<'p>>) -> Markup {
    html! { input type="hidden" name="owner" value=(owner(visit, person)); }
}

/// Whether a form is this member's, be it one from before the key was changed.
pub fn is_owner<'p>(visit: &Visit, person: impl Into<Person<'p>>, owner: &str) -> bool {
    let person = person.into();
    visit.app.sealing_key.each().any(|key| owner_under(&key, visit, person) == owner)
}

fn owner_under(key: &KeyEncryptionKey, visit: &Visit, person: Person<'_>) -> String {
    let (row, name) = match person {
        Person::Reader(household) => ("owner", format!("{}/{}", household.number().as_str(), household.own())),
        Person::Member(member) => ("member", member.subject.clone()),
    };
    let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row };
    key.digest(place, name.as_bytes())
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
pub async fn take<'p>(visit: &Visit, person: impl Into<Person<'p>>, form: &str) -> Result<Option<String>, Failure> {
    let person = person.into();
    for key in visit.app.sealing_key.each() {
        let row = row(visit, (&owner_under(&key, visit, person), form));
        let key: Key<Draft> = Key::new(&visit.realm.name, row.as_str());
        let Some(Kept { sealed }) = visit.app.expiring.take(&key, None, visit.now).await? else { continue };
        let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row: row.as_str() };
        let opened = visit.app.sealing_key.open(place, &sealed.into()).ok();
        return Ok(opened.and_then(|bytes| String::from_utf8(bytes.expose().clone()).ok()));
    }
    Ok(None)
}

/// Keeps the fields of a form that came after its member's session had ended, and sends the browser to the provider, to come
/// back to the page of the same address. Nothing is done with the fields until the member sends them again.
pub async fn first_sign_in(visit: &Visit, owner: &str, fields: &impl Serialize, acr: Acr) -> Result<Response, Failure> {
    // A form that says nobody's name could be found by nobody.
    if !owner.is_empty() {
        keep(visit, (owner, visit.path()), &serde_json::to_string(fields)?).await?;
    }
    sign_in::begin(visit, Goal::page(visit.path(), acr)).await
}

/// The fields that [`first_sign_in`] kept for a member on the page that they ask for, once. What another version of ours
/// kept in another shape is given up.
pub async fn take_fields<F: DeserializeOwned>(visit: &Visit, member: &Member) -> Result<Option<F>, Failure> {
    let kept = take(visit, member, visit.path()).await?;
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()))
}
