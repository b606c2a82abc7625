//! What one process at a time does for all of them.
//!
//! A lease is taken inside the write that does the work, so two processes cannot both believe that they have it: the
//! second waits for the first one's commit, and then finds the lease taken, whatever its own clock says.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::Tx;

const TAKE: &str = "INSERT INTO leases (name, holder, ends_at) VALUES ($1, $2, $3) ON CONFLICT (name) \
    DO UPDATE SET holder = $2, ends_at = $3 WHERE leases.holder = $2 OR leases.ends_at <= $4";

/// Takes a task for a process, or keeps it: until `lasting` has gone by, or for as long as it says so again in time.
/// `false`: another process has it.
///
/// # Errors
/// The database's own failure.
pub async fn take(
    tx: &Tx,
    (name, holder): (&str, &str),
    now: DateTime<Utc>,
    lasting: TimeDelta,
) -> Result<bool, DbErr> {
    let values = [name.into(), holder.into(), (now + lasting).into(), now.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), TAKE, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() == 1)
}
