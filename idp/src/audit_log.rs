//! The provider's audit log: what tells it from the portal's, and what seals it.
//!
//! How a log is chained, read and verified stands in the crate `audit`; what is written into this one, in `rows/events.rs`.

use std::sync::Arc;

use audit::{Log, Sealer};
use base::RealmName;

use crate::App;
use crate::rows::{Actor, DbErr};

/// The provider's log.
pub const LOG: Log = Log { name: "warifu-idp audit log", program: Actor::Provider.name() };

/// Seals as long as the process runs.
pub async fn keep_sealing(app: Arc<App>) {
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

fn sealer(app: &App) -> Sealer {
    let (database, clock, key) = (app.database.clone(), app.clock.clone(), app.sealing_key.clone());
    Sealer { log: LOG, database, clock, key }
}

fn kept(app: &App) -> Vec<(RealmName, u32)> {
    app.realms.serving().iter().map(|realm| (realm.name.clone(), realm.audit_retention_years)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chains that were sealed by versions before begin with it.
    #[test]
    fn what_a_chain_begins_with_is_said_byte_for_byte() {
        let opening = "d09725cc66402daef42038fa2920d558a4f0e483e1eff80a1ff8be7bd332b5f5";
        assert_eq!(LOG.opening_of(&"minato".parse().unwrap()), opening);
    }
}
