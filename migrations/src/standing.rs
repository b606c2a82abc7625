//! How far a database is behind a program, or ahead of it.
//!
//! Ahead is no mistake: while nodes are replaced one by one, those of the version before go on over the tables of the next,
//! and one of them may have to start once more. It changes nothing then.

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use sea_orm_migration::{DbErr, MigratorTrait};

/// The migrations that a database and a program do not share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Known to the program and not made yet: `migrate` makes them.
    pub pending: Vec<String>,
    /// Made by a newer version of the program, and unknown to this one.
    pub unknown: Vec<String>,
}

/// Compares a database with a program's migrations, and changes nothing.
///
/// # Errors
/// The database's own failure.
pub async fn standing<M: MigratorTrait>(connection: &impl ConnectionTrait) -> Result<Standing, DbErr> {
    let known: Vec<String> = M::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let made: Vec<String> = if is_begun(connection).await? {
        let sql = "SELECT version FROM seaql_migrations ORDER BY version";
        let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
        rows.iter().map(|row| row.try_get_by("version")).collect::<Result<_, _>>()?
    } else {
        Vec::new()
    };
    let but = |some: &[String], others: &[String]| {
        some.iter().filter(|name| !others.contains(name)).cloned().collect::<Vec<_>>()
    };
    Ok(Standing { pending: but(&known, &made), unknown: but(&made, &known) })
}

/// Makes what is pending. A database that a newer version has brought up to date is left as it is; one that is behind and
/// ahead at once has another history than this program's, and is refused.
///
/// # Errors
/// The database's own failure, or that it has another history.
pub(crate) async fn catch_up<M: MigratorTrait>(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    let Standing { pending, unknown } = standing::<M>(transaction).await?;
    match (pending.is_empty(), unknown.is_empty()) {
        (true, _) => Ok(()),
        (false, true) => M::up(transaction, None).await,
        (false, false) => Err(DbErr::Custom(format!(
            "the database has another history: it lacks {}, and has {}, which this version does not know",
            pending.join(", "),
            unknown.join(", ")
        ))),
    }
}

async fn is_begun(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let sql = match connection.get_database_backend() {
        sea_orm_migration::sea_orm::DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'"
        }
        _ => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'",
    };
    let found = connection.query_one_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    Ok(found.is_some())
}
