//! A transaction, as a closure of `Database::write` sees it.
//!
//! It passes statements on and remembers the first that failed. PostgreSQL answers `COMMIT` after a failed
//! statement by rolling back without an error, so a closure that went on regardless would be told that its rows
//! are safe. The remembered failure makes that a failed write, on SQLite too.

use std::sync::{Arc, OnceLock};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::Notify;

/// The inside of one [`write`](super::Database::write). Only that function makes one; statements go through
/// [`ConnectionTrait`].
///
/// ```compile_fail,E0624
/// fn forged(transaction: sea_orm::DatabaseTransaction) -> store::Tx {
///     store::Tx::new(transaction)
/// }
/// ```
#[derive(Debug)]
pub struct Tx {
    transaction: DatabaseTransaction,
    failure: OnceLock<DbErr>,
    waker: OnceLock<Arc<Notify>>,
}

impl Tx {
    pub(super) const fn new(transaction: DatabaseTransaction) -> Self {
        Self { transaction, failure: OnceLock::new(), waker: OnceLock::new() }
    }

    /// Makes every other write that holds the same name wait until this one ends, so that what is read afterwards stays
    /// true: for what no unique index can decide, because it stands in two columns. On SQLite writes run one at a time
    /// anyway.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn hold(&self, name: &str) -> Result<(), DbErr> {
        const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        if self.get_database_backend() == DbBackend::Postgres {
            self.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, LOCK, [name.into()])).await?;
        }
        Ok(())
    }

    /// Wakes somebody who acts on what this write leaves behind, once it is kept.
    ///
    /// On SQLite that may be before the group's commit. Whoever wakes must begin with a `write` of its own: that one
    /// runs after the commit on PostgreSQL, and behind the group in SQLite's queue.
    pub(crate) fn wake_when_kept(&self, sleeper: &Arc<Notify>) {
        self.waker.get_or_init(|| Arc::clone(sleeper));
    }

    /// Ends the transaction or savepoint: keeps what was done if `keep` and if every statement succeeded.
    ///
    /// The inner result is the verdict over this write alone; the outer error means that the transaction is broken.
    pub(super) async fn end(self, keep: bool) -> Result<Result<(), DbErr>, DbErr> {
        let verdict = match self.failure.into_inner() {
            Some(failure) if keep => Err(failure),
            _ => Ok(()),
        };
        if keep && verdict.is_ok() {
            self.transaction.commit().await?;
            if let Some(sleeper) = self.waker.get() {
                sleeper.notify_one();
            }
        } else {
            self.transaction.rollback().await?;
        }
        Ok(verdict)
    }

    fn noting_failure<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        result.inspect_err(|failure| {
            self.failure.get_or_init(|| failure.clone());
        })
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.noting_failure(self.transaction.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.noting_failure(self.transaction.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.noting_failure(self.transaction.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.noting_failure(self.transaction.query_all_raw(statement).await)
    }
}
