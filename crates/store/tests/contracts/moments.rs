//! Moments compare in the database as they do in the program, with and without fractions of a second.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Fresh, on_both_databases};

on_both_databases!(moments_sort_and_compare_as_time_does);

async fn moments_sort_and_compare_as_time_does(fresh: Fresh) {
    let base: DateTime<Utc> = "2026-11-20T09:59:59Z".parse().unwrap();
    let offsets = [0, 1, 10, 120_000, 123_000, 123_400, 123_456, 999_999, 1_000_000, 1_000_001, 60_000_000];
    let moments: Vec<_> = offsets.into_iter().map(|micros| base + TimeDelta::microseconds(micros)).collect();
    for (n, at) in moments.iter().enumerate().rev() {
        let values = [format!("{n:02}").into(), (*at).into()];
        insert(&fresh, values).await;
    }
    let in_order: Vec<_> = (0..moments.len()).map(|n| format!("{n:02}")).collect();
    assert_eq!(fresh.column("SELECT reference FROM error_references ORDER BY at").await, in_order);

    let reader = fresh.database.reader();
    for (n, at) in moments.iter().enumerate() {
        let sql = "SELECT reference, at FROM error_references WHERE at <= $1 ORDER BY reference DESC";
        let statement = Statement::from_sql_and_values(reader.get_database_backend(), sql, [(*at).into()]);
        let rows = reader.query_all_raw(statement).await.unwrap();
        assert_eq!(rows.len(), n + 1, "{at}");
        assert_eq!(rows[0].try_get_by_index::<DateTime<Utc>>(1).unwrap(), *at);
    }
}

async fn insert(fresh: &Fresh, values: [sea_orm::Value; 2]) {
    const SQL: &str = "INSERT INTO error_references (reference, at, place, cause) VALUES ($1, $2, '', '')";
    fresh
        .database
        .write(move |tx| {
            Box::pin(async move {
                tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL, values)).await.map(drop)
            })
        })
        .await
        .unwrap();
}
