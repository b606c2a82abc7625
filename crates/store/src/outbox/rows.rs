//! The outbox's table: one conditional statement for each thing that happens to a mail.
//!
//! `due_at` is when a mail is to be tried, and while one is being tried, when its lease ends; it is null once nothing
//! more is to be done. The number of attempts tells leases apart: whoever comes back after the lease has ended, and
//! finds another attempt under way, may still say that the mail was sent, but not that it was not.

use base::RealmName;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use uuid::Uuid;

use super::Outgoing;
use crate::Tx;

/// How long one attempt keeps a mail to itself: longer than any attempt lasts.
pub(super) const LEASE: TimeDelta = TimeDelta::minutes(2);

const INSERT: &str = "INSERT INTO outbox \
    (realm, id, kind, body, state, attempts, due_at, give_up_at, written_at, recipient) \
    VALUES ($1, $2, $3, $4, 'queued', 0, $5, $6, $5, $7)";

// The outer condition is the one that counts between nodes: PostgreSQL looks at it again when it had to wait for a row.
const LEASE_DUE: &str = "UPDATE outbox SET due_at = $1, attempts = attempts + 1 \
    WHERE due_at <= $2 AND (realm, id) IN (SELECT realm, id FROM outbox WHERE due_at <= $2 ORDER BY due_at LIMIT $3) \
    RETURNING realm, id, kind, body, attempts, give_up_at, written_at";

const SENT: &str = "UPDATE outbox SET state = 'sent', body = NULL, due_at = NULL, reply_code = NULL, settled_at = $3 \
    WHERE realm = $1 AND id = $2 AND state = 'queued'";

const AGAIN: &str = "UPDATE outbox SET due_at = $5, reply_code = $4 \
    WHERE realm = $1 AND id = $2 AND state = 'queued' AND attempts = $3";

const FAILED: &str = "UPDATE outbox SET state = 'failed', body = NULL, due_at = NULL, reply_code = COALESCE($4, reply_code), \
    settled_at = $5 \
    WHERE realm = $1 AND id = $2 AND state = 'queued' AND attempts = $3";

const PROGRESS: &str = "SELECT state, attempts, reply_code FROM outbox WHERE realm = $1 AND id = $2";

// Every mail that is still to be sent is due at some moment, and no other: the index on it holds nothing else.
const ON_THEIR_WAY: &str = "SELECT COUNT(*) AS mails FROM outbox WHERE due_at IS NOT NULL";

const PURGE: &str = "DELETE FROM outbox WHERE settled_at < $1";

/// What has become of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Where it stands.
    pub state: State,
    /// How many times it was tried.
    pub attempts: u32,
    /// The last reply code (RFC 5321 §4.2) of a server that did not take it, if the server replied.
    pub reply_code: Option<u16>,
}

/// A mail that was written, and what has become of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The short name of what it is about.
    pub kind: String,
    /// When it was left in the outbox.
    pub at: DateTime<Utc>,
    /// What has become of it.
    pub progress: Progress,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is to be sent, or sent again.
    Queued,
    /// A mail server has taken it.
    Sent,
    /// It was refused for good, or given up.
    Failed,
}

impl State {
    fn from_name(name: &str) -> Result<Self, DbErr> {
        match name {
            "queued" => Ok(Self::Queued),
            "sent" => Ok(Self::Sent),
            "failed" => Ok(Self::Failed),
            _ => Err(DbErr::Type("a mail in an unknown state".to_owned())),
        }
    }
}

/// A mail leased for one attempt.
#[derive(Debug)]
pub(super) struct Leased {
    pub(super) realm: RealmName,
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) body: String,
    /// This attempt's number, the first being 1.
    pub(super) attempt: i32,
    pub(super) give_up_at: DateTime<Utc>,
    pub(super) written_at: DateTime<Utc>,
}

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    TryAgain { at: DateTime<Utc>, code: Option<u16> },
    Failed { code: Option<u16> },
}

pub(super) async fn insert(tx: &Tx, mail: &Outgoing) -> Result<(), DbErr> {
    let values: [Value; 7] = [
        mail.realm.as_str().into(),
        mail.id.into(),
        mail.kind.into(),
        mail.body.as_str().into(),
        mail.written_at.into(),
        mail.give_up_at.into(),
        mail.recipient.as_str().into(),
    ];
    change(tx, INSERT, values).await.map(drop)
}

/// Leases at most `limit` mails that are due, of all realms, the longest due first.
pub(super) async fn lease_due(tx: &Tx, limit: usize, now: DateTime<Utc>) -> Result<Vec<Leased>, DbErr> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values: [Value; 3] = [(now + LEASE).into(), now.into(), limit.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), LEASE_DUE, values);
    let mut leased = tx.query_all_raw(statement).await?.iter().map(Leased::of).collect::<Result<Vec<_>, _>>()?;
    leased.sort_unstable_by_key(|mail| mail.id);
    Ok(leased)
}

/// Records what an attempt came to.
pub(super) async fn settle(tx: &Tx, mail: &Leased, outcome: Outcome, now: DateTime<Utc>) -> Result<(), DbErr> {
    let (realm, id) = (Value::from(mail.realm.as_str()), Value::from(mail.id));
    let code = |code: Option<u16>| Value::from(code.map(i32::from));
    match outcome {
        Outcome::Sent => change(tx, SENT, [realm, id, now.into()]).await,
        Outcome::TryAgain { at, code: reply } => {
            change(tx, AGAIN, [realm, id, mail.attempt.into(), code(reply), at.into()]).await
        }
        Outcome::Failed { code: reply } => {
            change(tx, FAILED, [realm, id, mail.attempt.into(), code(reply), now.into()]).await
        }
    }
    .map(drop)
}

pub(super) async fn progress<C: ConnectionTrait>(
    connection: &C,
    realm: &RealmName,
    id: Uuid,
) -> Result<Option<Progress>, DbErr> {
    let values: [Value; 2] = [realm.as_str().into(), id.into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), PROGRESS, values);
    connection.query_one_raw(statement).await?.as_ref().map(Progress::of).transpose()
}

pub(super) async fn last_to<C: ConnectionTrait>(
    connection: &C,
    realm: &RealmName,
    recipients: Vec<String>,
    most: usize,
) -> Result<Vec<Written>, DbErr> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let places: Vec<String> = (3..).take(recipients.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT kind, written_at, state, attempts, reply_code FROM outbox \
        WHERE realm = $1 AND recipient IN ({}) ORDER BY written_at DESC, id DESC LIMIT $2",
        places.join(", ")
    );
    let values = [Value::from(realm.as_str()), most.into()].into_iter().chain(recipients.into_iter().map(Value::from));
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let written = |row: &QueryResult| {
        Ok(Written { kind: row.try_get_by("kind")?, at: row.try_get_by("written_at")?, progress: Progress::of(row)? })
    };
    connection.query_all_raw(statement).await?.iter().map(written).collect()
}

impl Progress {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        let (attempts, code): (i32, Option<i32>) = (row.try_get_by("attempts")?, row.try_get_by("reply_code")?);
        Ok(Self {
            state: State::from_name(&row.try_get_by::<String, _>("state")?)?,
            attempts: u32::try_from(attempts).unwrap_or_default(),
            reply_code: code.and_then(|code| u16::try_from(code).ok()),
        })
    }
}

pub(super) async fn on_their_way<C: ConnectionTrait>(connection: &C) -> Result<u64, DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), ON_THEIR_WAY);
    let Some(row) = connection.query_one_raw(statement).await? else { return Ok(0) };
    Ok(u64::try_from(row.try_get_by::<i64, _>("mails")?).unwrap_or_default())
}

pub(super) async fn purge(tx: &Tx, before: DateTime<Utc>) -> Result<u64, DbErr> {
    change(tx, PURGE, [before.into()]).await
}

impl Leased {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        let realm: String = row.try_get_by("realm")?;
        Ok(Self {
            realm: realm.parse().map_err(|_| DbErr::Type("a mail of no realm".to_owned()))?,
            id: row.try_get_by("id")?,
            kind: row.try_get_by("kind")?,
            body: row.try_get_by("body")?,
            attempt: row.try_get_by("attempts")?,
            give_up_at: row.try_get_by("give_up_at")?,
            written_at: row.try_get_by("written_at")?,
        })
    }
}

async fn change<const N: usize>(tx: &Tx, sql: &'static str, values: [Value; N]) -> Result<u64, DbErr> {
    Ok(tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?.rows_affected())
}
