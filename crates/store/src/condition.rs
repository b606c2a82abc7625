//! In what condition the servers are that a service leans on: what `doctor` looks at.
//!
//! Nothing is made and nothing is left behind: a database that is not there is not created, and what shows that it can be
//! written is rolled back.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use ::redis::{AsyncConnectionConfig, Client};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::expiring::ExpiringError;
use crate::{ConnectError, Database};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseCondition {
    /// The names of the changes that its tables have seen; empty before the first.
    pub changes: BTreeSet<String>,
    /// Whether rows can be written and tables made.
    pub can_be_written: bool,
    /// What its clock says; `None` where the database has none of its own.
    pub now: Option<DateTime<Utc>>,
}

/// Looks at a database.
///
/// # Errors
/// When it does not answer, or, a file, is not there.
pub async fn database(url: &str) -> Result<DatabaseCondition, ConnectError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        let there = Path::new(path).metadata();
        there.map_err(|source| ConnectError::File { path: path.to_owned(), source })?;
    }
    let database = Database::connect(url).await?;
    database.ping().await?;
    Ok(DatabaseCondition {
        // Before the first change there is no such table.
        changes: changes(&database).await.unwrap_or_default(),
        can_be_written: can_be_written(&database).await,
        now: now(&database).await?,
    })
}

async fn changes(database: &Database) -> Result<BTreeSet<String>, DbErr> {
    let rows = query(database, "SELECT version FROM seaql_migrations").await?;
    rows.iter().map(|row| row.try_get_by("version")).collect()
}

async fn now(database: &Database) -> Result<Option<DateTime<Utc>>, DbErr> {
    const SQL: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now";
    if database.reader().get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    let rows = query(database, SQL).await?;
    let millis: Option<i64> = rows.first().map(|row| row.try_get_by("now")).transpose()?;
    Ok(millis.and_then(DateTime::from_timestamp_millis))
}

async fn query(database: &Database, sql: &str) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
    let reader = database.reader();
    reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await
}

/// Why an attempt to write ended.
enum Ended {
    /// It would have succeeded.
    Undone,
    Refused,
}

impl From<DbErr> for Ended {
    fn from(_: DbErr) -> Self {
        Self::Refused
    }
}

async fn can_be_written(database: &Database) -> bool {
    const SQL: &str = "CREATE TABLE warifu_doctor (id INTEGER)";
    let tried = database.write(|tx| {
        Box::pin(async move {
            tx.execute_unprepared(SQL).await?;
            tx.execute_unprepared("INSERT INTO warifu_doctor (id) VALUES (1)").await?;
            Err::<(), _>(Ended::Undone)
        })
    });
    matches!(tried.await, Err(Ended::Undone))
}

/// A Redis that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedisCondition {
    /// Whether it writes each change to the disk (`appendonly yes`): without, a restart loses what was confirmed.
    pub appends_to_disk: bool,
    /// Whether it refuses writes when its memory is full (`maxmemory-policy noeviction`), rather than forget something.
    pub forgets_nothing: bool,
    /// What its clock says.
    pub now: Option<DateTime<Utc>>,
}

/// Looks at a Redis.
///
/// # Errors
/// When it does not answer, or does not say how it is set up.
pub async fn redis(url: &str) -> Result<RedisCondition, ExpiringError> {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(PATIENCE)).set_response_timeout(Some(PATIENCE));
    let mut connection = Client::open(url)?.get_multiplexed_async_connection_with_config(&config).await?;
    let persistence: String = ::redis::cmd("INFO").arg("persistence").query_async(&mut connection).await?;
    let memory: String = ::redis::cmd("INFO").arg("memory").query_async(&mut connection).await?;
    let (seconds, _): (i64, i64) = ::redis::cmd("TIME").query_async(&mut connection).await?;
    Ok(RedisCondition {
        appends_to_disk: persistence.lines().any(|line| line == "aof_enabled:1"),
        forgets_nothing: memory.lines().any(|line| line == "maxmemory_policy:noeviction"),
        now: DateTime::from_timestamp(seconds, 0),
    })
}
