//! Passkeys. The row keeps what the WebAuthn library says of one, and nothing that could sign in its place.

use account::{DeviceName, NewPasskey, StoredPasskey};
use base::{AccountId, PasskeyId};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect, QueryTrait as _};
use store::Tx;

use super::{AccountRow, InRealm, Registered};

/// The most passkeys that one member may have: the browser is sent the ids of them all.
const MOST: usize = 20;

/// One registered passkey, as the migration describes it.
pub type PasskeyRow = entity::Model;

impl PasskeyRow {
    /// The passkey's id.
    #[must_use]
    pub fn passkey_id(&self) -> PasskeyId {
        self.id.into()
    }

    /// Whose it is.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account.into()
    }

    /// The passkey.
    ///
    /// # Errors
    /// When the row does not hold one.
    pub fn stored(&self) -> Result<StoredPasskey, serde_json::Error> {
        serde_json::from_str(&self.credential)
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// A member's passkeys, the oldest first.
    pub async fn passkeys(&self, account: AccountId) -> Result<Vec<PasskeyRow>, DbErr> {
        self.passkeys_of(account).order_by_asc(entity::Column::CreatedAt).all(self.connection).await
    }

    /// The passkey with this credential id, whoever's it is.
    pub async fn passkey_by_credential_id(&self, credential_id: &str) -> Result<Option<PasskeyRow>, DbErr> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::CredentialId.eq(credential_id))
            .one(self.connection)
            .await
    }

    /// How many passkeys a member has.
    pub(super) fn count_passkeys(&self, account: AccountId) -> SelectStatement {
        self.passkeys_of(account).select_only().column_as(entity::Column::Id.count(), "count").into_query()
    }

    fn passkeys_of(&self, account: AccountId) -> Select<entity::Entity> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
    }
}

impl InRealm<'_, Tx> {
    /// Removes all passkeys of a member, and says how many they were.
    pub async fn remove_passkeys(&self, account: AccountId) -> Result<u64, DbErr> {
        let removed = entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .exec(self.connection)
            .await?;
        Ok(removed.rows_affected)
    }

    /// Registers a passkey under a name. That no other member has it, the table's unique index sees to.
    pub async fn register_passkey(
        &self,
        read: &AccountRow,
        new: &NewPasskey,
        name: &DeviceName,
        now: DateTime<Utc>,
    ) -> Result<Registered, DbErr> {
        if !self.hold_account(new.account()).await?.is_some_and(|held| held.counts_as(read)) {
            return Ok(Registered::Overtaken);
        }
        let existing = self.passkeys(new.account()).await?;
        if existing.iter().any(|row| row.id == new.id().uuid()) {
            return Ok(Registered::Before);
        }
        if existing.iter().any(|row| row.name == name.as_str()) {
            return Ok(Registered::NameTaken);
        }
        if existing.len() >= MOST {
            return Ok(Registered::TooMany);
        }
        let credential = serde_json::to_string(new.stored()).map_err(|error| DbErr::Json(error.to_string()))?;
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(new.id().uuid()),
            account: Set(new.account().uuid()),
            name: Set(name.as_str().to_owned()),
            credential_id: Set(new.stored().credential_id()),
            credential: Set(credential),
            created_at: Set(now),
            used_at: Set(None),
        };
        entity::Entity::insert(row).exec_without_returning(self.connection).await?;
        Ok(Registered::Now)
    }

    /// Deletes a member's passkey. `false` when they have none with this id.
    pub async fn delete_passkey(&self, account: AccountId, id: PasskeyId) -> Result<bool, DbErr> {
        let deleted = entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(entity::Column::Id.eq(id.uuid()))
            .exec(self.connection)
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Records a use, with the passkey's counter of now. `false` when the row is no longer what was read, perhaps since
    /// another request used or deleted it just now: then this use does not count.
    pub async fn use_passkey(
        &self,
        read: &PasskeyRow,
        used: &StoredPasskey,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let credential = serde_json::to_string(used).map_err(|error| DbErr::Json(error.to_string()))?;
        let updated = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(read.id))
            .filter(entity::Column::Credential.eq(read.credential.as_str()))
            .col_expr(entity::Column::Credential, Expr::value(credential))
            .col_expr(entity::Column::UsedAt, Expr::value(now))
            .exec(self.connection)
            .await?;
        Ok(updated.rows_affected == 1)
    }
}

pub(super) mod entity {
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
