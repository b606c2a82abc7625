//! What one process at a time does, on both databases.

use base::Clock;
use chrono::TimeDelta;
use futures::future::join_all;
use sea_orm::DbErr;
use store::{Database, lease};

use crate::support::{Fresh, on_both_databases};

const LASTING: TimeDelta = TimeDelta::seconds(10);

async fn take(database: &Database, clock: &Clock, holder: &str) -> bool {
    let (holder, now) = (holder.to_owned(), clock.now());
    let write = database.write(move |tx| {
        Box::pin(async move { lease::take(tx, ("task", &holder), now, LASTING).await as Result<bool, DbErr> })
    });
    write.await.unwrap()
}

async fn one_holder_at_a_time_keeps_a_lease_and_a_silent_one_loses_it(fresh: Fresh) {
    let (database, clock) = (fresh.database, Clock::system());
    let holders: Vec<String> = (0..32).map(|number| format!("process {number}")).collect();
    let taken = join_all(holders.iter().map(|holder| take(&database, &clock, holder))).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "of many at once");
    let holder = &holders[taken.iter().position(|taken| *taken).unwrap()];
    clock.advance(LASTING - TimeDelta::seconds(1));
    assert!(!take(&database, &clock, "another").await);
    assert!(take(&database, &clock, holder).await, "the holder keeps it by saying so");
    clock.advance(LASTING - TimeDelta::seconds(1));
    assert!(!take(&database, &clock, "another").await);
    clock.advance(TimeDelta::seconds(2));
    assert!(take(&database, &clock, "another").await, "who says nothing for so long has lost it");
    assert!(!take(&database, &clock, holder).await);
}

on_both_databases!(one_holder_at_a_time_keeps_a_lease_and_a_silent_one_loses_it);
