//! Failures are found by what the visitor reads out.

use base::Reference;
use chrono::{DateTime, TimeDelta, Utc};
use store::failures::{self, Failure};

use crate::support::{Fresh, on_both_databases};

on_both_databases!(a_failure_is_found_by_its_reference_until_it_is_purged);

async fn a_failure_is_found_by_its_reference_until_it_is_purged(fresh: Fresh) {
    let at: DateTime<Utc> = "2026-11-20T03:00:00.25Z".parse().unwrap();
    let failure = Failure {
        reference: Reference::generate(),
        realm: Some("minato".parse().unwrap()),
        at,
        place: "POST /{realm}/token".to_owned(),
        cause: "the database cannot be reached".to_owned(),
    };
    let before_any_realm = Failure { reference: Reference::generate(), realm: None, ..failure.clone() };
    failures::keep(&fresh.database, failure.clone()).await.unwrap();
    failures::keep(&fresh.database, before_any_realm.clone()).await.unwrap();

    let typed = failure.reference.to_string().to_lowercase().parse().unwrap();
    assert_eq!(failures::find(&fresh.database, &typed).await.unwrap(), Some(failure));
    let found = failures::find(&fresh.database, &before_any_realm.reference).await.unwrap();
    assert_eq!(found.as_ref(), Some(&before_any_realm));
    assert_eq!(failures::find(&fresh.database, &Reference::generate()).await.unwrap(), None);

    assert_eq!(failures::purge(&fresh.database, at).await.unwrap(), 0);
    assert_eq!(failures::purge(&fresh.database, at + TimeDelta::milliseconds(1)).await.unwrap(), 2);
    assert_eq!(failures::find(&fresh.database, &before_any_realm.reference).await.unwrap(), None);
}
