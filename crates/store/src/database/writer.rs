//! How writes reach the disk: SQLite's one writer and its groups, PostgreSQL's transaction for each.
//!
//! SQLite lets one connection write at a time. Instead of many connections waiting for each other's locks, one task
//! takes what has queued up, runs each closure in a savepoint, commits once and only then answers. The first
//! closure alone waits for nobody: a group is what arrived while the last group was being committed. What is one statement
//! needs no savepoint, because a statement that fails leaves nothing.

use std::sync::Arc;

use futures::future::BoxFuture;
use sea_orm::{DbBackend, DbErr};
use tokio::sync::mpsc;

use super::kept::{Kept, Taken};
use super::tx::{Ended, Tx};
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
    /// Whether it is one statement, of which nothing remains when it fails: it needs no savepoint.
    pub(super) single: bool,
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
pub(super) fn start(kept: Arc<Kept>, figures: Arc<WriteFigures>) -> mpsc::Sender<Job> {
    let (queue, mut waiting) = mpsc::channel(QUEUE);
    tokio::spawn(async move {
        let mut group = Vec::with_capacity(GROUP);
        while waiting.recv_many(&mut group, GROUP).await > 0 {
            commit(&kept, group.drain(..), &figures).await;
        }
    });
    queue
}

/// Runs jobs in one transaction and answers all of them after its commit.
pub(super) async fn commit(kept: &Arc<Kept>, jobs: impl Iterator<Item = Job>, figures: &WriteFigures) {
    let (runs, settles): (Vec<_>, Vec<_>) = jobs.map(|job| ((job.run, job.single), job.settle)).unzip();
    figures.writes.add(settles.len() as u64);
    match run(kept, runs).await {
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

/// Runs closures and commits. `Ok` has a verdict for each of them; `Err` means that nothing of any was kept: the connection
/// is closed then, and the database takes back what had begun.
async fn run(kept: &Arc<Kept>, runs: Vec<(Run, bool)>) -> Result<Vec<Result<(), DbErr>>, DbErr> {
    let mut connection = kept.take().await?;
    connection.doubt();
    connection.execute_text(begin(connection.backend())).await?;
    let several = runs.len() > 1;
    let (mut verdicts, mut sleepers, mut savepoint) = (Vec::with_capacity(runs.len()), Vec::new(), Savepoint::None);
    let mut end = "COMMIT";
    for (run, single) in runs {
        let undone_by_savepoint = several && !single;
        if undone_by_savepoint {
            savepoint.set(&mut connection).await?;
        }
        let tx = Tx::new(connection);
        let keep = INSIDE_A_WRITE.scope((), run(&tx)).await;
        let Ended { connection: lent, failure, sleeper } = tx.end();
        connection = lent;
        if keep && failure.is_none() {
            savepoint.is_left_behind();
            sleepers.extend(sleeper);
        } else if undone_by_savepoint {
            connection.execute_text("ROLLBACK TO write").await?;
        } else if !several {
            end = "ROLLBACK";
        }
        verdicts.push(failure.filter(|_| keep).map_or(Ok(()), Err));
    }
    connection.execute_text(end).await?;
    connection.trust();
    sleepers.iter().for_each(|sleeper| sleeper.notify_one());
    Ok(verdicts)
}

/// How a transaction begins that writes. On SQLite it takes the lock at once: one that had read first and then wrote would
/// fail whenever another process wrote in between, however long the busy timeout.
const fn begin(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Sqlite => "BEGIN IMMEDIATE",
        _ => "BEGIN",
    }
}

/// To where the transaction of a group is taken back when one of its writes fails.
#[derive(Clone, Copy)]
enum Savepoint {
    None,
    /// Nothing was written since.
    Here,
    /// Before what other writes did.
    Behind,
}

impl Savepoint {
    /// Sets it here, in one round trip.
    async fn set(&mut self, connection: &mut Taken) -> Result<(), DbErr> {
        let sql = match self {
            Self::None => "SAVEPOINT write",
            Self::Behind => "RELEASE write; SAVEPOINT write",
            Self::Here => return Ok(()),
        };
        connection.execute_text(sql).await?;
        *self = Self::Here;
        Ok(())
    }

    const fn is_left_behind(&mut self) {
        if matches!(self, Self::Here) {
            *self = Self::Behind;
        }
    }
}

/// What a caller is told whose answer never came.
pub(super) fn stopped() -> DbErr {
    DbErr::Custom("the database's writer has stopped: the process is shutting down".to_owned())
}
