//! Opening a database by its address, with the settings that make it safe and quick.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Connection, Error, PgConnection, Postgres, Sqlite, SqliteConnection};
use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector, SqlxSqliteConnector};

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is of another kind of database, or names no place.
    #[error("a database's address is sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")]
    Address,
    /// SQLite in memory gives every connection a database of its own.
    #[error("a database in memory is not supported: name a file")]
    InMemory,
    /// The file could not be made or opened.
    #[error("the database file {path} cannot be opened: {source}")]
    File {
        /// The path as given.
        path: String,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// The database did not answer or refused.
    #[error("the database cannot be reached: {0}")]
    Database(#[from] DbErr),
}

/// The two ways into one database.
pub(super) struct Connections {
    pub(super) reader: DatabaseConnection,
    pub(super) writer: DatabaseConnection,
}

pub(super) async fn open(url: &str) -> Result<Connections, ConnectError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return open_sqlite(path.strip_prefix("//").unwrap_or(path)).await;
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        // The parser's own error may repeat parts of the address.
        let options = PgConnectOptions::from_str(url).map_err(|_| ConnectError::Address)?;
        return open_postgres(options).await;
    }
    Err(ConnectError::Address)
}

async fn open_sqlite(path: &str) -> Result<Connections, ConnectError> {
    if path.is_empty() {
        return Err(ConnectError::Address);
    }
    if path.starts_with(":memory:") || path.contains("mode=memory") {
        return Err(ConnectError::InMemory);
    }
    create_for_owner(path).await.map_err(|source| ConnectError::File { path: path.to_owned(), source })?;
    let options = SqliteConnectOptions::new()
        .filename(Path::new(path))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-8000")
        .pragma("temp_store", "memory")
        .pragma("journal_size_limit", "67108864");
    // SQLite's own errors may leave no transaction where sqlx still counts one; such a connection is given up.
    let writer = kept_open::<Sqlite>().max_connections(1).after_release(|connection: &mut SqliteConnection, _| {
        let idle = !connection.is_in_transaction();
        Box::pin(async move { Ok(idle) })
    });
    let writer = writer.connect_with(options.clone()).await.map_err(unreachable)?;
    let reader = kept_open::<Sqlite>().max_connections(4).min_connections(1);
    let reader = reader.connect_with(options.pragma("query_only", "ON")).await.map_err(unreachable)?;
    Ok(Connections {
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
    })
}

/// Makes the file before SQLite would, with no access for others: `-wal` and `-shm` take over its mode.
async fn create_for_owner(path: &str) -> Result<(), std::io::Error> {
    tokio::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).await.map(drop)
}

/// A pool whose connections stay: SQLite's never go stale, and each holds its prepared statements.
fn kept_open<DB: sea_orm::sqlx::Database>() -> PoolOptions<DB> {
    PoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None)
}

async fn open_postgres(options: PgConnectOptions) -> Result<Connections, ConnectError> {
    let writer = checked_when_idle().connect_with(options.clone()).await.map_err(unreachable)?;
    let options = options.options([("default_transaction_read_only", "on")]);
    let reader = checked_when_idle().connect_with(options).await.map_err(unreachable)?;
    Ok(Connections {
        reader: SqlxPostgresConnector::from_sqlx_postgres_pool(reader),
        writer: SqlxPostgresConnector::from_sqlx_postgres_pool(writer),
    })
}

/// A pool that asks a connection whether it lives unless it was used a moment ago. Under load nobody pays for that, and
/// after a restart of the server nobody gets one of the dead.
fn checked_when_idle() -> PoolOptions<Postgres> {
    const PAUSE: Duration = Duration::from_millis(10);
    /// While the server is away, a request is answered so much later and no more.
    const PATIENCE: Duration = Duration::from_secs(3);
    PoolOptions::new().acquire_timeout(PATIENCE).max_connections(10).test_before_acquire(false).before_acquire(
        |connection: &mut PgConnection, meta| {
            Box::pin(async move {
                if meta.idle_for > PAUSE {
                    connection.ping().await?;
                }
                Ok(true)
            })
        },
    )
}

fn unreachable(error: Error) -> ConnectError {
    ConnectError::Database(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))
}
