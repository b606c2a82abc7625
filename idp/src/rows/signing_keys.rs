//! A realm's private signing keys, sealed.

use base::Sealed;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
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
    pub async fn offer_signing_key(
        &self,
        kid: &str,
        algorithm: &str,
        private_key: &Sealed,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            kid: Set(kid.to_owned()),
            algorithm: Set(algorithm.to_owned()),
            current: Set(Some(true)),
            private_key: Set(private_key.as_str().to_owned()),
            created_at: Set(now),
            retired_at: Set(None),
        };
        let current = [entity::Column::Realm, entity::Column::Algorithm, entity::Column::Current];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(current).do_nothing().to_owned())
            .exec_without_returning(self.connection)
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
    }

    impl ActiveModelBehavior for ActiveModel {}
}
