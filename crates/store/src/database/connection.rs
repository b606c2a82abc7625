//! One connection to a database, and statements on it.
//!
//! sea-orm makes the statements and reads the rows. In between stand sqlx's connections themselves and not its pools,
//! which ask a connection after each single statement whether it is still there: that is a second way to the server and
//! back, and on SQLite to its thread and back, for each of them.

use sea_orm::sqlx;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::{
    AssertSqlSafe, Connection as _, Database, Error, IntoArguments, PgConnection, SqliteConnection, query_with, raw_sql,
};
use sea_orm::{DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use sea_query_sqlx::SqlxValues;

use super::array::Array;

/// A connection to SQLite's file or to PostgreSQL.
pub(super) enum Connection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

/// The same for both databases, whose types are not.
macro_rules! on_either {
    ($this:expr, $connection:ident => $run:expr) => {
        match $this {
            Connection::Sqlite($connection) => $run,
            Connection::Postgres($connection) => $run,
        }
    };
}

impl Connection {
    pub(super) const fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    /// Runs a statement that returns no rows.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        let ran =
            on_either!(self, connection => query(statement).execute(&mut **connection).await.map(ExecResult::from));
        ran.map_err(exec)
    }

    /// Runs statements as they stand, without values and without keeping them prepared.
    pub(super) async fn execute_text(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = AssertSqlSafe(sql);
        let ran = on_either!(self, connection => raw_sql(sql).execute(&mut **connection).await.map(ExecResult::from));
        ran.map_err(exec)
    }

    /// The first row of a statement.
    pub(super) async fn query_one(&mut self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let found = on_either!(self, connection => {
            query(statement).fetch_optional(&mut **connection).await.map(|row| row.map(QueryResult::from))
        });
        found.map_err(ask)
    }

    /// All rows of a statement.
    pub(super) async fn query_all(&mut self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let found = on_either!(self, connection => {
            let rows = query(statement).fetch_all(&mut **connection).await;
            rows.map(|rows| rows.into_iter().map(QueryResult::from).collect())
        });
        found.map_err(ask)
    }

    /// All rows of a statement of PostgreSQL's whose parameters are arrays.
    pub(super) async fn query_all_arrays(&mut self, sql: &str, arrays: Vec<Array>) -> Result<Vec<QueryResult>, DbErr> {
        let Self::Postgres(connection) = self else {
            return Err(DbErr::Custom("SQLite has no arrays".to_owned()));
        };
        let bound = arrays.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, array| array.bind(query));
        let rows = bound.fetch_all(&mut **connection).await.map_err(ask)?;
        Ok(rows.into_iter().map(QueryResult::from).collect())
    }

    /// Whether the database answers.
    pub(super) async fn ping(&mut self) -> Result<(), Error> {
        on_either!(self, connection => connection.ping().await)
    }

    /// Ends the connection; SQLite takes what was written last into its file.
    pub(super) async fn close(self) -> Result<(), Error> {
        on_either!(self, connection => connection.close().await)
    }
}

fn query<DB: Database>(statement: Statement) -> Query<'static, DB, SqlxValues>
where
    SqlxValues: IntoArguments<DB>,
{
    let values = SqlxValues(statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new())));
    query_with(AssertSqlSafe(statement.sql), values)
}

fn exec(error: Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn ask(error: Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
