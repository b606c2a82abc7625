//! What members agreed that applications learn of them, until they withdraw it.

use base::AccountId;
use chrono::{DateTime, Utc};
use oidc::consent::Disclosure;
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use store::Tx;

use super::InRealm;

/// One agreement, as the migration describes it.
pub type ConsentRow = entity::Model;

impl ConsentRow {
    /// What was agreed to. A row that cannot be read is as good as none: the member is asked again.
    #[must_use]
    pub fn disclosure(&self) -> Option<Disclosure> {
        Some(Disclosure::of(self.scope.clone().try_into().ok()?, serde_json::from_str(&self.claims).ok()?))
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// What a member agreed that a client learns.
    pub async fn agreed_to(&self, account: AccountId, client: &str) -> Result<Option<Disclosure>, DbErr> {
        let row = self.consents(account).filter(entity::Column::Client.eq(client)).one(self.connection).await?;
        Ok(row.as_ref().and_then(ConsentRow::disclosure))
    }

    /// All that a member agreed to, client by client.
    pub async fn consents_of(&self, account: AccountId) -> Result<Vec<ConsentRow>, DbErr> {
        self.consents(account).order_by_asc(entity::Column::Client).all(self.connection).await
    }

    fn consents(&self, account: AccountId) -> Select<entity::Entity> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
    }
}

impl InRealm<'_, Tx> {
    /// Remembers that a member agreed: what they agreed to before stays agreed to.
    pub async fn agree(
        &self,
        account: AccountId,
        client: &str,
        disclosure: &Disclosure,
        at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let before = self.agreed_to(account, client).await?.unwrap_or_default();
        let all = before.joined_with(disclosure);
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            account: Set(account.uuid()),
            client: Set(client.to_owned()),
            scope: Set(all.scope.to_string()),
            claims: Set(serde_json::to_string(&all.claims).unwrap_or_default()),
            given_at: Set(at),
        };
        let key = [entity::Column::Realm, entity::Column::Account, entity::Column::Client];
        let changing = [entity::Column::Scope, entity::Column::Claims, entity::Column::GivenAt];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).update_columns(changing).to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// Forgets what a member agreed to.
    pub async fn withdraw_consent(&self, account: AccountId, client: &str) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(entity::Column::Client.eq(client))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub client: String,
        pub scope: String,
        pub claims: String,
        pub given_at: chrono::DateTime<chrono::Utc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
