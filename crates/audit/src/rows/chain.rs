//! The chain over the audit log: numbers and seals of entries, and the segments that they are dropped by.

use base::{RealmName, Sealed};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect};
use store::Tx;

use super::{InRealm, Row, entity};
use crate::chain::{Entry, Segment};

/// The realms that have entries without a seal, at most `most` of them: one question for all realms, because a poll for
/// each of 1,400 would be the load.
///
/// # Errors
/// The database's own failure.
pub async fn realms_with_unsealed_entries<C: ConnectionTrait>(
    connection: &C,
    most: u64,
) -> Result<Vec<RealmName>, DbErr> {
    let found: Vec<String> = entity::Entity::find()
        .select_only()
        .column(entity::Column::Realm)
        .distinct()
        .filter(entity::Column::Number.is_null())
        .limit(most)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(found.iter().filter_map(|name| name.parse().ok()).collect())
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The segments of the log with what proves each, the oldest first.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn audit_segments(&self) -> Result<Vec<(Segment, Sealed)>, DbErr> {
        let rows = self.segments().order_by_asc(segment::Column::First).all(self.connection).await?;
        Ok(rows.into_iter().map(segment::Model::parts).collect())
    }

    /// The segment that is being filled.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn last_audit_segment(&self) -> Result<Option<Segment>, DbErr> {
        let row = self.segments().order_by_desc(segment::Column::First).one(self.connection).await?;
        Ok(row.map(|row| row.parts().0))
    }

    /// At most a thousand sealed entries with these numbers, in their order.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn sealed_entries(&self, first: i64, last: i64) -> Result<Vec<(Entry, String)>, DbErr> {
        let rows = self.entries().filter(entity::Column::Number.between(first, last));
        let rows = rows.order_by_asc(entity::Column::Number).limit(1000).all(self.connection).await?;
        Ok(rows.into_iter().map(sealed).collect())
    }

    /// At most a thousand entries that claim a number after the last segment's.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn entries_beyond_the_segments(&self) -> Result<Vec<(Entry, String)>, DbErr> {
        // In one statement, so that what is sealed meanwhile is no such entry.
        const BEYOND: &str = "number > COALESCE((SELECT MAX(last) FROM audit_segments \
            WHERE audit_segments.realm = audit_events.realm), 0)";
        let rows = self.entries().filter(Expr::cust(BEYOND));
        let rows = rows.order_by_asc(entity::Column::Number).limit(1000).all(self.connection).await?;
        Ok(rows.into_iter().map(sealed).collect())
    }

    /// At most so many entries that wait for their seal, in the order in which they were written.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn unsealed_entries(&self, most: u64) -> Result<Vec<Row>, DbErr> {
        let rows = self.entries().filter(entity::Column::Number.is_null());
        let rows = rows.order_by_asc(entity::Column::At).order_by_asc(entity::Column::Id);
        rows.limit(most).all(self.connection).await
    }

    /// How many entries wait for their seal, and since when the oldest does.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn unsealed_tail(&self) -> Result<(u64, Option<DateTime<Utc>>), DbErr> {
        let waiting = self.entries().filter(entity::Column::Number.is_null()).count(self.connection).await?;
        Ok((waiting, self.unsealed_entries(1).await?.first().map(|row| row.at)))
    }

    fn segments(&self) -> Select<segment::Entity> {
        segment::Entity::find().filter(segment::Column::Realm.eq(self.realm.as_str()))
    }
}

impl InRealm<'_, Tx> {
    /// Gives an entry its number and its seal. They are given once.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn seal_entry(&self, entry: &Entry, seal: &str) -> Result<(), DbErr> {
        let sealed = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(entry.id))
            .filter(entity::Column::Number.is_null())
            .col_expr(entity::Column::Number, Expr::value(entry.number))
            .col_expr(entity::Column::Seal, Expr::value(seal))
            .exec(self.connection)
            .await?;
        if sealed.rows_affected == 1 { Ok(()) } else { Err(DbErr::RecordNotUpdated) }
    }

    /// Begins a segment, or says how far it has come.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn put_audit_segment(&self, told: &Segment, proof: &Sealed) -> Result<(), DbErr> {
        let Segment { month, first, last, opening, head, previous } = told.clone();
        let row = segment::ActiveModel {
            realm: Set(self.realm.to_string()),
            month: Set(month),
            first: Set(first),
            last: Set(last),
            opening: Set(opening),
            head: Set(head),
            previous: Set(previous),
            proof: Set(proof.as_str().to_owned()),
        };
        let grown = [segment::Column::Last, segment::Column::Head, segment::Column::Proof];
        segment::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([segment::Column::Realm, segment::Column::Month]).update_columns(grown).to_owned(),
            )
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// Drops a segment. Its entries go afterwards, by [`delete_dropped_entries`](Self::delete_dropped_entries). `false`:
    /// it is gone already.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn drop_audit_segment(&self, month: &str) -> Result<bool, DbErr> {
        let key = (self.realm.to_string(), month.to_owned());
        Ok(segment::Entity::delete_by_id(key).exec(self.connection).await?.rows_affected == 1)
    }

    /// Deletes the lowest numbers of entries whose segment was dropped, at most so many, and says how many they were.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn delete_dropped_entries(&self, most: i64) -> Result<u64, DbErr> {
        let Some(oldest) = self.segments().order_by_asc(segment::Column::First).one(self.connection).await? else {
            return Ok(0);
        };
        let dropped = || self.entries().filter(entity::Column::Number.lt(oldest.first));
        let lowest = dropped().order_by_asc(entity::Column::Number).one(self.connection).await?;
        let Some(lowest) = lowest.and_then(|row| row.number) else { return Ok(0) };
        let deleted = entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Number.between(lowest, oldest.first.min(lowest + most) - 1))
            .exec(self.connection)
            .await?;
        Ok(deleted.rows_affected)
    }
}

impl Row {
    /// The entry as it stands, or is to stand, in the chain.
    #[must_use]
    pub fn numbered(self, number: i64) -> Entry {
        Entry {
            number,
            id: self.id,
            at: self.at,
            actor: self.actor,
            event: self.event,
            account: self.account,
            client: self.client,
            administrator: self.administrator,
            reason: self.reason,
            browser: self.browser,
            network: self.network,
            object: self.object,
        }
    }
}

fn sealed(row: Row) -> (Entry, String) {
    let (number, seal) = (row.number.unwrap_or_default(), row.seal.clone().unwrap_or_default());
    (row.numbered(number), seal)
}

mod segment {
    use sea_orm::entity::prelude::*;

    use crate::chain::Segment;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_segments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub month: String,
        pub first: i64,
        pub last: i64,
        pub opening: String,
        pub head: String,
        pub previous: Option<String>,
        pub proof: String,
    }

    impl ActiveModelBehavior for ActiveModel {}

    impl Model {
        pub fn parts(self) -> (Segment, base::Sealed) {
            let Self { month, first, last, opening, head, previous, proof, .. } = self;
            (Segment { month, first, last, opening, head, previous }, proof.into())
        }
    }
}
