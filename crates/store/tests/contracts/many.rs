//! Many rows in one statement: each value arrives as it was, of whatever type and absent or not, and conflicts are told.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder, Schema};
use store::{Database, insert_many, insert_new};

use crate::support::{Fresh, on_both_databases};

on_both_databases!(rows_arrive_as_they_were, what_is_there_is_replaced_or_left);

/// A row of every type that has an array, and of one that has none.
mod full {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "full")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub text: Option<String>,
        pub number: i64,
        pub small: Option<i32>,
        pub truth: Option<bool>,
        pub at: Option<DateTime<Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod plain {
    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plain")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub text: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn full(n: u32) -> full::Model {
    let base: DateTime<Utc> = "2026-11-27T03:04:05.123456Z".parse().unwrap();
    let present = |divisor: u32| !n.is_multiple_of(divisor);
    full::Model {
        id: format!("{n:04}"),
        text: present(2).then(|| ["", "NULL", "{a,\"b\"}", "組合 \\ '\u{1f5fb}", "a\nb,c"][n as usize % 5].to_owned()),
        number: i64::MAX - i64::from(n),
        small: present(3).then(|| i32::MIN + i32::try_from(n).unwrap()),
        truth: present(5).then_some(n.is_multiple_of(2)),
        at: present(7).then(|| base + TimeDelta::microseconds(n.into())),
    }
}

async fn create<E: EntityTrait>(database: &Database, entity: E) {
    let table = Schema::new(database.reader().get_database_backend()).create_table_from_entity(entity);
    let created = database.write(move |tx| {
        Box::pin(async move {
            tx.execute(&table).await?;
            Ok::<_, DbErr>(())
        })
    });
    created.await.unwrap();
}

fn nothing() -> OnConflict {
    OnConflict::new().do_nothing().to_owned()
}

async fn rows_arrive_as_they_were(fresh: Fresh) {
    create(&fresh.database, full::Entity).await;
    create(&fresh.database, plain::Entity).await;
    let rows: Vec<_> = (0..1500).map(full).collect();
    let other: Vec<_> =
        (0..20).map(|n| plain::Model { id: Uuid::from_u128(n), text: (n % 2 == 0).then(|| n.to_string()) }).collect();
    let (putting, plain) = (rows.clone(), other.clone());
    let written = fresh.database.write(|tx| {
        Box::pin(async move {
            let all = putting.into_iter().map(|row| row.into_active_model().reset_all()).collect();
            insert_many::<full::Entity, full::ActiveModel>(tx, all, nothing()).await?;
            insert_many::<full::Entity, full::ActiveModel>(tx, Vec::new(), nothing()).await?;
            let all = plain.into_iter().map(|row| row.into_active_model().reset_all()).collect();
            insert_many::<plain::Entity, plain::ActiveModel>(tx, all, nothing()).await
        })
    });
    written.await.unwrap_or_else(|error: DbErr| panic!("{error}"));
    let reader = fresh.database.reader();
    assert_eq!(full::Entity::find().order_by_asc(full::Column::Id).all(reader).await.unwrap(), rows);
    assert_eq!(plain::Entity::find().order_by_asc(plain::Column::Id).all(reader).await.unwrap(), other);
}

async fn what_is_there_is_replaced_or_left(fresh: Fresh) {
    create(&fresh.database, full::Entity).await;
    let (first, second): (Vec<_>, Vec<_>) = ((0..10).map(full).collect(), (5..15).map(full).collect());
    let changed: Vec<_> = second.iter().cloned().map(|row| full::Model { number: 1, text: None, ..row }).collect();
    let putting = [first.clone(), second.clone(), changed.clone()];
    let written = fresh.database.write(|tx| {
        Box::pin(async move {
            let [first, second, changed] =
                putting.map(|rows| rows.into_iter().map(|row| row.into_active_model().reset_all()).collect::<Vec<_>>());
            let key = [full::Column::Id];
            let mut new = [
                insert_new::<full::Entity, _>(tx, first, key, full::Column::Id).await?,
                insert_new::<full::Entity, _>(tx, second, key, full::Column::Id).await?,
            ];
            let number = OnConflict::columns(key).update_column(full::Column::Number).to_owned();
            insert_many::<full::Entity, _>(tx, changed, number).await?;
            new.iter_mut().for_each(|ids| ids.sort());
            Ok::<_, DbErr>(new)
        })
    });
    let ids = |rows: std::ops::Range<u32>| rows.map(|n| format!("{n:04}")).collect::<Vec<_>>();
    assert_eq!(written.await.unwrap(), [ids(0..10), ids(10..15)]);
    let expected = (0..15).map(|n| full::Model { number: if n < 5 { full(n).number } else { 1 }, ..full(n) });
    let stored = full::Entity::find().order_by_asc(full::Column::Id).all(fresh.database.reader()).await.unwrap();
    assert_eq!(stored, expected.collect::<Vec<_>>());
}
