//! Under which issuers the realms have been served.

use base::RealmName;
use chrono::{DateTime, Utc};
use realm::Issuers;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use store::Tx;

use super::InRealm;

/// The issuer of every realm that has been served: for loading, which judges all of them at once.
///
/// # Errors
/// The database's failure.
pub async fn issuers(connection: &impl ConnectionTrait) -> Result<Issuers, DbErr> {
    let rows = entity::Entity::find().all(connection).await?;
    let named = rows.into_iter().filter_map(|row| Some((row.realm.parse::<RealmName>().ok()?, row.issuer)));
    Ok(named.collect())
}

impl InRealm<'_, Tx> {
    /// Notes under which issuer the realm is served; the first stands. `another` on a developer's machine, where addresses
    /// come and go: then the last.
    pub async fn remember_issuer(&self, issuer: &str, another: bool, now: DateTime<Utc>) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            issuer: Set(issuer.to_owned()),
            first_served_at: Set(now),
            retired_at: Set(None),
        };
        let mut on_conflict = OnConflict::column(entity::Column::Realm);
        if another {
            on_conflict.update_column(entity::Column::Issuer);
        } else {
            on_conflict.do_nothing();
        }
        entity::Entity::insert(row).on_conflict(on_conflict).exec_without_returning(self.connection).await?;
        Ok(())
    }

    /// Notes that the realm is retired, and since when; or that it is not.
    pub async fn note_retired(&self, retired: bool, now: DateTime<Utc>) -> Result<(), DbErr> {
        let none: Option<DateTime<Utc>> = None;
        let update = entity::Entity::update_many().filter(entity::Column::Realm.eq(self.realm.as_str()));
        let update = if retired {
            update.filter(entity::Column::RetiredAt.is_null()).col_expr(entity::Column::RetiredAt, Expr::value(now))
        } else {
            update
                .filter(entity::Column::RetiredAt.is_not_null())
                .col_expr(entity::Column::RetiredAt, Expr::value(none))
        };
        update.exec(self.connection).await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Since when the realm is retired. `None` while it is not, or has never been served.
    pub async fn retired_at(&self) -> Result<Option<DateTime<Utc>>, DbErr> {
        let realm = entity::Column::Realm.eq(self.realm.as_str());
        let row = entity::Entity::find().filter(realm).one(self.connection).await?;
        Ok(row.and_then(|row| row.retired_at))
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "realm_identities")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        pub issuer: String,
        pub first_served_at: chrono::DateTime<chrono::Utc>,
        pub retired_at: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
