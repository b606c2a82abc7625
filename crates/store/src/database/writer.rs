//! How writes reach the disk: SQLite's one writer and its groups, PostgreSQL's transaction for each.
//!
//! SQLite lets one connection write at a time. Instead of many connections waiting for each other's locks, one task
//! takes what has queued up, runs each closure in a savepoint, commits once and only then answers. The first
//! closure alone waits for nobody: a group is what arrived while the last group was being committed.

use std::sync::Arc;

use futures::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::mpsc;

use super::tx::Tx;
use crate::WriteFigures;

/// At most so many writes are committed together: beyond that the disk's wait is shared thin enough.
const GROUP: usize = 64;
/// At most so many writes wait in the queue; further callers wait before it.
const QUEUE: usize = 1024;

/// A write under way: what to run, and how to answer its caller.
pub(super) struct Job {
    /// Runs the closure, and says whether to keep what it did.
    pub(super) run: Run,
    /// Tells the caller, once the fate of the transaction is known.
    pub(super) settle: Settle,
}

pub(super) type Run = Box<dyn for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, bool> + Send>;
pub(super) type Settle = Box<dyn FnOnce(Result<(), DbErr>) + Send>;

tokio::task_local! {
    /// Set while a closure runs.
    static INSIDE_A_WRITE: ();
}

/// Whether a closure of `write` is asking. Waiting for SQLite's writer from inside it would be waiting for oneself.
pub(super) fn is_inside_a_write() -> bool {
    INSIDE_A_WRITE.try_with(|()| ()).is_ok()
}

/// Starts SQLite's writer. It ends when the last clone of the database is gone and the queue is empty.
pub(super) fn start(connection: DatabaseConnection, figures: Arc<WriteFigures>) -> mpsc::Sender<Job> {
    let (queue, mut waiting) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        let mut group = Vec::with_capacity(GROUP);
        while waiting.recv_many(&mut group, GROUP).await > 0 {
            commit(&connection, group.drain(..), &figures).await;
        }
    });
    queue
}

/// Runs jobs in one transaction and answers all of them after its commit.
pub(super) async fn commit(connection: &DatabaseConnection, jobs: impl Iterator<Item = Job>, figures: &WriteFigures) {
    let (runs, settles): (Vec<_>, Vec<_>) = jobs.map(|job| (job.run, job.settle)).unzip();
    figures.writes.add(settles.len() as u64);
    match run(connection, runs).await {
        Ok(verdicts) => {
            figures.groups.more();
            settles.into_iter().zip(verdicts).for_each(|(settle, verdict)| settle(verdict));
        }
        Err(cause) => {
            figures.failed_groups.more();
            tracing::error!(%cause, writes = settles.len(), "a group of writes was not committed");
            settles.into_iter().for_each(|settle| settle(Err(cause.clone())));
        }
    }
}

/// Runs closures and commits. `Ok` has a verdict for each of them; `Err` means that nothing of any was kept.
async fn run(connection: &DatabaseConnection, runs: Vec<Run>) -> Result<Vec<Result<(), DbErr>>, DbErr> {
    let transaction = begin(connection).await?;
    let runs = match <[Run; 1]>::try_from(runs) {
        Ok([only]) => return Ok(vec![run_in(transaction, only).await?]),
        Err(several) => several,
    };
    let mut verdicts = Vec::with_capacity(runs.len());
    for run in runs {
        verdicts.push(run_in(transaction.begin().await?, run).await?);
    }
    transaction.commit().await?;
    Ok(verdicts)
}

/// Runs one closure in a transaction or savepoint of its own, and ends that.
async fn run_in(transaction: DatabaseTransaction, run: Run) -> Result<Result<(), DbErr>, DbErr> {
    let tx = Tx::new(transaction);
    let keep = INSIDE_A_WRITE.scope((), run(&tx)).await;
    tx.end(keep).await
}

/// Begins a transaction that may write. On SQLite it takes the lock at once: one that had read first and then
/// wrote would fail whenever another process wrote in between, however long the busy timeout.
pub(super) async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(options).await
}

/// What a caller is told whose answer never came.
pub(super) fn stopped() -> DbErr {
    DbErr::Custom("the database's writer has stopped: the process is shutting down".to_owned())
}
