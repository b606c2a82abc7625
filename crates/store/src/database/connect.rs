//! Opening a database by its address, with the settings that make it safe and quick.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector, SqlxSqliteConnector};

use super::kept::{Kept, Options, unreachable};

/// Who reads at the same time: SQLite's readers share the processor, PostgreSQL's wait for a network.
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 10;

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
    pub(super) reader: Arc<Kept>,
    pub(super) writer: Arc<Kept>,
}

pub(super) async fn open(url: &str) -> Result<Connections, ConnectError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return open_sqlite(path.strip_prefix("//").unwrap_or(path)).await;
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        // The parser's own error may repeat parts of the address.
        let options = PgConnectOptions::from_str(url).map_err(|_| ConnectError::Address)?;
        return Ok(open_postgres(options).await?);
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
        // Pages that are written again and again reach the file once in 16 MB of writes, not once in 4.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864");
    let writer = Kept::open(Options::Sqlite(Box::new(options.clone())), 1).await?;
    let options = options.pragma("query_only", "ON");
    let reader = Kept::open(Options::Sqlite(Box::new(options)), SQLITE_READERS).await?;
    Ok(Connections { reader, writer })
}

/// Makes the file before SQLite would, with no access for others: `-wal` and `-shm` take over its mode.
async fn create_for_owner(path: &str) -> Result<(), std::io::Error> {
    tokio::fs::OpenOptions::new().create(true).append(true).mode(0o600).open(path).await.map(drop)
}

async fn open_postgres(options: PgConnectOptions) -> Result<Connections, DbErr> {
    let writer = Kept::open(Options::Postgres(Box::new(options.clone())), POSTGRES_CONNECTIONS).await?;
    let options = options.options([("default_transaction_read_only", "on")]);
    let reader = Kept::open(Options::Postgres(Box::new(options)), POSTGRES_CONNECTIONS).await?;
    Ok(Connections { reader, writer })
}

/// A connection of sea-orm's own, as migrations want it.
pub(super) async fn of_sea_orm(options: &Options) -> Result<DatabaseConnection, DbErr> {
    let one = PoolOptions::new().max_connections(1);
    Ok(match options {
        Options::Sqlite(options) => {
            let pool = one.connect_with((**options).clone()).await.map_err(unreachable)?;
            SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)
        }
        Options::Postgres(options) => {
            let pool = PoolOptions::new().max_connections(1).connect_with((**options).clone()).await;
            SqlxPostgresConnector::from_sqlx_postgres_pool(pool.map_err(unreachable)?)
        }
    })
}
