//! What happened behind an error page, kept by the reference that the page shows.
//!
//! A visitor reads a number out to the help desk; an administrator finds the cause by it, with no access to the log.
//! The cause is written for an administrator and carries no personal data and no secret. A flood of failures fills no
//! disk: beyond a number in a minute and a day only the log has them.

mod budget;
mod kind;
mod scrub;
mod words;

use std::sync::Arc;

use base::{RealmName, Reference};
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use crate::{Count, Database};
use budget::Budget;
pub use kind::{Kind, is_caused_by};

/// The longest place and the longest cause that are kept, in characters.
const LONGEST: [usize; 2] = [255, 2000];

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the visitor was shown.
    pub reference: Reference,
    /// The realm visited, when one was recognised.
    pub realm: Option<RealmName>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The route or command, as the program names it: never a visited URL, which may carry codes.
    pub place: String,
    /// Of which kind it was. What a version before this one kept has none.
    pub kind: Option<Kind>,
    /// Why it happened.
    pub cause: String,
}

/// Where failures are kept. Cheap to clone; clones share the bound.
#[derive(Clone, Debug)]
pub struct Failures {
    database: Database,
    budget: Arc<Budget>,
    counted: Arc<[Count; Kind::ALL.len()]>,
}

impl Failures {
    /// In a database.
    #[must_use]
    pub fn in_database(database: Database) -> Self {
        Self { database, budget: Arc::default(), counted: Arc::default() }
    }

    /// How many failures there were of each kind since the process started, whether or not they were kept.
    pub fn counted(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Kind::ALL.into_iter().zip(self.counted.iter()).map(|(kind, count)| (kind.name(), count.get()))
    }

    /// Keeps a failure. `false`: so many came before it that only the log has it.
    ///
    /// # Errors
    /// The database's own failure; then the log has the cause alone.
    pub async fn keep(&self, failure: Failure) -> Result<bool, DbErr> {
        const SQL: &str =
            "INSERT INTO error_references (reference, realm, at, place, kind, cause) VALUES ($1, $2, $3, $4, $5, $6)";
        let counts = Kind::ALL.iter().zip(self.counted.iter());
        counts.filter(|(kind, _)| Some(**kind) == failure.kind).for_each(|(_, count)| count.more());
        if !self.budget.has_room(failure.at) {
            return Ok(false);
        }
        let realm = failure.realm.as_ref().map(|realm| realm.as_str().to_owned());
        let [place, cause] = LONGEST;
        let values = [
            failure.reference.as_str().into(),
            realm.into(),
            failure.at.into(),
            failure.place.chars().take(place).collect::<String>().into(),
            failure.kind.map(Kind::name).into(),
            scrub::scrub(&failure.cause).chars().take(cause).collect::<String>().into(),
        ];
        change(&self.database, SQL, values).await.map(|_| true)
    }
}

/// Finds a failure by the reference that a visitor was shown.
///
/// # Errors
/// The database's own failure.
pub async fn find(database: &Database, reference: &Reference) -> Result<Option<Failure>, DbErr> {
    const SQL: &str = "SELECT realm, at, place, kind, cause FROM error_references WHERE reference = $1";
    let reader = database.reader();
    let values = [reference.as_str().into()];
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), SQL, values);
    let Some(row) = reader.query_one_raw(statement).await? else { return Ok(None) };
    let (realm, kind): (Option<String>, Option<String>) = (row.try_get_by("realm")?, row.try_get_by("kind")?);
    Ok(Some(Failure {
        reference: reference.clone(),
        realm: realm.and_then(|name| name.parse().ok()),
        at: row.try_get_by("at")?,
        place: row.try_get_by("place")?,
        kind: kind.as_deref().and_then(Kind::from_name),
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
