//! The alarm when one password is tried at everybody. It locks nobody out: it tells the operator, once in an hour.

use std::sync::Arc;

use account::most_first_failures;

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Attempt, Guessed, Lane, in_realm};

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
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let most = most_first_failures(&rows.first_failures_before(now).await?);
    if failures == most.saturating_add(1) {
        tracing::warn!(
            event = "password-spray",
            realm = %visit.realm.name,
            first_failures = failures,
            not_suspicious = most,
            "many user IDs failed for the first time in this hour: one password may be tried at everybody"
        );
    }
    Ok(())
}
