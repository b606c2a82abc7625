//! What a sign-in needs to know of an account, in one query beside its row.

use account::AccountFacts;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, Query, SelectStatement};

use super::{AccountRow, InRealm};

/// What other tables say of one account.
#[derive(FromQueryResult)]
struct Counted {
    accepted_terms: Option<String>,
    authenticators: i64,
    passkeys: i64,
}

/// A query for one value, as a value.
fn scalar(select: SelectStatement) -> Expr {
    Expr::SubQuery(None, Box::new(select.into()))
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// What a sign-in needs to know of an account.
    pub async fn account_facts(&self, row: &AccountRow) -> Result<AccountFacts, DbErr> {
        let id = row.account_id();
        let select = Query::select()
            .expr_as(scalar(self.newest_accepted_terms(id)), "accepted_terms")
            .expr_as(scalar(self.count_authenticators(id)), "authenticators")
            .expr_as(scalar(self.count_passkeys(id)), "passkeys")
            .to_owned();
        let found = Counted::find_by_statement(self.connection.get_database_backend().build(&select));
        let counted = found.one(self.connection).await?;
        let counted = counted.ok_or_else(|| DbErr::RecordNotFound("a query of three values".to_owned()))?;
        Ok(AccountFacts {
            id,
            standing: row.standing(),
            eligible_until: row.eligible_until,
            first_signed_in_at: row.first_signed_in_at,
            birth_date_confirmed_at: row.birth_date_confirmed_at,
            accepted_terms: counted.accepted_terms,
            email_confirmed_at: row.email_confirmed_at,
            email_verified_at: row.email_verified_at,
            user_id_confirmed_at: row.user_id_confirmed_at,
            password_chosen_at: row.password_chosen_at,
            method: row.chosen_method(),
            authenticators: u64::try_from(counted.authenticators).unwrap_or_default(),
            passkeys: u64::try_from(counted.passkeys).unwrap_or_default(),
            renewal: row.renewal(),
        })
    }
}
