//! A realm's private signing keys, sealed.

use base::{RealmName, Sealed};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use store::Tx;

use super::InRealm;

/// One key, as the migration describes it.
pub type SigningKeyRow = entity::Model;

impl SigningKeyRow {
    /// The private key, sealed.
    #[must_use]
    pub fn sealed_private_key(&self) -> Sealed {
        self.private_key.clone().into()
    }

    /// From when on it signs.
    #[must_use]
    pub fn signs_from(&self) -> DateTime<Utc> {
        self.signs_from.unwrap_or(self.created_at)
    }

    /// Whether it is the newest of its algorithm.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.current == Some(true)
    }
}

/// A key that is to be stored.
#[derive(Clone, Debug)]
pub struct NewSigningKey {
    /// Its id: its thumbprint.
    pub kid: String,
    /// Its algorithm's JOSE name.
    pub algorithm: &'static str,
    /// The private key, sealed.
    pub private_key: Sealed,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it signs.
    pub signs_from: DateTime<Utc>,
}

impl NewSigningKey {
    fn row(&self, realm: &RealmName) -> entity::ActiveModel {
        entity::ActiveModel {
            realm: Set(realm.to_string()),
            kid: Set(self.kid.clone()),
            algorithm: Set(self.algorithm.to_owned()),
            current: Set(Some(true)),
            private_key: Set(self.private_key.as_str().to_owned()),
            created_at: Set(self.created_at),
            retired_at: Set(None),
            signs_from: Set(Some(self.signs_from)),
        }
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// All keys of the realm, the oldest first.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKeyRow>, DbErr> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .order_by_asc(entity::Column::CreatedAt)
            .all(self.connection)
            .await
    }
}

impl InRealm<'_, Tx> {
    /// Offers a key as the current one of its algorithm. Where another node was faster, its key stands and this one
    /// is dropped.
    pub async fn offer_signing_key(&self, key: &NewSigningKey) -> Result<(), DbErr> {
        let row = key.row(self.realm);
        let current = [entity::Column::Realm, entity::Column::Algorithm, entity::Column::Current];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(current).do_nothing().to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// Puts a key in the place of the current one, which signs until the new one does. `false` when it is not the
    /// current one any more: another node was faster.
    pub async fn succeed_signing_key(&self, former: &str, key: &NewSigningKey) -> Result<bool, DbErr> {
        let retired = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Kid.eq(former))
            .filter(entity::Column::Current.eq(true))
            .col_expr(entity::Column::Current, Expr::value(None::<bool>))
            .col_expr(entity::Column::RetiredAt, Expr::value(key.signs_from))
            .exec(self.connection)
            .await?;
        if retired.rows_affected == 0 {
            return Ok(false);
        }
        entity::Entity::insert(key.row(self.realm)).exec_without_returning(self.connection).await?;
        Ok(true)
    }

    /// Forgets every other key of a key's algorithm for good: nothing that they signed counts any more.
    pub async fn forget_other_signing_keys(&self, key: &NewSigningKey) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Algorithm.eq(key.algorithm))
            .filter(entity::Column::Kid.ne(&key.kid))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Forgets the keys that retired before a moment.
    pub async fn forget_retired_signing_keys(&self, before: DateTime<Utc>) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::RetiredAt.lt(before))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kid: String,
        pub algorithm: String,
        pub current: Option<bool>,
        pub private_key: String,
        pub created_at: chrono::DateTime<chrono::Utc>,
        pub retired_at: Option<chrono::DateTime<chrono::Utc>>,
        pub signs_from: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
