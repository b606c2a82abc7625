//! Passkeys.

use base::AccountId;
use sea_orm::PaginatorTrait;
use sea_orm::entity::prelude::*;

use super::InRealm;

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// How many passkeys a member has.
    pub(super) async fn count_passkeys(&self, account: AccountId) -> Result<u64, DbErr> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .count(self.connection)
            .await
    }
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkeys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub name: String,
        pub credential_id: String,
        pub credential: String,
        pub created_at: chrono::DateTime<chrono::Utc>,
        pub used_at: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
