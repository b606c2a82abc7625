//! What authenticator apps and passkeys have in common when one is registered.

use base::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use store::Tx;

use super::InRealm;
use super::accounts::entity as accounts;

/// What became of a device that a member registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is theirs now.
    Now,
    /// It was registered before: the same form came twice.
    Before,
    /// The member has a device of this name.
    NameTaken,
    /// The member has as many devices as anybody may have.
    TooMany,
}

impl InRealm<'_, Tx> {
    /// Makes every other write that holds this account wait until this one ends, so that what is counted and compared
    /// in between stays true.
    pub(super) async fn hold_account(&self, account: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
        accounts::Entity::update_many()
            .filter(accounts::Column::Realm.eq(self.realm.as_str()))
            .filter(accounts::Column::Id.eq(account.uuid()))
            .col_expr(accounts::Column::UpdatedAt, Expr::value(now))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}
