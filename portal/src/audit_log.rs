//! The portal's audit log: what administrators did by its commands, with their names.
//!
//! How a log is chained, read and verified stands in the crate `audit`; what is written into this one, in `rows/events.rs`.
//! A change and its entry are one transaction. Where data leaves instead, the entry is there before.

use std::sync::Arc;

use audit::{Log, Sealer};
use base::RealmName;
use chrono::{DateTime, Utc};
use store::Database;

use crate::App;
use crate::rows::{DbErr, Event, in_realm};

/// The portal's log.
pub const LOG: Log = Log { name: "warifu-portal audit log", program: "portal" };

/// Seals as long as the process runs.
pub(crate) async fn keep_sealing(app: Arc<App>) {
    sealer(&app).keep_sealing(move || kept(&app)).await;
}

/// Seals everything that waits, for the process that is called `holder`, and says how many entries that were.
///
/// # Errors
/// The database's own failure.
pub async fn seal_waiting(app: &App, holder: &str) -> Result<u64, DbErr> {
    sealer(app).seal_waiting(holder).await
}

/// Drops the months that are older than their societies keep them, and says how many these were.
///
/// # Errors
/// The database's own failure.
pub async fn drop_what_is_too_old(app: &App, holder: &str) -> Result<u64, DbErr> {
    sealer(app).drop_what_is_too_old(&kept(app), holder).await
}

/// Notes what an administrator does that changes nothing.
pub(crate) async fn note(
    database: &Database,
    realm: &RealmName,
    (event, object): (Event, String),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let realm = realm.clone();
    let write = database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).record(event, (None, Some(object)), now).await }));
    write.await
}

fn sealer(app: &App) -> Sealer {
    let (database, clock, key) = (app.database.clone(), app.clock.clone(), app.sealing_key.clone());
    Sealer { log: LOG, database, clock, key }
}

fn kept(app: &App) -> Vec<(RealmName, u32)> {
    app.realms.serving().iter().map(|realm| (realm.name.clone(), realm.audit_retention_years)).collect()
}
