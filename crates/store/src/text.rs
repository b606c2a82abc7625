//! Statements whose text is written once.
//!
//! sea-orm writes a statement's text anew each time it runs. For what an application asks with every token that takes
//! longer than SQLite needs to answer, so the few statements that are asked most often keep their text.

use std::sync::OnceLock;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, DbBackend, EntityTrait, Iterable as _, QueryTrait as _, Statement, Value, Values};

/// The text of one statement, for each database. It stands in a `static` beside the query that it is the text of.
///
/// ```
/// # use sea_orm::{DbBackend, Statement};
/// # use store::StatementText;
/// static TEXT: StatementText = StatementText::new();
/// let make = || Statement::from_sql_and_values(DbBackend::Sqlite, "SELECT ?", [7.into()]);
/// assert_eq!(TEXT.with(DbBackend::Sqlite, [7.into()], make), make());
/// ```
#[derive(Debug)]
pub struct StatementText {
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl StatementText {
    /// A text that nobody has written yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// The statement with these values, which stand in the order in which `write` writes them. Its text may depend on
    /// nothing but the database.
    ///
    /// # Panics
    /// In a development build, which writes the statement each time, when that gives another one.
    pub fn with(&self, backend: DbBackend, values: impl Into<Vec<Value>>, write: impl Fn() -> Statement) -> Statement {
        let text = if backend == DbBackend::Postgres { &self.postgres } else { &self.sqlite };
        let sql = text.get_or_init(|| write().sql).clone();
        let statement = Statement { sql, values: Some(Values(values.into())), db_backend: backend };
        debug_assert_eq!(statement, write(), "a statement that is written anew is another one");
        statement
    }

    /// Inserts a row, all of whose columns are set; what becomes of one whose key is there already, `conflict` says, always
    /// the same.
    ///
    /// # Panics
    /// As [`with`](Self::with): in a development build, where a column is not set.
    pub fn insert<A: ActiveModelTrait>(&self, backend: DbBackend, row: &A, conflict: &OnConflict) -> Statement {
        let columns = <A::Entity as EntityTrait>::Column::iter();
        let values: Vec<Value> = columns.filter_map(|column| row.get(column).into_value()).collect();
        self.with(backend, values, || A::Entity::insert(row.clone()).on_conflict(conflict.clone()).build(backend))
    }
}

impl Default for StatementText {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(backend: DbBackend, left: i32, right: i32) -> Statement {
        let sql = if backend == DbBackend::Postgres { "SELECT $1, $2" } else { "SELECT ?, ?" };
        Statement::from_sql_and_values(backend, sql, [left.into(), right.into()])
    }

    #[test]
    fn each_database_has_its_text_and_each_call_its_values() {
        let text = StatementText::new();
        for backend in [DbBackend::Sqlite, DbBackend::Postgres, DbBackend::Sqlite] {
            for (left, right) in [(1, 2), (3, 4)] {
                let statement = text.with(backend, [left.into(), right.into()], || write(backend, left, right));
                assert_eq!(statement, write(backend, left, right));
            }
        }
    }

    #[cfg(debug_assertions)]
    #[test]
    #[should_panic(expected = "another one")]
    fn values_in_another_order_are_noticed() {
        let backend = DbBackend::Sqlite;
        drop(StatementText::new().with(backend, [2.into(), 1.into()], || write(backend, 1, 2)));
    }
}
