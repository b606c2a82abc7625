//! A copy of a SQLite database while it is in use, and putting one back.
//!
//! A copied file alone is no backup: what was written last stands beside it in another file. SQLite makes the copy itself,
//! of one moment, while everybody goes on writing. PostgreSQL has tools of its own for both.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::{Database, nodes};

/// Why there is no backup, or why none was put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// PostgreSQL is backed up by its own tools.
    #[error(
        "PostgreSQLはpg_dumpとpg_restoreで保存・復元してください（READMEの「バックアップ」） / \
        PostgreSQL is backed up with pg_dump and pg_restore: see *Backups* in the README"
    )]
    NotSqlite,
    /// A file that is to be made is there already.
    #[error("{0}: 既にあります / is there already")]
    Exists(PathBuf),
    /// A service has the database open.
    #[error("サービスが動いています。先に止めてください / the service runs: stop it first ({})", .0.join(", "))]
    Running(Vec<String>),
    /// The file is no database of SQLite, or is damaged.
    #[error("{0}: 壊れているか、データベースではありません / is damaged or no database ({1})")]
    Damaged(PathBuf, String),
    /// The disk's failure.
    #[error("{0}: {1}")]
    Disk(PathBuf, io::Error),
    /// The database's own failure.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl BackupError {
    /// The exit code of a command that ends with it.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Damaged(..) => 1,
            Self::Disk(..) | Self::Database(_) => 4,
            Self::NotSqlite | Self::Exists(_) | Self::Running(_) => 5,
        }
    }
}

impl Database {
    /// Writes a copy of the database as it is at one moment to a new file, readable by its owner only, and checks it.
    ///
    /// # Errors
    /// [`BackupError`]; then there is no such file.
    pub async fn back_up(&self, to: &Path) -> Result<(), BackupError> {
        if self.reader().get_database_backend() != DbBackend::Sqlite {
            return Err(BackupError::NotSqlite);
        }
        let disk = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Exists(to.to_owned()),
            _ => BackupError::Disk(to.to_owned(), error),
        };
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(disk)?;
        let made = self.copy_into(to, &file).await;
        if made.is_err() {
            drop(fs::remove_file(to));
        }
        made
    }

    async fn copy_into(&self, to: &Path, file: &File) -> Result<(), BackupError> {
        let path =
            to.to_str().ok_or_else(|| BackupError::Disk(to.to_owned(), io::ErrorKind::InvalidFilename.into()))?;
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO $1", [path.into()]);
        self.maintain(statement).await?;
        file.sync_all().map_err(|error| BackupError::Disk(to.to_owned(), error))?;
        check(to).await
    }
}

/// Whether a file is a whole database of SQLite. Nothing is written into it.
///
/// # Errors
/// [`BackupError::Damaged`].
pub async fn check(file: &Path) -> Result<(), BackupError> {
    let damaged = |why: String| BackupError::Damaged(file.to_owned(), why);
    let url = format!("sqlite:{}?mode=ro&immutable=1", file.display());
    let connection = sea_orm::Database::connect(&url).await.map_err(|error| damaged(error.to_string()))?;
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check(1)");
    let row = connection.query_one_raw(statement).await.map_err(|error| damaged(error.to_string()))?;
    let said: String = row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))?;
    connection.close().await?;
    if said == "ok" { Ok(()) } else { Err(damaged(said)) }
}

/// Puts a copy in the place of a database that no service has open, and returns where the former one is now.
///
/// # Errors
/// [`BackupError`]; then the former one is where it was, or, where the disk failed in between, under its other name.
pub async fn put_back(copy: &Path, url: &str, now: DateTime<Utc>) -> Result<Option<PathBuf>, BackupError> {
    let place = url.strip_prefix("sqlite:").ok_or(BackupError::NotSqlite)?;
    let place = PathBuf::from(place.strip_prefix("//").unwrap_or(place));
    check(copy).await?;
    if place.exists() {
        nobody_runs(url, now).await?;
    }
    let aside = with(&place, &format!(".before-{}", now.format("%Y%m%dT%H%M%SZ")));
    if aside.exists() {
        return Err(BackupError::Exists(aside));
    }
    // Beside the place, so that the last step is one renaming.
    let new = with(&place, ".new");
    copy_file(copy, &new).map_err(|error| BackupError::Disk(new.clone(), error))?;
    // The two files beside it belong to it: left alone, they would be taken for the new one's.
    let mut former = None;
    for end in ["-wal", "-shm", ""] {
        let part = with(&place, end);
        if part.exists() {
            fs::rename(&part, with(&aside, end)).map_err(|error| BackupError::Disk(part, error))?;
            former = Some(aside.clone());
        }
    }
    fs::rename(&new, &place).map_err(|error| BackupError::Disk(place, error))?;
    Ok(former)
}

fn with(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut from = File::open(from)?;
    let mut to = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to)?;
    io::copy(&mut from, &mut to)?;
    to.sync_all()
}

async fn nobody_runs(url: &str, now: DateTime<Utc>) -> Result<(), BackupError> {
    let database =
        Database::connect(url).await.map_err(|error| BackupError::Database(DbErr::Custom(error.to_string())))?;
    // A database from before there were such rows knows of no process either.
    let running = nodes::running(&database, now).await.unwrap_or_default();
    let hosts = running.into_iter().map(|node| node.host).collect::<Vec<_>>();
    database.close().await?;
    if hosts.is_empty() { Ok(()) } else { Err(BackupError::Running(hosts)) }
}
