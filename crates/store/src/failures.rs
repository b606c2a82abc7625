//! What happened behind an error page, kept by the reference that the page shows.
//!
//! A visitor reads a number out to the help desk; an administrator finds the cause by it, with no access to the log.
//! The cause is written for an administrator and carries no personal data and no secret.

use base::{RealmName, Reference};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use crate::Database;

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the visitor was shown.
    pub reference: Reference,
    /// The realm visited, when one was recognised.
    pub realm: Option<RealmName>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The route or command, as the program names it: never a visited URL, which may carry codes. Up to 255 characters.
    pub place: String,
    /// Why it happened.
    pub cause: String,
}

/// Keeps a failure.
///
/// # Errors
/// The database's own failure; then the log has the cause alone.
pub async fn keep(database: &Database, failure: Failure) -> Result<(), DbErr> {
    const SQL: &str = "INSERT INTO error_references (reference, realm, at, place, cause) VALUES ($1, $2, $3, $4, $5)";
    let realm = failure.realm.as_ref().map(|realm| realm.as_str().to_owned());
    let values = [
        failure.reference.as_str().into(),
        realm.into(),
        failure.at.into(),
        failure.place.into(),
        failure.cause.into(),
    ];
    change(database, SQL, values).await.map(drop)
}

/// Finds a failure by the reference that a visitor was shown.
///
/// # Errors
/// The database's own failure.
pub async fn find(database: &Database, reference: &Reference) -> Result<Option<Failure>, DbErr> {
    const SQL: &str = "SELECT realm, at, place, cause FROM error_references WHERE reference = $1";
    let reader = database.reader();
    let values = [reference.as_str().into()];
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), SQL, values);
    let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
    let realm: Option<String> = row.try_get_by("realm")?;
    Ok(Some(Failure {
        reference: reference.clone(),
        realm: realm.and_then(|name| name.parse().ok()),
        at: row.try_get_by("at")?,
        place: row.try_get_by("place")?,
        cause: row.try_get_by("cause")?,
    }))
}

/// Removes the failures before a moment, and returns how many.
///
/// # Errors
/// The database's own failure.
pub async fn purge(database: &Database, before: DateTime<Utc>) -> Result<u64, DbErr> {
    change(database, "DELETE FROM error_references WHERE at < $1", [before.into()]).await
}

async fn change<const N: usize>(database: &Database, sql: &'static str, values: [Value; N]) -> Result<u64, DbErr> {
    database
        .write(move |tx| {
            Box::pin(async move {
                let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
                Ok(tx.execute_raw(statement).await?.rows_affected())
            })
        })
        .await
}
