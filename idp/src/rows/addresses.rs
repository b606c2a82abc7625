//! Whose an e-mail address is.
//!
//! Several members may have one address on record: families share theirs, and files have mistakes. Once a member has
//! shown that an address is theirs, it is nobody else's, neither as an address nor as the ID that somebody signs in with;
//! or else mail to the one would reach the other. Among addresses a unique index decides, between addresses and IDs
//! whoever holds the address first ([`store::Tx::hold`]).

use account::EmailAddress;
use base::{AccountId, SignInId};
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{Condition, QuerySelect, SqlErr, UpdateMany};
use store::Tx;

use super::InRealm;
use super::accounts::entity::{Column, Entity};

/// Why an address did not become a member's.
#[derive(Debug, thiserror::Error)]
pub enum NotTheirs {
    /// Another member has shown that it is theirs, or signs in with it.
    #[error("the e-mail address is another member's")]
    Taken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// That mail to an address reaches whoever asked for it.
#[derive(Clone, Copy, Debug)]
pub struct Reached<'a> {
    /// Whose address it is to be.
    pub account: AccountId,
    /// The address.
    pub address: &'a EmailAddress,
    /// When the link and the code left that were used.
    pub sent_at: DateTime<Utc>,
    /// When they were used.
    pub at: DateTime<Utc>,
}

impl InRealm<'_, Tx> {
    /// Puts on record which address a member says is theirs. One that they have already shown to be theirs stays: then
    /// nothing changes.
    pub async fn state_address(
        &self,
        account: AccountId,
        address: &EmailAddress,
        at: DateTime<Utc>,
    ) -> Result<(), NotTheirs> {
        self.check_address(account, address).await?;
        let same = Expr::col(Column::Email).eq(address.as_str());
        let bounced = Expr::case(same.clone(), Expr::col(Column::EmailBouncedAt)).finally(Expr::value(nothing()));
        self.account_row(account)
            .filter(Condition::any().add(Column::EmailVerifiedAt.is_null()).add(same))
            .col_expr(Column::EmailBouncedAt, bounced.into())
            .col_expr(Column::Email, Expr::value(address.as_str()))
            .col_expr(Column::EmailConfirmedAt, Expr::value(at))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Records that mail reaches a member at the address on record. `false` when there is nothing to record: it is not on
    /// record any more, or reached before, or what was used left before the member's means of signing in became others
    /// (but in the sign-in in which they did).
    pub async fn verify_address(&self, reached: Reached<'_>, sign_in: SignInId) -> Result<bool, NotTheirs> {
        self.check_address(reached.account, reached.address).await?;
        let verifying = self
            .account_row(reached.account)
            .filter(Column::Email.eq(reached.address.as_str()))
            .filter(Column::EmailVerifiedAt.is_null())
            .filter(left_by_renewal(reached.sent_at).add(Column::RenewedIn.eq(sign_in.uuid())))
            .col_expr(Column::EmailConfirmedAt, Expr::col(Column::EmailConfirmedAt).if_null(reached.at));
        now_theirs(self.connection, verifying, reached.at).await
    }

    /// Puts another address on a member's record, which mail is known to reach. `false` when there is nothing to record:
    /// it was done before, or what was used left before the member's means of signing in became others.
    pub async fn change_address(&self, reached: Reached<'_>) -> Result<bool, NotTheirs> {
        self.check_address(reached.account, reached.address).await?;
        let another = Condition::any()
            .add(Column::Email.is_null())
            .add(Column::Email.ne(reached.address.as_str()))
            .add(Column::EmailVerifiedAt.is_null());
        let changing = self
            .account_row(reached.account)
            .filter(another)
            .filter(left_by_renewal(reached.sent_at))
            .col_expr(Column::Email, Expr::value(reached.address.as_str()))
            .col_expr(Column::EmailConfirmedAt, Expr::value(reached.at));
        now_theirs(self.connection, changing, reached.at).await
    }

    /// Records that no mail reaches an address, on the record of whoever has it.
    pub async fn mark_unreachable(&self, address: &str, at: DateTime<Utc>) -> Result<(), DbErr> {
        self.account_rows()
            .filter(Column::Email.eq(address))
            .col_expr(Column::EmailBouncedAt, Expr::value(at))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Records that mail reaches a member again.
    pub async fn mark_reachable(&self, account: AccountId) -> Result<(), DbErr> {
        self.account_row(account)
            .filter(Column::EmailBouncedAt.is_not_null())
            .col_expr(Column::EmailBouncedAt, Expr::value(nothing()))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Makes whoever wants the same address, or signs in with it, wait until this write ends.
    pub(super) async fn hold_address(&self, address: &str) -> Result<(), DbErr> {
        self.connection.hold(&format!("{}:{address}", self.realm)).await
    }

    /// Whether an address may become a member's: no other has shown that it is theirs, or signs in with it.
    ///
    /// # Errors
    /// [`NotTheirs`].
    pub async fn check_address(&self, account: AccountId, address: &EmailAddress) -> Result<(), NotTheirs> {
        self.hold_address(address.as_str()).await?;
        let shown = Condition::all().add(Column::Email.eq(address.as_str())).add(Column::EmailVerifiedAt.is_not_null());
        // One query for each, because one with `OR` would not be answered from the indexes alone.
        for theirs in [Condition::all().add(Column::UserId.eq(address.as_str())), shown] {
            let others = Entity::find()
                .filter(Column::Realm.eq(self.realm.as_str()))
                .filter(Column::Id.ne(account.uuid()))
                .filter(theirs)
                .select_only()
                .column(Column::Id);
            if others.into_tuple::<Uuid>().one(self.connection).await?.is_some() {
                return Err(NotTheirs::Taken);
            }
        }
        Ok(())
    }

    fn account_row(&self, account: AccountId) -> UpdateMany<Entity> {
        self.account_rows().filter(Column::Id.eq(account.uuid()))
    }

    fn account_rows(&self) -> UpdateMany<Entity> {
        Entity::update_many().filter(Column::Realm.eq(self.realm.as_str()))
    }
}

/// What left at a moment still counts ([`account::Renewal::leaves`]).
fn left_by_renewal(sent_at: DateTime<Utc>) -> Condition {
    Condition::any().add(Column::RenewedAt.is_null()).add(Column::RenewedAt.lte(sent_at))
}

async fn now_theirs(tx: &Tx, update: UpdateMany<Entity>, at: DateTime<Utc>) -> Result<bool, NotTheirs> {
    let update = update
        .col_expr(Column::EmailVerifiedAt, Expr::value(at))
        .col_expr(Column::EmailBouncedAt, Expr::value(nothing()));
    match update.exec(tx).await {
        Ok(done) => Ok(done.rows_affected == 1),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Err(NotTheirs::Taken),
        Err(error) => Err(error.into()),
    }
}

const fn nothing() -> Option<DateTime<Utc>> {
    None
}

#[cfg(test)]
#[path = "addresses_tests.rs"]
mod tests;
