//! Authenticator apps. The seed is sealed; the row remembers the newest time step that was used.

use account::{AppCodeMatch, DeviceName};
use base::{AccountId, AuthenticatorId, Sealed};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait as _};
use store::Tx;

use super::{AccountRow, InRealm, Registered};

/// The most devices that one member may have: a code of any of them is accepted, so each more makes guessing easier.
const MOST: usize = 5;

/// One registered app, as the migration describes it.
pub type AuthenticatorRow = entity::Model;

impl AuthenticatorRow {
    /// The device's id.
    #[must_use]
    pub fn authenticator_id(&self) -> AuthenticatorId {
        self.id.into()
    }

    /// The shared secret, sealed.
    #[must_use]
    pub fn sealed_seed(&self) -> Sealed {
        self.seed.clone().into()
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// A member's devices, the oldest first.
    pub async fn authenticators(&self, account: AccountId) -> Result<Vec<AuthenticatorRow>, DbErr> {
        self.authenticators_of(account).order_by_asc(entity::Column::CreatedAt).all(self.connection).await
    }

    /// How many devices a member has.
    pub(super) fn count_authenticators(&self, account: AccountId) -> SelectStatement {
        self.authenticators_of(account).select_only().column_as(entity::Column::Id.count(), "count").into_query()
    }

    fn authenticators_of(&self, account: AccountId) -> Select<entity::Entity> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
    }
}

impl InRealm<'_, Tx> {
    /// Removes all devices of a member, and says how many they were.
    pub async fn remove_authenticators(&self, account: AccountId) -> Result<u64, DbErr> {
        let removed = entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .exec(self.connection)
            .await?;
        Ok(removed.rows_affected)
    }

    /// Registers the device that showed its first code, which is used up by that.
    pub async fn register_authenticator(
        &self,
        read: &AccountRow,
        (name, seed): (&DeviceName, &Sealed),
        first: AppCodeMatch,
        now: DateTime<Utc>,
    ) -> Result<Registered, DbErr> {
        let account = read.account_id();
        if !self.hold_account(account).await?.is_some_and(|held| held.counts_as(read)) {
            return Ok(Registered::Overtaken);
        }
        let existing = self.authenticators(account).await?;
        if existing.iter().any(|row| row.id == first.authenticator.uuid()) {
            return Ok(Registered::Before);
        }
        if existing.iter().any(|row| row.name == name.as_str()) {
            return Ok(Registered::NameTaken);
        }
        if existing.len() >= MOST {
            return Ok(Registered::TooMany);
        }
        self.add_authenticator(account, (first.authenticator, name.as_str()), seed, now).await?;
        self.use_app_code(first).await?;
        Ok(Registered::Now)
    }

    /// Adds a device under a name.
    pub async fn add_authenticator(
        &self,
        account: AccountId,
        (id, name): (AuthenticatorId, &str),
        seed: &Sealed,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(id.uuid()),
            account: Set(account.uuid()),
            name: Set(name.to_owned()),
            seed: Set(seed.as_str().to_owned()),
            last_step: Set(0),
            refused_step: Set(None),
            created_at: Set(now),
        };
        entity::Entity::insert(row).exec_without_returning(self.connection).await?;
        Ok(())
    }

    /// Deletes a member's device. `false` when they have none with this id.
    pub async fn delete_authenticator(&self, account: AccountId, id: AuthenticatorId) -> Result<bool, DbErr> {
        let deleted = entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(entity::Column::Id.eq(id.uuid()))
            .exec(self.connection)
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Records a code as used. `false` when a code of this step or a later one was used before, perhaps just now by
    /// another request, or when it was refused: then this one does not count.
    pub async fn use_app_code(&self, code: AppCodeMatch) -> Result<bool, DbErr> {
        let not_refused =
            Condition::any().add(entity::Column::RefusedStep.is_null()).add(entity::Column::RefusedStep.ne(code.step));
        let updated = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(code.authenticator.uuid()))
            .filter(entity::Column::LastStep.lt(code.step))
            .filter(not_refused)
            .col_expr(entity::Column::LastStep, Expr::value(code.step))
            .exec(self.connection)
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Lets a code never count that told of a clock that is off.
    pub async fn refuse_app_code(&self, code: AppCodeMatch) -> Result<(), DbErr> {
        entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(code.authenticator.uuid()))
            .col_expr(entity::Column::RefusedStep, Expr::value(code.step))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "authenticators")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub name: String,
        pub seed: String,
        pub last_step: i64,
        pub refused_step: Option<i64>,
        pub created_at: chrono::DateTime<chrono::Utc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
