//! How much mail with codes may leave: for one account, to one address, on behalf of one visitor, in one realm.
//!
//! Whoever knows a password, or only a user ID, could otherwise flood a mailbox, and with it the good name of the
//! society's mail server. Over budget nothing is sent, and the page says what it always says.

use std::fmt::Display;

use account::EmailAddress;
use base::{AccountId, TokenHash, japan_date};
use chrono::TimeDelta;
use store::expiring::{Count, Key, Kind};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::sign_in::addresses;

/// Mails in an hour for one account, and as many to one address: what a member can ask for on one page and no more.
const FOR_ONE_MEMBER: u32 = 20;
/// Mails in an hour asked for from one address of the network: behind it may be the office of a whole company.
const FROM_ONE_VISITOR: u32 = 500;
/// Mails in a day in one realm: a large society on the day of its great mailing.
const IN_ONE_REALM: u32 = 200_000;

/// Counts of mails, by what they are counted for.
#[derive(Debug)]
pub enum Budgets {}

impl Kind for Budgets {
    const NAME: &'static str = "mail-budget";
    type Value = u32;
}

/// Takes one mail out of every budget. `false` when one of them is used up: then nothing may be sent.
///
/// # Errors
/// The store's failure.
pub async fn spend(app: &App, visit: &Visit, (account, address): (AccountId, &EmailAddress)) -> Result<bool, Failure> {
    let (realm, hour) = (&visit.realm.name, TimeDelta::hours(1));
    let key = |budget: &str, whose: &dyn Display| Key::new(realm, format_args!("{budget}:{whose}"));
    let budgets = [
        ("account", Some(key("account", &account)), FOR_ONE_MEMBER, hour),
        ("address", Some(key("address", &TokenHash::of(address.as_str()))), FOR_ONE_MEMBER, hour),
        ("visitor", addresses::key(app, visit), FROM_ONE_VISITOR, hour),
        ("realm", Some(key("realm", &japan_date(visit.now))), IN_ONE_REALM, TimeDelta::days(1)),
    ];
    for (budget, key, limit, window) in budgets {
        let Some(key) = key else { continue };
        if !take(app, visit, (budget, key), (limit, window)).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn take(
    app: &App,
    visit: &Visit,
    (budget, key): (&'static str, Key<Budgets>),
    (limit, window): (u32, TimeDelta),
) -> Result<bool, Failure> {
    let counted = app.expiring.count(&key, limit, window, visit.now).await?;
    if counted == Count::LimitReached {
        let realm = &visit.realm.name;
        tracing::warn!(monotonic_counter.mails_over_budget = 1_u64, %realm, budget, "a mail was not sent: its budget is used up");
    }
    Ok(counted != Count::LimitReached)
}
