//! A transaction, as a closure of `Database::write` sees it.
//!
//! It passes statements on and remembers the first that failed. PostgreSQL answers `COMMIT` after a failed
//! statement by rolling back without an error, so a closure that went on regardless would be told that its rows
//! are safe. The remembered failure makes that a failed write, on SQLite too.

use std::fmt;
use std::sync::{Arc, OnceLock};

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio::sync::{Mutex, MutexGuard, Notify};

use super::array::Array;
use super::kept::Taken;

/// The inside of one [`write`](super::Database::write). Only that function makes one; statements go through
/// [`ConnectionTrait`].
///
/// ```compile_fail,E0624
/// fn forged() -> store::Tx {
///     store::Tx::new(todo!())
/// }
/// ```
pub struct Tx {
    backend: DbBackend,
    connection: Mutex<Taken>,
    failure: OnceLock<DbErr>,
    waker: OnceLock<Arc<Notify>>,
}

/// What a write leaves behind.
pub(super) struct Ended {
    /// The connection, on which the transaction is still open.
    pub(super) connection: Taken,
    /// The first statement that failed.
    pub(super) failure: Option<DbErr>,
    /// Whom to wake once the write is kept.
    pub(super) sleeper: Option<Arc<Notify>>,
}

impl Tx {
    pub(super) fn new(connection: Taken) -> Self {
        let backend = connection.backend();
        Self { backend, connection: Mutex::new(connection), failure: OnceLock::new(), waker: OnceLock::new() }
    }

    pub(super) fn end(self) -> Ended {
        Ended {
            connection: self.connection.into_inner(),
            failure: self.failure.into_inner(),
            sleeper: self.waker.into_inner(),
        }
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

    /// All rows of a statement of PostgreSQL's whose parameters are arrays.
    pub(crate) async fn query_all_arrays(&self, sql: &str, arrays: Vec<Array>) -> Result<Vec<QueryResult>, DbErr> {
        let ran = self.sound().await?.query_all_arrays(sql, arrays).await;
        self.noting_failure(ran)
    }

    /// Wakes somebody who acts on what this write leaves behind, once it is kept.
    ///
    /// On SQLite that is when the group is.
    pub(crate) fn wake_when_kept(&self, sleeper: &Arc<Notify>) {
        self.waker.get_or_init(|| Arc::clone(sleeper));
    }

    /// The connection, unless a statement failed before: PostgreSQL runs nothing more then, and SQLite may have ended
    /// the transaction, so that what came next would stand alone.
    async fn sound(&self) -> Result<MutexGuard<'_, Taken>, DbErr> {
        let connection = self.connection.lock().await;
        self.failure.get().map_or(Ok(connection), |failure| Err(failure.clone()))
    }

    fn noting_failure<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        result.inspect_err(|failure| {
            self.failure.get_or_init(|| failure.clone());
        })
    }
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tx({:?})", self.backend)
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let ran = self.sound().await?.execute(statement).await;
        self.noting_failure(ran)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let ran = self.sound().await?.execute_text(sql).await;
        self.noting_failure(ran)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let ran = self.sound().await?.query_one(statement).await;
        self.noting_failure(ran)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let ran = self.sound().await?.query_all(statement).await;
        self.noting_failure(ran)
    }
}
