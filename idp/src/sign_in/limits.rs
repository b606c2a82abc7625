//! What is said and noted when a secret was wrong.

use std::fmt::Display;
use std::sync::Arc;

use base::{AccountId, Text};
use realm::Unlock;
use web::controls::Problems;

use super::texts;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Event, Guessed, in_realm};

/// What the page says: the same for every reason, the lock included, so that it tells nothing of an account. It
/// always adds that repeated failures lock, and whom to ask.
#[must_use]
pub fn wrong(visit: &Visit, (what, field): (Text, Option<&'static str>)) -> Problems {
    let view = visit.view();
    let consequence = match visit.realm.sign_in.lockout.unlock {
        Unlock::Administrator => texts::LOCKS,
        Unlock::After(_) => texts::RESTS,
    };
    let values: [(&str, &dyn Display); 1] = [("failures", &visit.realm.sign_in.lockout.failures)];
    let text = format!("{} {}", view.say(what), view.say_with(consequence, &values));
    match field {
        Some(field) => Problems::of_field(field, text),
        None => Problems::of_form(text),
    }
}

/// Counts an attempt before anything is compared, and says the how-manieth in a row it is. `None` when what is guessed
/// is locked.
///
/// # Errors
/// The database's failure.
pub async fn reserve(app: &App, visit: &Visit, (guessed, subject): (Guessed, &str)) -> Result<Option<u32>, Failure> {
    let (realm, subject, now) = (Arc::clone(&visit.realm), subject.to_owned(), visit.now);
    let reserved = app.database.write(move |tx| {
        Box::pin(async move {
            in_realm(tx, &realm.name).reserve_attempt((guessed, &subject), realm.sign_in.lockout, now).await
        })
    });
    Ok(reserved.await?)
}

/// Records that an account's secret is locked now.
///
/// # Errors
/// The database's failure.
pub async fn note_lock(app: &App, visit: &Visit, account: AccountId) -> Result<(), Failure> {
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let noted = app.database.write(move |tx| {
        Box::pin(async move {
            in_realm(tx, &realm.name).record((Actor::Visitor, Event::Locked), Some(account), None, now).await
        })
    });
    Ok(noted.await?)
}
