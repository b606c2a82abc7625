//! Which member has opened which notice.

use std::collections::HashSet;

use base::RealmName;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{QuerySelect, QueryTrait};
use store::Tx;

use super::InRealm;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_readings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    subject: String,
    #[sea_orm(primary_key, auto_increment = false)]
    notice: String,
    read_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// The ids of the notices that a member has opened, for use within another query.
pub(super) fn opened_by(realm: &RealmName, subject: &str) -> SelectStatement {
    opened(realm, subject).into_query()
}

fn opened(realm: &RealmName, subject: &str) -> Select<Entity> {
    Entity::find()
        .select_only()
        .column(Column::Notice)
        .filter(Column::Realm.eq(realm.as_str()))
        .filter(Column::Subject.eq(subject))
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Which of these notices a member has opened.
    pub async fn opened_notices(&self, subject: &str, ids: &[&str]) -> Result<HashSet<String>, DbErr> {
        let opened = opened(self.realm, subject).filter(Column::Notice.is_in(ids.iter().copied()));
        Ok(opened.into_tuple::<String>().all(self.connection).await?.into_iter().collect())
    }
}

impl InRealm<'_, Tx> {
    /// Notes that a member has opened a notice.
    pub async fn note_notice_opened(&self, subject: &str, notice: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
        let row = ActiveModel {
            realm: Set(self.realm.to_string()),
            subject: Set(subject.to_owned()),
            notice: Set(notice.to_owned()),
            read_at: Set(now),
        };
        let once = OnConflict::columns([Column::Realm, Column::Subject, Column::Notice]).do_nothing().to_owned();
        Entity::insert(row).on_conflict(once).exec_without_returning(self.connection).await.map(drop)
    }
}
