//! Expiring state in the database: one table, one conditional statement for each verb.
//!
//! The condition and the change are one statement, so it decides alike under SQLite's single writer and among
//! PostgreSQL's concurrent ones, where it waits for the row and looks again. Both databases read `$1`.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};

use super::{Address, ExpiringError, New, Version};
use crate::Database;

const PUT: &str = "INSERT INTO expiring (realm, kind, id, version, value, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (realm, kind, id) DO UPDATE \
    SET version = excluded.version, value = excluded.value, expires_at = excluded.expires_at \
    WHERE expiring.expires_at <= $7 RETURNING version";

const GET: &str = "SELECT version, value FROM expiring \
    WHERE realm = $1 AND kind = $2 AND id = $3 AND expires_at > $4";

const REPLACE: &str = "UPDATE expiring SET version = $4, value = $5, expires_at = $6 \
    WHERE realm = $1 AND kind = $2 AND id = $3 AND version = $8 AND expires_at > $7 RETURNING version";

const TAKE: &str = "DELETE FROM expiring \
    WHERE realm = $1 AND kind = $2 AND id = $3 AND expires_at > $4 AND ($5 IS NULL OR version = $5) RETURNING value";

const COUNT: &str = "INSERT INTO expiring (realm, kind, id, version, value, expires_at) VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (realm, kind, id) DO UPDATE SET version = excluded.version, \
    value = CASE WHEN expiring.expires_at <= $7 THEN excluded.value \
        ELSE CAST(CAST(expiring.value AS BIGINT) + 1 AS TEXT) END, \
    expires_at = CASE WHEN expiring.expires_at <= $7 THEN excluded.expires_at ELSE expiring.expires_at END \
    WHERE expiring.expires_at <= $7 OR CAST(expiring.value AS BIGINT) < $8 RETURNING value";

const PURGE: &str = "DELETE FROM expiring WHERE (realm, kind, id) IN \
    (SELECT realm, kind, id FROM expiring WHERE expires_at <= $1 LIMIT 1000)";

/// Expiring state in the database.
#[derive(Clone, Debug)]
pub(super) struct Sql {
    database: Database,
}

impl Sql {
    pub(super) const fn new(database: Database) -> Self {
        Self { database }
    }

    pub(super) async fn ping(&self) -> Result<(), ExpiringError> {
        Ok(self.database.ping().await?)
    }

    pub(super) async fn put(&self, at: &Address, new: New, now: DateTime<Utc>) -> Result<bool, ExpiringError> {
        let values = at.values().into_iter().chain(new.values()).chain([now.into()]);
        Ok(self.change(PUT, values).await?.is_some())
    }

    pub(super) async fn get(
        &self,
        at: &Address,
        now: DateTime<Utc>,
    ) -> Result<Option<(Version, String)>, ExpiringError> {
        let reader = self.database.reader();
        let values = at.values().into_iter().chain([now.into()]);
        let statement = Statement::from_sql_and_values(reader.get_database_backend(), GET, values);
        let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
        Ok(Some((Version(row.try_get_by("version")?), row.try_get_by("value")?)))
    }

    pub(super) async fn replace(
        &self,
        at: &Address,
        version: Version,
        new: New,
        now: DateTime<Utc>,
    ) -> Result<bool, ExpiringError> {
        let values = at.values().into_iter().chain(new.values()).chain([now.into(), version.0.into()]);
        Ok(self.change(REPLACE, values).await?.is_some())
    }

    pub(super) async fn take(
        &self,
        at: &Address,
        version: Option<Version>,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, ExpiringError> {
        let values = at.values().into_iter().chain([now.into(), version.map(|version| version.0).into()]);
        let row = self.change(TAKE, values).await?;
        Ok(row.map(|row| row.try_get_by("value")).transpose()?)
    }

    pub(super) async fn count(
        &self,
        at: &Address,
        limit: u32,
        first: New,
        now: DateTime<Utc>,
    ) -> Result<Option<u32>, ExpiringError> {
        if limit == 0 {
            return Ok(None);
        }
        let values = at.values().into_iter().chain(first.values()).chain([now.into(), i64::from(limit).into()]);
        let Some(row) = self.change(COUNT, values).await? else { return Ok(None) };
        Ok(Some(serde_json::from_str(&row.try_get_by::<String, _>("value")?)?))
    }

    pub(super) async fn purge(&self, now: DateTime<Utc>) -> Result<u64, ExpiringError> {
        let mut removed = 0;
        loop {
            let batch: u64 = self
                .database
                .write(move |tx| {
                    Box::pin(async move {
                        let statement = Statement::from_sql_and_values(tx.get_database_backend(), PURGE, [now.into()]);
                        Ok::<_, DbErr>(tx.execute_raw(statement).await?.rows_affected())
                    })
                })
                .await?;
            removed += batch;
            if batch == 0 {
                return Ok(removed);
            }
        }
    }

    /// Runs one statement as a write of its own, and returns the row that it changed, if it did.
    async fn change(
        &self,
        sql: &'static str,
        values: impl Iterator<Item = Value>,
    ) -> Result<Option<QueryResult>, DbErr> {
        let backend = self.database.reader().get_database_backend();
        self.database.write_statement(Statement::from_sql_and_values(backend, sql, values)).await
    }
}

impl Address {
    fn values(&self) -> [Value; 3] {
        [self.realm.as_str().into(), self.kind.into(), self.id.as_str().into()]
    }
}

impl New {
    fn values(self) -> [Value; 3] {
        [self.version.0.into(), self.json.into(), self.expires_at.into()]
    }
}
