//! What happens when one password is tried at everybody. Nobody is locked out: the operator is told, once in an hour,
//! and whoever types a password in a browser that its owner has not signed in with before waits a little.

use std::sync::Arc;

use account::{most_first_failures, wait_under_spray};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Attempt, DbErr, Details, Event, Guessed, Lane, in_realm};

/// Waits before a password is judged, in an hour with too many first failures; right and wrong ones alike, so that the
/// time tells nothing. To be called before anything is reserved that others wait for.
///
/// # Errors
/// The database's failure.
pub async fn hold_up(app: &App, visit: &Visit, user_id: &str) -> Result<(), Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let failures = rows.first_failures_in(visit.now).await?;
    // What is never suspicious asks for nothing more.
    if wait_under_spray(failures, most_first_failures(&[])).is_zero() {
        return Ok(());
    }
    let wait = wait_under_spray(failures, most(visit, app).await?);
    let account = rows.account_by_user_id(user_id).await?;
    let known = match account {
        Some(account) => rows.knows_browser(account.account_id(), visit.browser.hash()).await?,
        None => false,
    };
    if !known {
        tokio::time::sleep(wait).await;
    }
    Ok(())
}

/// Counts a wrong password that was a stranger's first at its user ID, whether or not somebody has the ID, and raises
/// the alarm with the one that is too many for this hour.
///
/// # Errors
/// The database's failure.
pub async fn note(app: &App, visit: &Visit, attempt: &Attempt) -> Result<(), Failure> {
    if attempt.number != 1 || attempt.counter.guessed != Guessed::Password || attempt.counter.lane != Lane::Strangers {
        return Ok(());
    }
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let noted =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm.name).note_first_failure(now).await }));
    let failures = noted.await?;
    let most = most(visit, app).await?;
    if failures == most.saturating_add(1) {
        raise_alarm(app, visit, (failures, most)).await?;
    }
    Ok(())
}

async fn most(visit: &Visit, app: &App) -> Result<u32, DbErr> {
    let before = in_realm(app.database.reader(), &visit.realm.name).first_failures_before(visit.now).await?;
    Ok(most_first_failures(&before))
}

async fn raise_alarm(app: &App, visit: &Visit, (failures, most): (u32, u32)) -> Result<(), Failure> {
    tracing::warn!(
        event = "password-spray",
        realm = %visit.realm.name,
        first_failures = failures,
        not_suspicious = most,
        "many user IDs failed for the first time in this hour: one password may be tried at everybody"
    );
    let details = Details { object: Some(format!("{failures} > {most}")), ..Details::default() };
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let recorded = app.database.write(move |tx| {
        Box::pin(async move {
            in_realm(tx, &realm.name).record_with((Actor::Visitor, Event::PasswordSpray), details, now).await
        })
    });
    Ok(recorded.await?)
}
