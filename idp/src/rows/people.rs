//! How many people a change of a realm's files concerns.

use chrono::{DateTime, NaiveDate, Utc};
use realm::Method;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{self, Alias, Expr, Query, SelectStatement};
use sea_orm::{Condition, PaginatorTrait};

use super::InRealm;
use super::accounts::entity as accounts;
use super::grants::entity as grants;
use super::refresh_tokens::entity as refresh_tokens;
use super::terms_acceptances::entity as terms_acceptances;

/// Whom a count is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum People {
    /// All who have signed in.
    Members,
    /// Those who agreed to terms, but not to this version or a newer one.
    ToAgree(String),
    /// Those who agreed to this version of the terms or a newer one.
    WhoAgreed(String),
    /// Those who registered something for these methods and nothing for the others that stay.
    WithNothingBut(Vec<Method>, Vec<Method>),
    /// Those whose chosen method is one of these.
    WhoChose(Vec<Method>),
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Counts people who may sign in on a day.
    pub async fn count_people(&self, people: &People, today: NaiveDate) -> Result<u64, DbErr> {
        let insured = Condition::any()
            .add(accounts::Column::EligibleUntil.is_null())
            .add(accounts::Column::EligibleUntil.gte(today));
        let who = Condition::all()
            .add(accounts::Column::Realm.eq(self.realm.as_str()))
            .add(accounts::Column::Disabled.eq(false))
            .add(accounts::Column::FirstSignedInAt.is_not_null())
            .add(insured);
        let any = |methods: &[Method]| {
            methods.iter().fold(Condition::any(), |any, method| any.add(self.has_what_is_needed_for(*method)))
        };
        let who = match people {
            People::Members => who,
            People::ToAgree(version) => who.add(Condition::all().add(self.agreed_since(version)).not()),
            People::WhoAgreed(version) => who.add(self.agreed_since(version)),
            People::WithNothingBut(removed, left) if left.is_empty() => who.add(any(removed)),
            People::WithNothingBut(removed, left) => who.add(any(removed)).add(any(left).not()),
            People::WhoChose(methods) => {
                who.add(accounts::Column::Method.is_in(methods.iter().map(|method| method.name())))
            }
        };
        accounts::Entity::find().filter(who).count(self.connection).await
    }

    /// Whether a member agreed to a version of the terms or a newer one.
    fn agreed_since(&self, version: &str) -> Expr {
        let mut agreed = self.of_account("terms_acceptances");
        agreed.and_where(sea_query::ExprTrait::gte(Expr::col(terms_acceptances::Column::Version), version));
        Expr::exists(agreed)
    }

    /// Whether a member has what a method needs: as `AccountFacts::is_ready_for` says.
    fn has_what_is_needed_for(&self, method: Method) -> Expr {
        match method {
            Method::AppOtp => Expr::exists(self.of_account("authenticators")),
            Method::Passkey => Expr::exists(self.of_account("passkeys")),
            Method::MailOtp => accounts::Column::EmailVerifiedAt.is_not_null(),
        }
    }

    /// The rows of a table that belong to the account of the outer query.
    fn of_account(&self, table: &'static str) -> SelectStatement {
        let column = |name: &'static str| Expr::col((Alias::new(table), Alias::new(name)));
        let account = Expr::col((accounts::Entity, accounts::Column::Id));
        Query::select()
            .expr(Expr::val(1))
            .from(Alias::new(table))
            .and_where(sea_query::ExprTrait::eq(column("realm"), self.realm.as_str()))
            .and_where(sea_query::ExprTrait::eq(column("account"), account))
            .to_owned()
    }

    /// How many refresh tokens of an application still renew something.
    pub async fn count_refresh_tokens(&self, client: &str, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let granted = Query::select()
            .column(grants::Column::Id)
            .from(grants::Entity)
            .and_where(grants::Column::Realm.eq(self.realm.as_str()))
            .and_where(grants::Column::Client.eq(client))
            .and_where(grants::Column::RevokedAt.is_null())
            .to_owned();
        refresh_tokens::Entity::find()
            .filter(refresh_tokens::Column::Realm.eq(self.realm.as_str()))
            .filter(refresh_tokens::Column::SpentAt.is_null())
            .filter(refresh_tokens::Column::ForgottenAt.gt(now))
            .filter(refresh_tokens::Column::GrantId.in_subquery(granted))
            .count(self.connection)
            .await
    }
}
