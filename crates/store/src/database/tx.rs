//! A transaction, as a closure of `Database::write` sees it.
//!
//! It passes statements on and remembers the first that failed. PostgreSQL answers `COMMIT` after a failed
//! statement by rolling back without an error, so a closure that went on regardless would be told that its rows
//! are safe. The remembered failure makes that a failed write, on SQLite too.

use std::sync::OnceLock;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

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
}

impl Tx {
    pub(super) const fn new(transaction: DatabaseTransaction) -> Self {
        Self { transaction, failure: OnceLock::new() }
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
