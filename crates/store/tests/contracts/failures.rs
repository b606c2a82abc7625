//! Failures are found by what the visitor reads out.

use base::Reference;
use chrono::{DateTime, TimeDelta, Utc};
use store::failures::{self, Failure, Failures, Kind};

use crate::support::{Fresh, on_both_databases};

on_both_databases!(
    a_failure_is_found_by_its_reference_until_it_is_purged,
    a_flood_fills_no_disk_and_tells_nothing_of_anybody
);

async fn a_failure_is_found_by_its_reference_until_it_is_purged(fresh: Fresh) {
    let at: DateTime<Utc> = "2026-11-20T03:00:00.25Z".parse().unwrap();
    let failure = Failure {
        reference: Reference::generate(),
        realm: Some("minato".parse().unwrap()),
        at,
        place: "POST /{realm}/token".to_owned(),
        kind: Some(Kind::DatabaseAway),
        cause: "the database cannot be reached".to_owned(),
    };
    let failures = Failures::in_database(fresh.database.clone());
    let before_any_realm = Failure { reference: Reference::generate(), realm: None, kind: None, ..failure.clone() };
    assert!(failures.keep(failure.clone()).await.unwrap());
    assert!(failures.keep(before_any_realm.clone()).await.unwrap());

    let typed = failure.reference.to_string().to_lowercase().parse().unwrap();
    assert_eq!(failures::find(&fresh.database, &typed).await.unwrap(), Some(failure));
    let found = failures::find(&fresh.database, &before_any_realm.reference).await.unwrap();
    assert_eq!(found.as_ref(), Some(&before_any_realm));
    assert_eq!(failures::find(&fresh.database, &Reference::generate()).await.unwrap(), None);

    assert_eq!(failures::purge(&fresh.database, at).await.unwrap(), 0);
    assert_eq!(failures::purge(&fresh.database, at + TimeDelta::milliseconds(1)).await.unwrap(), 2);
    assert_eq!(failures::find(&fresh.database, &before_any_realm.reference).await.unwrap(), None);
}

async fn a_flood_fills_no_disk_and_tells_nothing_of_anybody(fresh: Fresh) {
    let failures = Failures::in_database(fresh.database.clone());
    let mut kept = 0;
    for _ in 0..300 {
        let failure = Failure {
            reference: Reference::generate(),
            realm: None,
            at: "2026-11-20T03:00:00Z".parse().unwrap(),
            place: "p".repeat(300),
            kind: None,
            cause: "no member taro@example.jp ".repeat(200),
        };
        kept += usize::from(failures.keep(failure).await.unwrap());
    }
    let causes = fresh.column("SELECT cause FROM error_references").await;
    assert_eq!((kept, causes.len()), (100, 100));
    assert!(causes.iter().all(|cause| cause.chars().count() == 2000 && !cause.contains("taro")));
}
