//! After a backup was put back: what may happen once must not happen again.
//!
//! A backup knows nothing of what was used up since it was made: codes, links, refresh tokens. So putting one back begins a
//! new epoch, and all of that is forgotten, used or not. What is the same for both services is forgotten here.

use base::random_bytes;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use crate::{Database, Tx};

/// The number of the present epoch: 0 until a backup was put back. It grows from one to the next, by so much that nobody
/// can guess: the same backup put back twice begins two epochs, and no epoch's state is ever found in another.
///
/// # Errors
/// The database's own failure.
pub async fn current(database: &Database) -> Result<i64, DbErr> {
    let sql = "SELECT COALESCE(MAX(epoch), 0) AS epoch FROM restores";
    let reader = database.reader();
    let row = reader.query_one_raw(Statement::from_string(reader.get_database_backend(), sql)).await?;
    row.map_or(Ok(0), |row| row.try_get_by("epoch"))
}

/// Under which name the state that expires is kept in Redis in an epoch. What an earlier one left there is not found any
/// more, and Redis removes it in its time.
#[must_use]
pub fn namespace(service: &str, epoch: i64) -> String {
    if epoch == 0 { service.to_owned() } else { format!("{service}-{epoch}") }
}

/// Begins an epoch: state that expires is forgotten, mail that was on its way is given up (it may have arrived since), and
/// processes that the backup knows are gone. Returns how many values and mails that were.
///
/// # Errors
/// The database's own failure.
pub async fn begin(tx: &Tx, now: DateTime<Utc>) -> Result<(u64, u64), DbErr> {
    let next = "INSERT INTO restores (epoch, restored_at) SELECT COALESCE(MAX(epoch), 0) + $2, $1 FROM restores";
    change(tx, next, [now.into(), step().into()]).await?;
    change(tx, "DELETE FROM nodes", []).await?;
    let expired = change(tx, "DELETE FROM expiring", []).await?;
    let mails =
        "UPDATE outbox SET state = 'failed', body = NULL, due_at = NULL, settled_at = $1 WHERE state = 'queued'";
    Ok((expired, change(tx, mails, [now.into()]).await?))
}

/// From one epoch to the next: up to 2^48, so that thousands of them fit in the column.
fn step() -> i64 {
    let [a, b, c, d, e, f] = random_bytes();
    i64::from_be_bytes([0, 0, a, b, c, d, e, f]) + 1
}

async fn change<const N: usize>(tx: &Tx, sql: &str, values: [Value; N]) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}
