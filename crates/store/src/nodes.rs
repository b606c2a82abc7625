//! The running processes of a service, and what they are told: each keeps a row that says what it serves, and looks once a
//! second for an order to read the realm files anew.
//!
//! Commands and processes meet in the database, which they share already: no port is opened for administration, and an
//! order reaches every node, or is known not to have. What a node serves and what became of an order is JSON of the
//! service's own.

use base::{Clock, RealmName};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::Database;

/// How often a process says that it lives.
const BEAT: TimeDelta = TimeDelta::seconds(10);
/// How often a command looks whether an order was followed.
const LOOK: std::time::Duration = std::time::Duration::from_millis(50);
/// After how long a silent process is taken for stopped.
const SILENT: TimeDelta = TimeDelta::seconds(35);
/// How long orders, and processes that stopped without a word, are remembered.
const REMEMBERED: TimeDelta = TimeDelta::days(1);

/// An order to read realm files anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// The realms; `None`: all.
    pub realms: Option<Vec<RealmName>>,
    /// Those that may be retired because their folder is gone.
    pub may_retire: Vec<RealmName>,
    /// Whether methods may go that members have nothing else than.
    pub may_lock_out: bool,
}

/// A running process.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its id: another one at each start.
    pub id: String,
    /// The machine it runs on.
    pub host: String,
    /// The program's version.
    pub build: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it said last that it lives.
    pub seen_at: DateTime<Utc>,
    /// The newest order that it followed.
    pub followed: i64,
    realms: String,
    outcome: String,
}

impl Node {
    /// What it serves. `None` when another version of the program wrote it otherwise.
    #[must_use]
    pub fn realms<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.realms).ok()
    }

    /// What became of the order that it followed last.
    #[must_use]
    pub fn outcome<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.outcome).ok()
    }
}

/// Gives an order, and returns its number.
///
/// # Errors
/// The database's own failure.
pub async fn give(database: &Database, order: Order, now: DateTime<Utc>) -> Result<i64, DbErr> {
    const SQL: &str = "INSERT INTO reload_orders (number, realms, may_retire, may_lock_out, ordered_at) \
        SELECT COALESCE(MAX(number), 0) + 1, $1, $2, $3, $4 FROM reload_orders";
    let realms = order.realms.map(|realms| json(&realms)).transpose()?;
    let values = [realms.into(), json(&order.may_retire)?.into(), order.may_lock_out.into(), now.into()];
    let write = database.write(move |tx| {
        Box::pin(async move {
            tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL, values)).await?;
            newest(tx).await
        })
    });
    write.await
}

/// Gives an order and waits until every process that runs has followed it, for `patience` at the most. Returns the
/// processes, and the order's number: who has followed less has not answered.
///
/// # Errors
/// The database's own failure.
pub async fn give_and_wait(
    database: &Database,
    order: Order,
    clock: &Clock,
    patience: std::time::Duration,
) -> Result<(Vec<Node>, i64), DbErr> {
    let number = give(database, order, clock.now()).await?;
    let gives_up = Instant::now() + patience;
    loop {
        let nodes = running(database, clock.now()).await?;
        if nodes.iter().all(|node| node.followed >= number) || Instant::now() >= gives_up {
            return Ok((nodes, number));
        }
        sleep(LOOK).await;
    }
}

/// The processes that run.
///
/// # Errors
/// The database's own failure.
pub async fn running(database: &Database, now: DateTime<Utc>) -> Result<Vec<Node>, DbErr> {
    const SQL: &str = "SELECT * FROM nodes WHERE seen_at > $1 ORDER BY host, started_at, id";
    let rows = query(database.reader(), SQL, [(now - SILENT).into()]).await?;
    let node = |row: &QueryResult| {
        Ok(Node {
            id: row.try_get_by("id")?,
            host: row.try_get_by("host")?,
            build: row.try_get_by("build")?,
            started_at: row.try_get_by("started_at")?,
            seen_at: row.try_get_by("seen_at")?,
            followed: row.try_get_by("followed")?,
            realms: row.try_get_by("realms")?,
            outcome: row.try_get_by("outcome")?,
        })
    };
    rows.iter().map(node).collect()
}

/// A process's own row.
#[derive(Debug)]
pub struct Heart {
    database: Database,
    clock: Clock,
    id: String,
    followed: i64,
    written: String,
    beat_at: DateTime<Utc>,
}

impl Heart {
    /// Writes the row of a process that starts and serves `realms`. Orders given before concern others.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn start(
        (database, clock): (Database, Clock),
        (host, build): (String, &'static str),
        realms: &impl Serialize,
    ) -> Result<Self, DbErr> {
        const SQL: &str = "INSERT INTO nodes (id, host, build, started_at, seen_at, realms, followed, outcome) \
            VALUES ($1, $2, $3, $4, $4, $5, $6, 'null')";
        let (now, id, written) = (clock.now(), Uuid::now_v7().to_string(), json(realms)?);
        let followed = newest(database.reader()).await?;
        let values =
            [id.clone().into(), host.into(), build.into(), now.into(), written.clone().into(), followed.into()];
        forget(&database, now - REMEMBERED).await?;
        change(&database, SQL, values).await?;
        Ok(Self { database, clock, id, followed, written, beat_at: now })
    }

    /// The next order that is to be followed, if there is one.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn order(&self) -> Result<Option<(i64, Order)>, DbErr> {
        const SQL: &str = "SELECT number, realms, may_retire, may_lock_out FROM reload_orders WHERE number > $1 \
            ORDER BY number LIMIT 1";
        let rows = query(self.database.reader(), SQL, [self.followed.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let realms: Option<String> = row.try_get_by("realms")?;
        let order = Order {
            realms: realms.map(|realms| parsed(&realms)).transpose()?,
            may_retire: parsed(&row.try_get_by::<String, _>("may_retire")?)?,
            may_lock_out: row.try_get_by("may_lock_out")?,
        };
        Ok(Some((row.try_get_by("number")?, order)))
    }

    /// Notes what became of an order.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn followed(&mut self, number: i64, outcome: &impl Serialize) -> Result<(), DbErr> {
        const SQL: &str = "UPDATE nodes SET followed = $2, outcome = $3 WHERE id = $1";
        change(&self.database, SQL, [self.id.clone().into(), number.into(), json(outcome)?.into()]).await?;
        self.followed = number;
        Ok(())
    }

    /// Says that the process lives and what it serves, if that is another than before or some time has gone by.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn beat(&mut self, realms: &impl Serialize) -> Result<(), DbErr> {
        const SQL: &str = "UPDATE nodes SET seen_at = $2, realms = $3 WHERE id = $1";
        const ALIVE: &str = "UPDATE nodes SET seen_at = $2 WHERE id = $1";
        let (now, said) = (self.clock.now(), json(realms)?);
        if said != self.written {
            change(&self.database, SQL, [self.id.clone().into(), now.into(), said.clone().into()]).await?;
            (self.written, self.beat_at) = (said, now);
        } else if now - self.beat_at >= BEAT {
            change(&self.database, ALIVE, [self.id.clone().into(), now.into()]).await?;
            self.beat_at = now;
        }
        Ok(())
    }

    /// Removes the row of a process that stops.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn stop(self) -> Result<(), DbErr> {
        change(&self.database, "DELETE FROM nodes WHERE id = $1", [self.id.into()]).await
    }
}

async fn newest(connection: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let rows = query(connection, "SELECT COALESCE(MAX(number), 0) AS newest FROM reload_orders", []).await?;
    rows.first().map_or(Ok(0), |row| row.try_get_by("newest"))
}

async fn forget(database: &Database, before: DateTime<Utc>) -> Result<(), DbErr> {
    // The newest order stays, so that numbers never begin anew.
    const ORDERS: &str =
        "DELETE FROM reload_orders WHERE ordered_at < $1 AND number < (SELECT MAX(number) FROM reload_orders)";
    change(database, ORDERS, [before.into()]).await?;
    change(database, "DELETE FROM nodes WHERE seen_at < $1", [before.into()]).await
}

async fn query<const N: usize>(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: [Value; N],
) -> Result<Vec<QueryResult>, DbErr> {
    connection.query_all_raw(Statement::from_sql_and_values(connection.get_database_backend(), sql, values)).await
}

async fn change<const N: usize>(database: &Database, sql: &'static str, values: [Value; N]) -> Result<(), DbErr> {
    let write = database.write(move |tx| {
        Box::pin(async move {
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
            tx.execute_raw(statement).await.map(drop)
        })
    });
    write.await
}

fn json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}
