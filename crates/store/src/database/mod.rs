//! The database: reads from a pool, writes through one door.
//!
//! [`Database::write`] is the only way to begin a transaction, and [`Tx`] exists only inside one, so a function that
//! takes `&Tx` is a function that writes, and its caller has decided what stands or falls together. On SQLite the
//! writes of all callers pass one writer that commits them in groups: with `synchronous=FULL` a commit costs a wait
//! for the disk, and a group waits once for all. The reading pool refuses writes on both databases, so a
//! forgotten `write` shows itself in the first test.

mod array;
mod connect;
mod connection;
mod kept;
mod reader;
mod tx;
mod writer;

use std::fmt;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;

use crate::WriteFigures;
pub(crate) use array::Array;
pub use connect::ConnectError;
use kept::Kept;
pub use reader::Reader;
pub use tx::Tx;
use writer::{Job, Run, Settle};

/// One database, SQLite or PostgreSQL. Cheap to clone; clones share the connections.
#[derive(Clone)]
pub struct Database {
    reader: Reader,
    writer: Arc<Kept>,
    /// Where SQLite's writer takes its work from. PostgreSQL has a transaction for each write instead.
    queue: Option<mpsc::Sender<Job>>,
    figures: Arc<WriteFigures>,
}

impl Database {
    /// Opens `sqlite:PATH` (the file is created, readable by its owner only) or `postgres://USER:PASSWORD@HOST/NAME`.
    ///
    /// # Errors
    /// [`ConnectError`], which never shows the password of an address.
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        let connect::Connections { reader, writer } = connect::open(url).await?;
        let figures = Arc::<WriteFigures>::default();
        let is_sqlite = writer.options().backend() == DbBackend::Sqlite;
        let queue = is_sqlite.then(|| writer::start(Arc::clone(&writer), Arc::clone(&figures)));
        Ok(Self { reader: Reader::new(reader), writer, queue, figures })
    }

    /// How much was written since this process opened the database.
    #[must_use]
    pub fn figures(&self) -> &WriteFigures {
        &self.figures
    }

    /// The connections for reading. A statement that writes fails here, on both databases.
    #[must_use]
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Runs `closure` in a transaction, and returns its value after the commit.
    ///
    /// * All or nothing: an `Err`, a panic or a failed commit leaves nothing of it. The panic goes on in the caller.
    /// * A value that is returned is on the disk. An error after which the closure went on fails the write too
    ///   (PostgreSQL has given up the transaction by then): to pass over a conflict, say `ON CONFLICT`.
    /// * A caller that is dropped while waiting does not stop the write: it happens whole, or not at all.
    /// * On SQLite one write runs at a time, so what it reads stays true until it ends. On PostgreSQL writes run
    ///   side by side (READ COMMITTED): decide by conditional statements (`UPDATE … WHERE`, `ON CONFLICT`) and
    ///   the number of rows they changed, never by reading first.
    /// * On SQLite everyone waits while a closure runs, so it talks to `tx` and to nothing else.
    ///
    /// ```no_run
    /// # use sea_orm::{ConnectionTrait, DbErr};
    /// # async fn example(database: store::Database) -> Result<u64, DbErr> {
    /// let sql = "UPDATE doors SET open = FALSE";
    /// database.write(move |tx| Box::pin(async move { Ok(tx.execute_unprepared(sql).await?.rows_affected()) })).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// What the closure returns, or the database's own failure. A write inside a write is refused.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        self.write_in_turn(closure, false).await
    }

    /// Runs one statement as a write of its own, and returns its first row, if it has any. It costs less than a closure:
    /// PostgreSQL needs no transaction for it, and SQLite no savepoint within the group's.
    ///
    /// # Errors
    /// The database's own failure, as for [`write`](Self::write); then nothing was written.
    pub async fn write_statement(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if self.queue.is_none() && !writer::is_inside_a_write() {
            self.figures.writes.more();
            let row = self.writer.take().await?.query_one(statement).await?;
            self.figures.groups.more();
            return Ok(row);
        }
        self.write_in_turn(|tx| Box::pin(async move { tx.query_one_raw(statement).await }), true).await
    }

    /// The same for a text that is several statements on SQLite: all of them, or nothing, as in a closure. The first row that
    /// one of them returns is the last thing that happens.
    ///
    /// # Errors
    /// The database's own failure; then nothing was written.
    pub async fn write_statements(&self, statements: Statement) -> Result<Option<QueryResult>, DbErr> {
        if self.queue.is_none() {
            return self.write_statement(statements).await;
        }
        self.write_in_turn(|tx| Box::pin(async move { tx.query_one_raw(statements).await }), false).await
    }

    async fn write_in_turn<T, E, F>(&self, closure: F, single: bool) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        if writer::is_inside_a_write() {
            return Err(E::from(DbErr::Custom("a write was begun inside a write".to_owned())));
        }
        let (reply, outcome) = oneshot::channel();
        let job = Job { single, ..job(closure, reply) };
        match &self.queue {
            Some(queue) => {
                if queue.send(job).await.is_err() {
                    return Err(E::from(writer::stopped()));
                }
            }
            None => {
                let (writer, figures) = (Arc::clone(&self.writer), Arc::clone(&self.figures));
                tokio::spawn(async move { writer::commit(&writer, std::iter::once(job), &figures).await });
            }
        }
        match outcome.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(E::from(writer::stopped())),
        }
    }

    /// Closes the connections, which otherwise close some time after the last clone is gone.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.ping().await
    }

    /// Brings the schema up to date in one transaction, while no other process does the same:
    /// `database.migrate(async |tx| Migrator::up(tx, None).await)`.
    ///
    /// # Errors
    /// The database's own failure; then the schema is what it was.
    pub async fn migrate(&self, up: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(), DbErr>) -> Result<(), DbErr> {
        /// Any number that no other user of a shared PostgreSQL server takes for its advisory lock.
        const LOCK: &str = "SELECT pg_advisory_xact_lock(8207461394012)";
        let connection = connect::of_sea_orm(self.writer.options()).await?;
        let at_once = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = connection.begin_with_options(at_once).await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction.execute_unprepared(LOCK).await?;
        }
        up(&transaction).await?;
        transaction.commit().await?;
        connection.close().await
    }

    /// Runs a statement outside a transaction, where SQLite's own maintenance must run.
    pub(crate) async fn maintain(&self, statement: Statement) -> Result<(), DbErr> {
        self.writer.take().await?.execute(statement).await.map(drop)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({:?})", self.reader.get_database_backend())
    }
}

/// What a caller waits for: the closure's result, or its panic.
type Outcome<T, E> = std::thread::Result<Result<T, E>>;

/// Makes work for the writer of a closure and its caller's waiting end, whatever their types.
fn job<T, E, F>(closure: F, reply: oneshot::Sender<Outcome<T, E>>) -> Job
where
    F: for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    let (leave, mut left) = oneshot::channel::<Outcome<T, E>>();
    let span = tracing::Span::current();
    let run: Run = Box::new(move |tx| {
        let running = AssertUnwindSafe(async move { closure(tx).await }).catch_unwind();
        Box::pin(running.instrument(span).map(|outcome| {
            let keep = matches!(outcome, Ok(Ok(_)));
            keep & leave.send(outcome).is_ok()
        }))
    });
    let settle: Settle = Box::new(move |committed| {
        let outcome = match (left.try_recv(), committed) {
            (Ok(Err(panic)), _) => Err(panic),
            (_, Err(cause)) => Ok(Err(E::from(cause))),
            (Ok(Ok(result)), Ok(())) => Ok(result),
            (Err(_), Ok(())) => Ok(Err(E::from(writer::stopped()))),
        };
        // A caller that has gone is no failure: its write stood or fell all the same.
        drop(reply.send(outcome));
    });
    Job { run, settle, single: false }
}
