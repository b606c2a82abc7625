//! Connections that are kept open, each lent to one user at a time.
//!
//! One that was in the middle of something when its user failed or went away is never lent again: it is closed, the
//! database takes back what was not committed, and the next user gets a new one.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{ConnectOptions as _, Error};
use sea_orm::{DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::array::Array;
use super::connection::Connection;

/// PostgreSQL's connections may have died while they rested longer than this. Under load nobody asks them, and after a
/// restart of the server nobody gets one of the dead.
const RESTED: Duration = Duration::from_millis(10);
/// While PostgreSQL is away, a request is answered so much later and no more.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where connections lead, and with which settings.
#[derive(Clone)]
pub(super) enum Options {
    Sqlite(Box<SqliteConnectOptions>),
    Postgres(Box<PgConnectOptions>),
}

impl Options {
    async fn connect(&self) -> Result<Connection, Error> {
        Ok(match self {
            Self::Sqlite(options) => Connection::Sqlite(Box::new(options.connect().await?)),
            Self::Postgres(options) => Connection::Postgres(Box::new(options.connect().await?)),
        })
    }

    pub(super) const fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }
}

/// At most so many connections to one place.
pub(super) struct Kept {
    options: Options,
    idle: Mutex<Vec<(Connection, Instant)>>,
    most: u32,
    free: Arc<Semaphore>,
}

impl Kept {
    /// Opens the first connection, so that a wrong address is told at once.
    pub(super) async fn open(options: Options, most: u32) -> Result<Arc<Self>, DbErr> {
        let free = Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(1)));
        let kept = Arc::new(Self { options, idle: Mutex::default(), most, free });
        drop(kept.take().await?);
        Ok(kept)
    }

    pub(super) const fn options(&self) -> &Options {
        &self.options
    }

    /// A connection, as soon as one is free.
    pub(super) async fn take(self: &Arc<Self>) -> Result<Taken, DbErr> {
        let permit = self.permit().await?;
        let connection = match self.rested().await {
            Some(connection) => connection,
            None => self.patiently(self.options.connect()).await?,
        };
        Ok(Taken { kept: Arc::clone(self), connection: Some(connection), in_doubt: false, _permit: permit })
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(permit);
        }
        let waiting = Arc::clone(&self.free).acquire_owned();
        self.patiently(async { waiting.await.map_err(|_| Error::PoolClosed) }).await
    }

    /// One that was used before and is still alive.
    async fn rested(&self) -> Option<Connection> {
        loop {
            let (mut connection, since) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            let trusted = connection.backend() == DbBackend::Sqlite || since.elapsed() <= RESTED;
            if trusted || self.patiently(connection.ping()).await.is_ok() {
                return Some(connection);
            }
        }
    }

    /// SQLite's file is never away: whoever waits for it waits for others, as long as its own limits say.
    async fn patiently<T>(&self, waiting: impl Future<Output = Result<T, Error>>) -> Result<T, DbErr> {
        let waited = match self.options.backend() {
            DbBackend::Postgres => timeout(PATIENCE, waiting).await.unwrap_or(Err(Error::PoolTimedOut)),
            _ => waiting.await,
        };
        waited.map_err(unreachable)
    }

    /// Waits until nobody uses a connection, and closes all of them. Whoever asks for one from then on is refused.
    pub(super) async fn close(&self) -> Result<(), DbErr> {
        let all = self.free.acquire_many(self.most).await;
        self.free.close();
        drop(all);
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for (connection, _) in idle {
            connection.close().await.map_err(unreachable)?;
        }
        Ok(())
    }
}

/// A failure to reach the database.
pub(super) fn unreachable(error: Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

impl fmt::Debug for Kept {
    // The options have the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({:?}, {})", self.options.backend(), self.most)
    }
}

/// A connection in use. It goes back when it is dropped, unless it is not known what became of its last statement.
pub(super) struct Taken {
    kept: Arc<Kept>,
    connection: Option<Connection>,
    in_doubt: bool,
    _permit: OwnedSemaphorePermit,
}

/// Runs something on a taken connection, which is in doubt until it has ended.
macro_rules! on_it {
    ($this:expr, $connection:ident => $run:expr) => {{
        let Some($connection) = &mut $this.connection else { return Err(unreachable(Error::PoolClosed)) };
        let was_in_doubt = std::mem::replace(&mut $this.in_doubt, true);
        let ran = $run;
        $this.in_doubt = was_in_doubt || ran.as_ref().is_err_and(is_lost);
        ran
    }};
}

impl Taken {
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        on_it!(self, connection => connection.execute(statement).await)
    }

    pub(super) async fn execute_text(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        on_it!(self, connection => connection.execute_text(sql).await)
    }

    pub(super) async fn query_one(&mut self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        on_it!(self, connection => connection.query_one(statement).await)
    }

    pub(super) async fn query_all(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        on_it!(self, connection => connection.query_all(statement).await)
    }

    pub(super) async fn query_all_arrays(&mut self, sql: &str, arrays: Vec<Array>) -> Result<Vec<QueryResult>, DbErr> {
        on_it!(self, connection => connection.query_all_arrays(sql, arrays).await)
    }

    pub(super) async fn ping(&mut self) -> Result<(), DbErr> {
        on_it!(self, connection => connection.ping().await.map_err(unreachable))
    }

    /// Says that something has begun on it, and must end before it is lent again.
    pub(super) const fn doubt(&mut self) {
        self.in_doubt = true;
    }

    /// Says that what had begun has ended.
    pub(super) const fn trust(&mut self) {
        self.in_doubt = false;
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.kept.options.backend()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take().filter(|_| !self.in_doubt) {
            self.kept.idle.lock().unwrap_or_else(PoisonError::into_inner).push((connection, Instant::now()));
        }
    }
}

/// Whether a failure was the connection's, and not the statement's.
fn is_lost(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
        return true;
    };
    // The database has judged the statement, and stays.
    !matches!(cause.as_ref(), Error::Database(_)) || crate::is_unreachable(error)
}
