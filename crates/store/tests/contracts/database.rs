//! Writes: all or nothing each, on the disk before they are answered, and never in each other's way.

use std::os::unix::fs::PermissionsExt;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::join_all;
use migrations::idp::Migrator;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use sea_orm_migration::MigratorTrait;
use store::{ConnectError, Database, Tx};
use tokio::sync::oneshot;

use crate::support::{Fresh, on_both_databases};

on_both_databases!(
    what_is_answered_can_be_read,
    a_write_that_refuses_or_panics_takes_only_itself_back,
    a_failed_statement_that_was_passed_over_fails_the_write,
    after_a_failed_statement_no_other_is_run,
    one_statement_is_a_write,
    whoever_gives_up_while_reading_or_waiting_leaves_connections_to_others,
    what_is_closed_is_refused,
    a_caller_that_goes_away_leaves_the_writer_working,
    a_write_inside_a_write_is_refused,
    the_reader_does_not_write,
    of_writes_that_hold_one_name_each_sees_what_the_one_before_did,
    migrating_at_once_from_two_processes_is_harmless,
);

#[derive(Debug, PartialEq)]
enum NoteError {
    Refused,
    Database,
}

impl From<DbErr> for NoteError {
    fn from(_: DbErr) -> Self {
        Self::Database
    }
}

/// Inserts a row whose key is `name`.
async fn insert(tx: &Tx, name: &str) -> Result<(), DbErr> {
    const SQL: &str = "INSERT INTO error_references (reference, at, place, cause) \
        VALUES ($1, '2026-11-20T00:00:00+00:00', '', '')";
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL, [name.into()])).await.map(drop)
}

async fn note(database: &Database, name: impl Into<String>) -> Result<(), DbErr> {
    let name = name.into();
    database.write(move |tx| Box::pin(async move { insert(tx, &name).await })).await
}

async fn notes(fresh: &Fresh) -> Vec<String> {
    fresh.column("SELECT reference FROM error_references ORDER BY reference").await
}

async fn what_is_answered_can_be_read(fresh: Fresh) {
    let fresh = &fresh;
    let writers = (0..64).map(|n| async move {
        for round in 0..8 {
            let name = format!("{n:02}-{round}");
            note(&fresh.database, &name).await.unwrap();
            assert!(notes(fresh).await.contains(&name));
        }
    });
    join_all(writers).await;
    assert_eq!(notes(fresh).await.len(), 64 * 8);
}

async fn a_write_that_refuses_or_panics_takes_only_itself_back(fresh: Fresh) {
    let database = &fresh.database;
    let writers = (0..64).map(|n| async move {
        let write = database.write(move |tx| {
            Box::pin(async move {
                insert(tx, &format!("{n:02}")).await?;
                match n % 4 {
                    1 => Err(NoteError::Refused),
                    2 => panic!("write {n} panics"),
                    3 => insert(tx, &format!("{n:02}")).await.map_err(NoteError::from),
                    _ => Ok(()),
                }
                .map(|_| n)
            })
        });
        (n, AssertUnwindSafe(write).catch_unwind().await)
    });
    for (n, outcome) in join_all(writers).await {
        match (n % 4, outcome) {
            (2, outcome) => {
                let panic = outcome.unwrap_err();
                assert_eq!(*panic.downcast_ref::<String>().unwrap(), format!("write {n} panics"));
            }
            (kind, outcome) => {
                let expected = [Ok(n), Err(NoteError::Refused), Ok(n), Err(NoteError::Database)];
                assert_eq!(&outcome.unwrap(), &expected[kind as usize]);
            }
        }
    }
    let kept: Vec<_> = (0..64).step_by(4).map(|n| format!("{n:02}")).collect();
    assert_eq!(notes(&fresh).await, kept);
}

async fn a_failed_statement_that_was_passed_over_fails_the_write(fresh: Fresh) {
    note(&fresh.database, "first").await.unwrap();
    let passed_over: Result<(), DbErr> = fresh
        .database
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "second").await?;
                let _conflict = insert(tx, "first").await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(passed_over.unwrap_err().sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))));
    assert_eq!(notes(&fresh).await, ["first"]);
}

async fn after_a_failed_statement_no_other_is_run(fresh: Fresh) {
    note(&fresh.database, "first").await.unwrap();
    let write = fresh.database.write(|tx| {
        Box::pin(async move {
            let conflict = insert(tx, "first").await.unwrap_err();
            let next = insert(tx, "second").await.unwrap_err();
            assert_eq!(conflict.to_string(), next.to_string());
            Ok::<_, DbErr>(())
        })
    });
    assert!(write.await.is_err());
    assert_eq!(notes(&fresh).await, ["first"]);
}

/// The same row as `insert` writes, as a statement that says which it was.
fn inserting(database: &Database, name: &str) -> Statement {
    const SQL: &str = "INSERT INTO error_references (reference, at, place, cause) \
        VALUES ($1, '2026-11-20T00:00:00+00:00', '', '') RETURNING reference";
    Statement::from_sql_and_values(database.reader().get_database_backend(), SQL, [name.into()])
}

async fn one_statement_is_a_write(fresh: Fresh) {
    let database = &fresh.database;
    let row = database.write_statement(inserting(database, "a")).await.unwrap().unwrap();
    assert_eq!(row.try_get_by::<String, _>("reference").unwrap(), "a");
    // Among others in one group, those that fail leave nothing and take nobody with them.
    let single = (0..32).map(|n| {
        let name = if n % 2 == 0 { "a".to_owned() } else { format!("s-{n:02}") };
        async move { database.write_statement(inserting(database, &name)).await.is_ok() }
    });
    let refused = (0..32).map(|n| {
        let write = database.write(move |tx| {
            Box::pin(async move {
                insert(tx, &format!("w-{n:02}")).await?;
                if n % 2 == 0 { Err(DbErr::Custom("refused".to_owned())) } else { Ok(()) }
            })
        });
        async move { write.await.is_ok() }
    });
    let (single, refused) = tokio::join!(join_all(single), join_all(refused));
    for outcomes in [single, refused] {
        assert_eq!(outcomes, (0..32).map(|n| n % 2 == 1).collect::<Vec<_>>());
    }
    let odd = |kind: &str| (0..32).filter(|n| n % 2 == 1).map(|n| format!("{kind}-{n:02}")).collect::<Vec<_>>();
    assert_eq!(notes(&fresh).await, [vec!["a".to_owned()], odd("s"), odd("w")].concat());
    let inside = database.clone();
    let nested = database
        .write(move |_| Box::pin(async move { inside.write_statement(inserting(&inside, "inner")).await.map(drop) }));
    assert!(nested.await.unwrap_err().to_string().contains("inside a write"));
}

/// A text of several statements is SQLite's alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_statements_in_one_text_stand_or_fall_together() {
    const SQL: &str = "INSERT INTO error_references (reference, at, place, cause) \
        VALUES (?1, '2026-11-20T00:00:00+00:00', '', ''); \
        INSERT INTO error_references (reference, at, place, cause) \
        VALUES (?2, '2026-11-20T00:00:00+00:00', '', '') RETURNING reference";
    let fresh = Fresh::sqlite().await;
    note(&fresh.database, "a").await.unwrap();
    let writes = (0..32).map(|n| {
        let second = if n % 2 == 0 { "a".to_owned() } else { format!("s-{n:02}") };
        let values = [format!("f-{n:02}").into(), second.clone().into()];
        let statement = Statement::from_sql_and_values(fresh.database.reader().get_database_backend(), SQL, values);
        let database = &fresh.database;
        async move {
            let row = database.write_statements(statement).await.ok()??;
            Some(row.try_get_by::<String, _>("reference").unwrap() == second)
        }
    });
    let outcomes = join_all(writes).await;
    assert_eq!(outcomes, (0..32).map(|n| (n % 2 == 1).then_some(true)).collect::<Vec<_>>());
    let odd = |kind: &str| (0..32).filter(|n| n % 2 == 1).map(|n| format!("{kind}-{n:02}")).collect::<Vec<_>>();
    assert_eq!(notes(&fresh).await, [vec!["a".to_owned()], odd("f"), odd("s")].concat());
}

async fn whoever_gives_up_while_reading_or_waiting_leaves_connections_to_others(fresh: Fresh) {
    note(&fresh.database, "kept").await.unwrap();
    let reader = fresh.database.reader();
    let long =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT COUNT(*) AS c FROM n";
    for _ in 0..50 {
        let statement = Statement::from_string(reader.get_database_backend(), long);
        let reading = reader.query_one_raw(statement);
        assert!(tokio::time::timeout(std::time::Duration::ZERO, reading).await.is_err(), "it takes longer than that");
    }
    assert_eq!(notes(&fresh).await, ["kept"]);
}

async fn what_is_closed_is_refused(fresh: Fresh) {
    let database = Database::connect(&fresh.url).await.unwrap();
    let other = database.clone();
    database.close().await.unwrap();
    assert!(other.ping().await.is_err());
    assert!(other.reader().execute_unprepared("SELECT 1").await.is_err());
    assert!(note(&other, "too late").await.is_err());
    assert!(notes(&fresh).await.is_empty());
}

async fn a_caller_that_goes_away_leaves_the_writer_working(fresh: Fresh) {
    let mut finished = Vec::new();
    for n in 0..100 {
        let (done, finish) = oneshot::channel::<()>();
        finished.push(finish);
        let write = fresh.database.write(move |tx| {
            Box::pin(async move {
                let _done = done;
                insert(tx, &format!("gone-{n:02}")).await
            })
        });
        assert!(write.now_or_never().is_none(), "the caller goes before the answer comes");
    }
    for finish in finished {
        let _ended = finish.await;
    }
    note(&fresh.database, "stays").await.unwrap();
    assert!(notes(&fresh).await.contains(&"stays".to_owned()));
}

async fn of_writes_that_hold_one_name_each_sees_what_the_one_before_did(fresh: Fresh) {
    let database = &fresh.database;
    let writers = (0..32).map(|n| {
        database.write(move |tx| {
            Box::pin(async move {
                tx.hold("the first note").await?;
                let count = "SELECT reference FROM error_references";
                let notes = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), count)).await?;
                if notes.is_empty() { insert(tx, &format!("{n:02}")).await } else { Ok(()) }
            })
        })
    });
    let written: Result<Vec<()>, DbErr> = join_all(writers).await.into_iter().collect();
    written.unwrap();
    assert_eq!(notes(&fresh).await.len(), 1);
}

async fn a_write_inside_a_write_is_refused(fresh: Fresh) {
    let database = fresh.database.clone();
    let nested = fresh.database.write(move |_| Box::pin(async move { note(&database, "inner").await })).await;
    assert!(nested.unwrap_err().to_string().contains("inside a write"));
    note(&fresh.database, "outer").await.unwrap();
}

async fn the_reader_does_not_write(fresh: Fresh) {
    note(&fresh.database, "kept").await.unwrap();
    for sql in ["DELETE FROM error_references", "DROP TABLE error_references", "CREATE TABLE t (x INTEGER)"] {
        assert!(fresh.database.reader().execute_unprepared(sql).await.is_err(), "{sql}");
    }
    assert_eq!(notes(&fresh).await, ["kept"]);
}

async fn migrating_at_once_from_two_processes_is_harmless(fresh: Fresh) {
    let processes = join_all((0..4).map(|_| Database::connect(&fresh.url))).await;
    let migrated = processes.iter().map(|database| {
        let database = database.as_ref().unwrap();
        database.migrate(async |tx| Migrator::up(tx, None).await)
    });
    for migrated in join_all(migrated).await {
        migrated.unwrap();
    }
}

/// Holds SQLite's writer, so that what is written meanwhile becomes one group.
async fn hold(database: &Database) -> oneshot::Sender<()> {
    let (begun, has_begun) = oneshot::channel();
    let (release, released) = oneshot::channel::<()>();
    let database = database.clone();
    tokio::spawn(async move {
        let held = database.write(move |_| {
            Box::pin(async move {
                begun.send(()).unwrap();
                released.await.unwrap();
                Ok::<_, DbErr>(())
            })
        });
        held.await.unwrap();
    });
    has_begun.await.unwrap();
    release
}

#[tokio::test]
async fn when_the_commit_of_a_group_fails_all_of_it_fails_and_the_writer_goes_on() {
    let fresh = Fresh::sqlite().await;
    let tables = "CREATE TABLE a (x INTEGER PRIMARY KEY); \
        CREATE TABLE b (x INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED);";
    fresh.database.migrate(async |tx| tx.execute_unprepared(tables).await.map(drop)).await.unwrap();
    for breaks_it in ["INSERT INTO b VALUES (1)", "ROLLBACK"] {
        let release = hold(&fresh.database).await;
        let broken =
            fresh.database.write(move |tx| Box::pin(async move { tx.execute_unprepared(breaks_it).await.map(drop) }));
        let group = async { tokio::join!(note(&fresh.database, "1"), broken, note(&fresh.database, "2")) };
        let mut group = Box::pin(group);
        assert!(group.as_mut().now_or_never().is_none());
        release.send(()).unwrap();
        let (before, broken, after) = group.await;
        assert!(before.is_err() && broken.is_err() && after.is_err(), "{breaks_it}");
        assert!(notes(&fresh).await.is_empty(), "{breaks_it}");
    }
    note(&fresh.database, "3").await.unwrap();
    assert_eq!(notes(&fresh).await, ["3"]);
}

#[tokio::test]
async fn a_write_whose_caller_has_gone_is_made_all_the_same() {
    let fresh = Fresh::sqlite().await;
    let release = hold(&fresh.database).await;
    assert!(note(&fresh.database, "left behind").now_or_never().is_none());
    release.send(()).unwrap();
    note(&fresh.database, "next").await.unwrap();
    assert_eq!(notes(&fresh).await, ["left behind", "next"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_command_may_write_while_the_service_does() {
    let fresh = Fresh::sqlite().await;
    let command = Database::connect(&fresh.url).await.unwrap();
    let writes = (0..200).map(|n| {
        let database = if n % 2 == 0 { &fresh.database } else { &command };
        note(database, format!("{n:03}"))
    });
    for written in join_all(writes).await {
        written.unwrap();
    }
    assert_eq!(notes(&fresh).await.len(), 200);
}

#[tokio::test]
async fn others_on_the_machine_cannot_read_the_file() {
    let fresh = Fresh::sqlite().await;
    note(&fresh.database, "1").await.unwrap();
    for entry in std::fs::read_dir(fresh.folder.as_ref().unwrap().path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_says_so_without_its_password() {
    for wrong in ["", "sqlite:", "mysql://root@localhost/x", "state.db", "postgres://u:hunter2@[/x"] {
        let error = Database::connect(wrong).await.unwrap_err();
        assert!(matches!(error, ConnectError::Address), "{wrong}: {error}");
        assert!(!format!("{error:?}{error}").contains("hunter2"));
    }
    for memory in ["sqlite::memory:", "sqlite://:memory:", "sqlite:file:x?mode=memory"] {
        assert!(matches!(Database::connect(memory).await.unwrap_err(), ConnectError::InMemory), "{memory}");
    }
    let error = Database::connect("sqlite:/nonexistent/state.db").await.unwrap_err();
    assert!(error.to_string().contains("/nonexistent/state.db"));
}
