//! Running: requests in front, tidying up behind.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base::japan_date;
use chrono::TimeDelta;
use store::expiring::ExpiringError;
use store::failures;
use tokio::sync::oneshot;
use web::service::Door;

use crate::reloading::keep_reading;
use crate::retention::delete_old_lines;
use crate::rows::delete_sessions_of_all_realms;
use crate::session::ABSOLUTE;
use crate::{App, router};

/// How often what has ended is removed.
const TIDY_EVERY: Duration = Duration::from_secs(600);
/// How long the cause behind an error page can be looked up.
const FAILURES_KEPT: TimeDelta = TimeDelta::days(90);

/// Serves until `stop` completes, then answers what is under way and returns.
///
/// # Errors
/// The listener's own failure.
pub async fn serve(
    app: Arc<App>,
    door: impl Into<Door>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let tidying = tokio::spawn(tidy_for_ever(Arc::clone(&app)));
    let (stop_reading, reading_stops) = oneshot::channel::<()>();
    let reading = tokio::spawn(keep_reading(Arc::clone(&app), async { drop(reading_stops.await) }));
    let served = web::service::serve(door, router(&app), stop).await;
    tidying.abort();
    drop(stop_reading);
    reading.await?;
    served
}

async fn tidy_for_ever(app: Arc<App>) {
    let mut due = tokio::time::interval(TIDY_EVERY);
    let mut lines_deleted_on = None;
    loop {
        due.tick().await;
        let today = japan_date(app.clock.now());
        if lines_deleted_on != Some(today) {
            match delete_old_lines(&app).await {
                Ok(lines) => {
                    lines_deleted_on = Some(today);
                    tracing::info!(lines, "receipt lines older than their societies keep them are deleted");
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "old receipt lines could not be deleted");
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
    let expired = app.expiring.purge(now).await?;
    tracing::debug!(sessions, failures, expired, "tidied up");
    Ok(())
}
