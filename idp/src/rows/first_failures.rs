//! How many user IDs failed for the first time in each hour: by this it shows when one password is tried at everybody.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QuerySelect, Statement, Value};
use store::Tx;

use super::{AcrossRealms, InRealm};

const NOTE: &str = "
    INSERT INTO first_failures (realm, hour, failures) VALUES ($1, $2, 1)
    ON CONFLICT (realm, hour) DO UPDATE SET failures = first_failures.failures + 1
    RETURNING failures";

#[derive(FromQueryResult)]
struct Noted {
    failures: i64,
}

fn count(failures: i64) -> u32 {
    u32::try_from(failures).unwrap_or(u32::MAX)
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The first failures of each hour before the present one, as far back as they are kept; hours without any are left
    /// out.
    pub async fn first_failures_before(&self, now: DateTime<Utc>) -> Result<Vec<u32>, DbErr> {
        let hours: Vec<i64> = entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Hour.lt(hour(now)))
            .select_only()
            .column(entity::Column::Failures)
            .into_tuple()
            .all(self.connection)
            .await?;
        Ok(hours.into_iter().map(count).collect())
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The first failures of the present hour.
    pub async fn first_failures_in(&self, now: DateTime<Utc>) -> Result<u32, DbErr> {
        let found =
            entity::Entity::find_by_id((self.realm.as_str().to_owned(), hour(now))).one(self.connection).await?;
        Ok(found.map_or(0, |found| count(found.failures)))
    }
}

impl InRealm<'_, Tx> {
    /// Counts one first failure, and returns how many there were in this hour.
    pub async fn note_first_failure(&self, now: DateTime<Utc>) -> Result<u32, DbErr> {
        let values: [Value; 2] = [self.realm.as_str().into(), hour(now).into()];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), NOTE, values);
        let noted = Noted::find_by_statement(statement).one(self.connection).await?;
        Ok(noted.map_or(0, |noted| count(noted.failures)))
    }
}

fn hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)
}

impl AcrossRealms<'_> {
    /// Forgets the first failures of hours before `before`.
    pub async fn forget_first_failures(&self, before: DateTime<Utc>) -> Result<(), DbErr> {
        entity::Entity::delete_many().filter(entity::Column::Hour.lt(before)).exec(self.0).await?;
        Ok(())
    }
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "first_failures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hour: chrono::DateTime<chrono::Utc>,
        pub failures: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests {
    use super::super::{across_realms, in_realm};
    use super::*;
    use crate::testing::empty_database;

    #[tokio::test]
    async fn failures_are_counted_by_realm_and_hour() {
        let (database, _folder) = empty_database().await;
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        let note = async |realm: &'static str, minutes| {
            let note = database.write(move |tx| {
                Box::pin(async move { in_realm(tx, &realm.parse().unwrap()).note_first_failure(at(minutes)).await })
            });
            note.await.unwrap()
        };
        for (realm, minutes, counted) in
            [("minato", 0, 1), ("minato", 59, 2), ("kogane", 59, 1), ("minato", 60, 1), ("minato", 130, 1)]
        {
            assert_eq!(note(realm, minutes).await, counted, "{realm} {minutes}");
        }
        let before = async |minutes| {
            let minato = "minato".parse().unwrap();
            let mut before = in_realm(database.reader(), &minato).first_failures_before(at(minutes)).await.unwrap();
            before.sort_unstable();
            before
        };
        assert!(before(59).await.is_empty(), "the present hour is no measure");
        assert_eq!(before(179).await, [1, 2]);
        let minato = "minato".parse().unwrap();
        for (minutes, failures) in [(59, 2), (60, 1), (130, 1), (200, 0)] {
            let found = in_realm(database.reader(), &minato).first_failures_in(at(minutes)).await.unwrap();
            assert_eq!(found, failures, "{minutes}");
        }
        let forget =
            database.write(move |tx| Box::pin(async move { across_realms(tx).forget_first_failures(at(60)).await }));
        forget.await.unwrap();
        assert_eq!(before(180).await, [1, 1]);
    }
}
