//! Running: requests in front, tidying up behind.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base::japan_date;
use chrono::TimeDelta;
use store::expiring::ExpiringError;
use store::outbox::{Delivery, NoRecipient};
use store::{failures, outbox};
use tokio::sync::oneshot;
use web::service::Door;

use crate::reloading::keep_reading;
use crate::retention::delete_what_is_old;
use crate::rows::{delete_sessions_of_all_realms, in_realm};
use crate::session::ABSOLUTE;
use crate::{App, acquaintance, audit_log, digest, router};

/// How often what has ended is removed.
const TIDY_EVERY: Duration = Duration::from_secs(600);
/// How often it is looked whether there is something to tell members.
const TELL_EVERY: Duration = Duration::from_secs(300);
/// How long it can be told what became of a mail.
const MAIL_IS_TOLD_FOR: TimeDelta = TimeDelta::days(30);
/// How long the cause behind an error page can be looked up.
const FAILURES_KEPT: TimeDelta = TimeDelta::days(90);

/// Serves until `stop` completes, then answers what is under way and returns.
///
/// # Errors
/// When something that runs beside it has failed.
pub async fn serve(
    app: Arc<App>,
    door: impl Into<Door>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let tidying = tokio::spawn(tidy_for_ever(Arc::clone(&app)));
    let telling = tokio::spawn(tell_for_ever(Arc::clone(&app)));
    let sealing = tokio::spawn(audit_log::keep_sealing(Arc::clone(&app)));
    let (stop_delivery, delivery_stops) = oneshot::channel::<()>();
    let delivery = tokio::spawn(delivery(&app).run(async { drop(delivery_stops.await) }));
    let (stop_reading, reading_stops) = oneshot::channel::<()>();
    let reading = tokio::spawn(keep_reading(Arc::clone(&app), async { drop(reading_stops.await) }));
    web::service::serve(door, router(&app), stop).await;
    tidying.abort();
    telling.abort();
    sealing.abort();
    drop(stop_reading);
    reading.await?;
    // After the last request, so that the mail it left is on its way too.
    drop(stop_delivery);
    delivery.await?;
    Ok(())
}

/// What brings the portal's mail out.
pub(crate) fn delivery(app: &Arc<App>) -> Delivery {
    let teller = Arc::clone(app);
    let delivery = Delivery::new(app.outbox.clone(), app.database.clone(), app.transport.clone(), app.clock.clone());
    delivery.telling(Arc::new(move |tx, NoRecipient { realm, address, .. }| {
        let keys = teller.sealing_key.each();
        let digests = keys.map(|key| acquaintance::digest(&key, &realm, address.as_bytes())).collect();
        Box::pin(async move { in_realm(tx, &realm).forget_address(digests).await })
    }))
}

/// Tells members what is new, as it comes in.
async fn tell_for_ever(app: Arc<App>) {
    let mut due = tokio::time::interval(TELL_EVERY);
    loop {
        due.tick().await;
        match digest::tell_all(&app).await {
            Ok(0) => {}
            Ok(mails) => tracing::info!(mails, "members are told what is new"),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "members could not be told what is new");
            }
        }
    }
}

async fn tidy_for_ever(app: Arc<App>) {
    let mut due = tokio::time::interval(TIDY_EVERY);
    let mut old_deleted_on = None;
    loop {
        due.tick().await;
        let today = japan_date(app.clock.now());
        if old_deleted_on != Some(today) {
            match delete_what_is_old(&app).await {
                Ok(rows) => {
                    old_deleted_on = Some(today);
                    tracing::info!(rows, "what is older than its society keeps it is deleted");
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "what is old could not be deleted");
                }
            }
        }
        if let Err(error) = tidy(&app).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "ended sessions could not be removed");
        }
    }
}

/// Removes what has ended. It is invisible anyway: this only frees its space.
async fn tidy(app: &App) -> Result<(), ExpiringError> {
    let now = app.clock.now();
    let sessions = app.database.write(move |tx| Box::pin(delete_sessions_of_all_realms(tx, now - ABSOLUTE))).await?;
    let failures = failures::purge(&app.database, now - FAILURES_KEPT).await?;
    outbox::purge(&app.database, now - MAIL_IS_TOLD_FOR).await?;
    let expired = app.expiring.purge(now).await?;
    tracing::debug!(sessions, failures, expired, "tidied up");
    Ok(())
}
