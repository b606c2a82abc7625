//! What is counted, said and noted when a secret was wrong.
//!
//! Whatever is guessed (a password, a code, a birth date) goes the same way: an attempt is [reserved](reserve) before
//! anything is compared; then it was right, and the write that says so forgets the wrong ones; or it
//! [was wrong](was_wrong), and the one that reaches the limit locks. No path judges a secret without a reserved
//! attempt, so a lock holds on all of them.

use std::fmt::Display;
use std::sync::Arc;

use account::TypedPassword;
use base::{AccountId, Language, Text};
use chrono::TimeDelta;
use realm::Unlock;
use store::expiring::{Key, Kind, PutError};
use uuid::Uuid;
use web::controls::Problems;

use super::{addresses, spray, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Message};
use crate::rows::{Actor, Attempt, Counter, Details, Event, Guessed, Lane, Whose, in_realm};

/// For how long a wrong password is recognised when it comes again.
const RECOGNISED_FOR: TimeDelta = TimeDelta::days(1);
/// Within what time a reserved attempt is judged, unless the process that judged it was killed.
const JUDGED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// Marks of passwords that were wrong, by series of attempts.
#[derive(Debug)]
enum WrongPasswords {}

impl Kind for WrongPasswords {
    const NAME: &'static str = "wrong-passwords";
    type Value = ();
}

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

/// Counts an attempt before anything is compared. `None` when what is guessed is locked.
///
/// # Errors
/// [`Failure::TooMany`] for an address that was wrong too often, or the stores' failure.
pub async fn reserve(app: &App, visit: &Visit, guess: (Guessed, Whose)) -> Result<Option<Attempt>, Failure> {
    addresses::may_guess(app, visit).await?;
    let counter = counter(app, visit, guess).await?;
    let (realm, now, wanted) = (Arc::clone(&visit.realm), visit.now, counter.clone());
    let reserved = app.database.write(move |tx| {
        Box::pin(async move { in_realm(tx, &realm.name).reserve_attempt(wanted, realm.sign_in.lockout, now).await })
    });
    let reserved = reserved.await?;
    if reserved.is_none() {
        app.counts.locked.more();
        addresses::note_wrong(app, visit).await?;
        let rows = in_realm(app.database.reader(), &visit.realm.name);
        if rows.is_lock_untold(&counter, visit.realm.sign_in.lockout, now - JUDGED_WITHIN).await? {
            tell_of_lock(app, visit, &counter).await?;
        }
    }
    Ok(reserved)
}

/// The lane that this browser is in. The question is asked for nobody too, so that it takes the same time.
async fn counter(app: &App, visit: &Visit, (guessed, whose): (Guessed, Whose)) -> Result<Counter, Failure> {
    let account = match whose {
        Whose::Account(account) => account,
        Whose::Nobody(_) => AccountId::from(Uuid::nil()),
    };
    let browser = visit.browser.hash();
    let known = in_realm(app.database.reader(), &visit.realm.name).knows_browser(account, browser).await?;
    let lane = if known { Lane::KnownBrowser(browser.clone()) } else { Lane::Strangers };
    Ok(Counter { guessed, whose, lane })
}

/// Lets an attempt count that was wrong; the one that reaches the limit locks.
///
/// # Errors
/// The stores' failure.
pub async fn was_wrong(app: &App, visit: &Visit, attempt: &Attempt) -> Result<(), Failure> {
    app.counts.wrong.more();
    addresses::note_wrong(app, visit).await?;
    spray::note(app, visit, attempt).await?;
    if attempt.number < visit.realm.sign_in.lockout.failures {
        return Ok(());
    }
    tell_of_lock(app, visit, &attempt.counter).await
}

/// Lets an attempt count at a password that was wrong, unless the same password was wrong before in this series: a
/// device that keeps sending an old password, or a member who types theirs once more, guesses only once.
///
/// # Errors
/// The stores' failure.
pub async fn was_wrong_password(
    app: &App,
    visit: &Visit,
    attempt: &Attempt,
    typed: &TypedPassword,
) -> Result<(), Failure> {
    let realm = &visit.realm.name;
    let mark = typed.mark(&app.sealing_key, realm, &attempt.counter.whose.to_string());
    let key = Key::<WrongPasswords>::new(realm, format_args!("{}:{mark}", attempt.series));
    match app.expiring.put(&key, &(), visit.now + RECOGNISED_FOR, visit.now).await {
        Ok(()) => was_wrong(app, visit, attempt).await,
        Err(PutError::Exists) => {
            app.counts.wrong.more();
            addresses::note_wrong(app, visit).await?;
            give_back(app, visit, attempt).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives back an attempt that is not to count, because nothing was judged or nothing new was guessed.
///
/// # Errors
/// The database's failure.
pub async fn give_back(app: &App, visit: &Visit, attempt: &Attempt) -> Result<(), Failure> {
    let (realm, attempt) = (Arc::clone(&visit.realm), attempt.clone());
    let given =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm.name).give_back(&attempt).await }));
    Ok(given.await?)
}

/// Records that a secret is locked now, and tells its owner: once for each lock. The page may be a stranger's, so its
/// language says nothing of the owner's.
async fn tell_of_lock(app: &App, visit: &Visit, counter: &Counter) -> Result<(), Failure> {
    let account = match counter.whose {
        Whose::Account(account) => in_realm(app.database.reader(), &visit.realm.name).account(account).await?,
        Whose::Nobody(_) => None,
    };
    let letter = match &account {
        Some(row) => mail::tell(app, (&visit.realm, Language::Ja), row, &Message::Locked { at: visit.now })?,
        None => None,
    };
    let details = Details {
        account: account.as_ref().map(crate::rows::AccountRow::account_id),
        seen: visit.seen(),
        object: Some(counter.guessed.name().to_owned()),
        ..Details::default()
    };
    let (realm, now, counter) = (Arc::clone(&visit.realm), visit.now, counter.clone());
    let noted = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let locked = rows.note_lock(&counter, realm.sign_in.lockout, now).await?;
            if locked && details.account.is_some() {
                rows.record_with((Actor::Visitor, Event::Locked), details, now).await?;
                if let Some(letter) = letter {
                    letter.enqueue(tx).await?;
                }
            }
            Ok::<_, Failure>(())
        })
    });
    noted.await
}
