//! Members' accounts.

use account::{EmailAddress, Refusal, Renewal, Standing, UserId};
use base::{AccountId, Language, Sealed, SignInId};
use chrono::{DateTime, NaiveDate, Utc};
use oidc::claims::StandardClaims;
use realm::{Method, Realm, Step};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{Condition, QueryOrder, QuerySelect, SqlErr, UpdateMany};
use store::Tx;

use super::InRealm;

/// One member's row, as the migration describes it.
pub type AccountRow = entity::Model;

impl AccountRow {
    /// The account's id.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.id.into()
    }

    /// The second factor that the member chose, if it is one that this version knows.
    #[must_use]
    pub fn chosen_method(&self) -> Option<Method> {
        Method::ALL.into_iter().find(|method| Some(method.name()) == self.method.as_deref())
    }

    /// The address that mail to the member goes to, if one is on record that can be written to.
    #[must_use]
    pub fn address(&self) -> Option<EmailAddress> {
        EmailAddress::read(self.email.as_deref()?).ok()
    }

    /// The address, if the member has shown that mail to it reaches them.
    #[must_use]
    pub fn verified_address(&self) -> Option<EmailAddress> {
        self.address().filter(|_| self.email_verified_at.is_some())
    }

    /// The language in which the member wishes to be written to, if they said so.
    #[must_use]
    pub fn chosen_language(&self) -> Option<Language> {
        Language::ALL.into_iter().find(|language| Some(language.tag()) == self.language.as_deref())
    }

    /// What else the society has on record, for applications.
    #[must_use]
    pub fn standard_claims(&self) -> StandardClaims {
        self.standard_claims.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// When the member's means of signing in last became others.
    #[must_use]
    pub fn renewal(&self) -> Option<Renewal> {
        Some(Renewal { at: self.renewed_at?, kept: self.renewed_in.map(SignInId::from) })
    }

    /// Whether what was judged by a row read before still holds by this one: the account is open, and no means of
    /// signing in became another.
    #[must_use]
    pub fn counts_as(&self, read: &Self) -> bool {
        !self.disabled && self.renewed_at == read.renewed_at
    }

    /// Whether the account may be used.
    #[must_use]
    pub const fn standing(&self) -> Standing {
        if self.disabled { Standing::Disabled } else { Standing::Active }
    }

    /// Why the account is let in nowhere, if it is.
    #[must_use]
    pub fn refusal(&self, realm: &Realm, now: DateTime<Utc>) -> Option<Refusal> {
        Refusal::of((self.standing(), self.eligible_until), realm, now)
    }

    /// The password that the society issued and nobody used yet.
    #[must_use]
    pub fn issued_password(&self) -> Option<Sealed> {
        self.issued_password.clone().map(Sealed::from)
    }
}

/// By what a society's papers name a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// The user ID, in the form in which IDs are kept.
    UserId,
    /// The society's number for the member.
    MemberNumber,
}

/// Why an account did not get another user ID.
#[derive(Debug, thiserror::Error)]
pub enum NotRenamed {
    /// Another member has it, as their ID or as their e-mail address.
    #[error("the user ID is another member's")]
    Taken,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The account with this id.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRow>, DbErr> {
        self.accounts().filter(entity::Column::Id.eq(id.uuid())).one(self.connection).await
    }

    /// The account that signs in with this user ID, in the form in which IDs are kept: half width, small letters.
    pub async fn account_by_user_id(&self, user_id: &str) -> Result<Option<AccountRow>, DbErr> {
        self.accounts().filter(entity::Column::UserId.eq(user_id)).one(self.connection).await
    }

    /// The accounts with this e-mail address on record: a family may share one.
    pub async fn accounts_by_email(&self, address: &EmailAddress) -> Result<Vec<AccountRow>, DbErr> {
        self.accounts().filter(entity::Column::Email.eq(address.as_str())).all(self.connection).await
    }

    /// The accounts with these names. At most a thousand names at once.
    pub async fn accounts_named(&self, (named_by, names): (NamedBy, &[String])) -> Result<Vec<AccountRow>, DbErr> {
        let column = match named_by {
            NamedBy::UserId => entity::Column::UserId,
            NamedBy::MemberNumber => entity::Column::MemberNumber,
        };
        self.accounts().filter(column.is_in(names)).all(self.connection).await
    }

    /// These accounts, in this order. At most a thousand at once.
    pub async fn accounts_with(&self, ids: &[AccountId]) -> Result<Vec<AccountRow>, DbErr> {
        let uuids = ids.iter().map(|id| id.uuid());
        let mut found = self.accounts().filter(entity::Column::Id.is_in(uuids)).all(self.connection).await?;
        found.sort_by_key(|account| ids.iter().position(|id| *id == account.account_id()));
        Ok(found)
    }

    /// The accounts of all who are insured on a day and never completed a sign-in, by member number.
    pub async fn never_signed_in(&self, today: NaiveDate) -> Result<Vec<AccountId>, DbErr> {
        let insured =
            Condition::any().add(entity::Column::EligibleUntil.is_null()).add(entity::Column::EligibleUntil.gte(today));
        let found: Vec<Uuid> = self
            .accounts()
            .filter(entity::Column::FirstSignedInAt.is_null())
            .filter(entity::Column::Disabled.eq(false))
            .filter(insured)
            .order_by_asc(entity::Column::MemberNumber)
            .select_only()
            .column(entity::Column::Id)
            .into_tuple()
            .all(self.connection)
            .await?;
        Ok(found.into_iter().map(AccountId::from).collect())
    }

    /// The member numbers of these accounts. At most a thousand at once.
    pub async fn member_numbers(&self, ids: &[AccountId]) -> Result<Vec<(AccountId, String)>, DbErr> {
        let found: Vec<(Uuid, String)> = self
            .accounts()
            .filter(entity::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
            .select_only()
            .columns([entity::Column::Id, entity::Column::MemberNumber])
            .into_tuple()
            .all(self.connection)
            .await?;
        Ok(found.into_iter().map(|(id, number)| (id.into(), number)).collect())
    }

    fn accounts(&self) -> Select<entity::Entity> {
        entity::Entity::find().filter(entity::Column::Realm.eq(self.realm.as_str()))
    }
}

impl InRealm<'_, Tx> {
    /// Makes every other write that holds or changes this account wait until this one ends, and returns its row as it
    /// stays until then. SQLite has one writer, so nothing else is under way there.
    pub async fn hold_account(&self, id: AccountId) -> Result<Option<AccountRow>, DbErr> {
        self.accounts().filter(entity::Column::Id.eq(id.uuid())).lock(LockType::NoKeyUpdate).one(self.connection).await
    }

    /// Keeps the sealed hash of a password that was used, and forgets the issued one. Whether the member chose it or still
    /// uses what the society issued stays as it is.
    pub async fn store_password_hash(&self, id: AccountId, hash: &Sealed) -> Result<(), DbErr> {
        let none: Option<String> = None;
        self.update_account(id)
            .col_expr(entity::Column::PasswordHash, Expr::value(hash.as_str()))
            .col_expr(entity::Column::IssuedPassword, Expr::value(none))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Keeps the sealed hash of a password that was right, unless another password has come into the row since it was
    /// read: then that one stays.
    pub async fn rehash_password(&self, read: &AccountRow, hash: &Sealed) -> Result<(), DbErr> {
        let held = self.hold_account(read.account_id()).await?;
        let kept = |row: &AccountRow| (row.password_hash.clone(), row.issued_password.clone());
        if held.is_some_and(|held| kept(&held) == kept(read)) {
            self.store_password_hash(read.account_id(), hash).await?;
        }
        Ok(())
    }

    /// Keeps the sealed hash of a password that was set anew, unless the account has been closed, given another address or
    /// renewed since its row was read. `false` when it has.
    pub async fn reset_password(&self, read: &AccountRow, hash: &Sealed) -> Result<bool, DbErr> {
        let held = self.hold_account(read.account_id()).await?;
        if !held.is_some_and(|held| held.counts_as(read) && held.email == read.email) {
            return Ok(false);
        }
        self.store_password_hash(read.account_id(), hash).await?;
        Ok(true)
    }

    /// Gives an account a password of the society's again: the member's own is forgotten, and is to be chosen anew.
    pub async fn issue_password(&self, id: AccountId, password: &Sealed) -> Result<(), DbErr> {
        let (none, never): (Option<String>, Option<DateTime<Utc>>) = (None, None);
        self.update_account(id)
            .col_expr(entity::Column::PasswordHash, Expr::value(none))
            .col_expr(entity::Column::IssuedPassword, Expr::value(password.as_str()))
            .col_expr(entity::Column::PasswordChosenAt, Expr::value(never))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Gives an account another user ID. Of two that want one, the unique index lets the first have it. An ID that is
    /// the e-mail address of another member is theirs too: mail sent to it must reach whoever signs in with it.
    pub async fn rename(&self, id: AccountId, user_id: &UserId, at: DateTime<Utc>) -> Result<(), NotRenamed> {
        if user_id.as_str().contains('@') {
            self.hold_address(user_id.as_str()).await?;
        }
        let anothers_address = self
            .accounts()
            .filter(entity::Column::Email.eq(user_id.as_str()))
            .filter(entity::Column::Id.ne(id.uuid()))
            .one(self.connection);
        if user_id.as_str().contains('@') && anothers_address.await?.is_some() {
            return Err(NotRenamed::Taken);
        }
        let renaming = self
            .update_account(id)
            .col_expr(entity::Column::UserId, Expr::value(user_id.as_str()))
            .col_expr(entity::Column::UserIdChosenAt, Expr::value(at));
        match renaming.exec(self.connection).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Err(NotRenamed::Taken)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Records that a step which is a moment in the account's row was done.
    pub async fn mark_step_done(&self, id: AccountId, step: Step, at: DateTime<Utc>) -> Result<(), DbErr> {
        let column = match step {
            Step::BirthDate => entity::Column::BirthDateConfirmedAt,
            Step::Email => entity::Column::EmailConfirmedAt,
            Step::EmailVerification => entity::Column::EmailVerifiedAt,
            Step::UserId => entity::Column::UserIdConfirmedAt,
            Step::Password => entity::Column::PasswordChosenAt,
            Step::Terms | Step::Method => return Ok(()),
        };
        self.update_account(id).col_expr(column, Expr::value(at)).exec(self.connection).await?;
        Ok(())
    }

    /// Records the first sign-in that completed. `false` for a later one, which changes nothing.
    pub async fn mark_signed_in(&self, id: AccountId, at: DateTime<Utc>) -> Result<bool, DbErr> {
        let marked = self
            .update_account(id)
            .filter(entity::Column::FirstSignedInAt.is_null())
            .col_expr(entity::Column::FirstSignedInAt, Expr::value(at))
            .exec(self.connection)
            .await?;
        Ok(marked.rows_affected == 1)
    }

    /// Records that the member's means of signing in became others: whatever was shown before in an unfinished sign-in
    /// counts no more, and links that were mailed before open nothing. The sign-in `kept`, in which it was done, goes on.
    pub async fn renew(&self, id: AccountId, renewal: Renewal) -> Result<(), DbErr> {
        self.update_account(id)
            .col_expr(entity::Column::RenewedAt, Expr::value(renewal.at))
            .col_expr(entity::Column::RenewedIn, Expr::value(renewal.kept.map(SignInId::uuid)))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Sets the second factor that the member chose.
    pub async fn choose_method(&self, id: AccountId, method: Method) -> Result<(), DbErr> {
        let column = entity::Column::Method;
        self.update_account(id).col_expr(column, Expr::value(method.name())).exec(self.connection).await?;
        Ok(())
    }

    /// Sets the language in which the member wishes to be written to.
    pub async fn choose_language(&self, id: AccountId, language: Language) -> Result<(), DbErr> {
        let column = entity::Column::Language;
        self.update_account(id).col_expr(column, Expr::value(language.tag())).exec(self.connection).await?;
        Ok(())
    }

    fn update_account(&self, id: AccountId) -> UpdateMany<entity::Entity> {
        entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(id.uuid()))
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub subject: String,
        pub member_number: String,
        pub user_id: String,
        pub disabled: bool,
        pub password_hash: Option<String>,
        pub issued_password: Option<String>,
        pub household_number: String,
        pub kigo: String,
        pub bango: String,
        pub branch: String,
        pub family_name: String,
        pub given_name: String,
        pub family_name_kana: String,
        pub given_name_kana: String,
        pub birth_date: chrono::NaiveDate,
        pub email: Option<String>,
        pub method: Option<String>,
        pub eligible_from: chrono::NaiveDate,
        pub eligible_until: Option<chrono::NaiveDate>,
        pub first_signed_in_at: Option<chrono::DateTime<chrono::Utc>>,
        pub birth_date_confirmed_at: Option<chrono::DateTime<chrono::Utc>>,
        pub email_confirmed_at: Option<chrono::DateTime<chrono::Utc>>,
        pub email_verified_at: Option<chrono::DateTime<chrono::Utc>>,
        pub user_id_confirmed_at: Option<chrono::DateTime<chrono::Utc>>,
        pub password_chosen_at: Option<chrono::DateTime<chrono::Utc>>,
        pub renewed_at: Option<chrono::DateTime<chrono::Utc>>,
        pub renewed_in: Option<Uuid>,
        pub user_id_chosen_at: Option<chrono::DateTime<chrono::Utc>>,
        pub language: Option<String>,
        pub email_bounced_at: Option<chrono::DateTime<chrono::Utc>>,
        pub standard_claims: Option<String>,
        pub import_fingerprint: Option<String>,
        pub created_at: chrono::DateTime<chrono::Utc>,
        pub updated_at: chrono::DateTime<chrono::Utc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
