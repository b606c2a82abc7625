//! How far the import of a file has come, in the `imports` table.
//!
//! The note moves in the same transaction as the lines it speaks of, and only from where its writer knows it to
//! be: of two processes that import the same file, one is refused.

use base::RealmName;
use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use super::{ImportError, Report};
use crate::{Database, Tx};

const INSERT: &str = "INSERT INTO imports (realm, kind, digest, records, counts, started_at, updated_at) \
    VALUES ($1, $2, $3, 0, $4, $5, $5) ON CONFLICT (realm, kind, digest) DO NOTHING";

const BEGIN_ANEW: &str = "UPDATE imports SET records = 0, counts = $4, started_at = $5, updated_at = $5, \
    finished_at = NULL WHERE realm = $1 AND kind = $2 AND digest = $3 AND finished_at IS NOT NULL";

const READ: &str = "SELECT counts FROM imports WHERE realm = $1 AND kind = $2 AND digest = $3";

const SAVE: &str = "UPDATE imports SET records = $4, counts = $5, updated_at = $6, finished_at = $7 \
    WHERE realm = $1 AND kind = $2 AND digest = $3 AND records = $8 AND finished_at IS NULL";

/// The note of one file's progress.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    realm: RealmName,
    kind: String,
    digest: String,
    /// What the row says, as far as we know.
    lines: u64,
}

impl Progress {
    /// Finds how far an interrupted import came, or notes the beginning of a new one.
    pub(super) async fn begin(
        database: &Database,
        (realm, kind, digest): (&RealmName, &str, String),
        now: DateTime<Utc>,
    ) -> Result<(Self, Report), ImportError> {
        let mut progress = Self { realm: realm.clone(), kind: kind.to_owned(), digest, lines: 0 };
        let beginning = progress.clone();
        let noted: String =
            database.write(move |tx| Box::pin(async move { beginning.note_beginning(tx, now).await })).await?;
        let report: Report = serde_json::from_str(&noted).map_err(|error| DbErr::Json(error.to_string()))?;
        progress.lines = report.lines;
        Ok((progress, report))
    }

    async fn note_beginning(&self, tx: &Tx, now: DateTime<Utc>) -> Result<String, DbErr> {
        let nothing_yet = in_json(&Report::default())?;
        for sql in [INSERT, BEGIN_ANEW] {
            self.execute(tx, sql, [nothing_yet.clone().into(), now.into()]).await?;
        }
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), READ, self.key());
        let row = tx.query_one_raw(statement).await?;
        row.ok_or_else(|| DbErr::RecordNotFound("imports".to_owned()))?.try_get_by("counts")
    }

    /// Notes how far the import has come, at its end with the moment. Nothing is noted when another process was
    /// here: then the transaction must not be kept.
    pub(super) async fn save(
        &self,
        tx: &Tx,
        report: &Report,
        (now, finished_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    ) -> Result<(), ImportError> {
        let (records, known) = (number(report.lines), number(self.lines));
        let values = [records.into(), in_json(report)?.into(), now.into(), finished_at.into(), known.into()];
        if self.execute(tx, SAVE, values).await? == 1 { Ok(()) } else { Err(ImportError::Elsewhere) }
    }

    /// Remembers that a saved report was committed.
    pub(super) const fn committed(&mut self, report: &Report) {
        self.lines = report.lines;
    }

    async fn execute<const N: usize>(&self, tx: &Tx, sql: &str, values: [Value; N]) -> Result<u64, DbErr> {
        let values = self.key().into_iter().chain(values);
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        Ok(tx.execute_raw(statement).await?.rows_affected())
    }

    fn key(&self) -> [Value; 3] {
        [self.realm.as_str().into(), self.kind.as_str().into(), self.digest.as_str().into()]
    }
}

fn in_json(report: &Report) -> Result<String, DbErr> {
    serde_json::to_string(report).map_err(|error| DbErr::Json(error.to_string()))
}

fn number(lines: u64) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}
