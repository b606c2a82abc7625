//! Members as the society's files bring them: many at once, again and again.
//!
//! Two owners share an account's row. What the society knows of a person follows its file; the user ID, the e-mail
//! address and the password follow it only until the member has made them their own. That rule stands in the one
//! statement that writes ([`owned`]), so that a member who chooses an ID while a file is being imported keeps it.

use account::{EmailAddress, UserId};
use base::{AccountId, Sealed};
use chrono::{DateTime, NaiveDate, Utc};
use oidc::claims::StandardClaims;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{FromQueryResult, QuerySelect};
use serde_json::json;
use store::Tx;

use super::InRealm;
use super::accounts::entity::{ActiveModel, Column, Entity};

/// What the society knows of an insured person. It is the society's to change.
pub struct Insured {
    /// The society's number for the person, by which files are matched.
    pub member_number: String,
    /// The number that keeps the family together.
    pub household_number: String,
    /// 記号
    pub kigo: String,
    /// 番号
    pub bango: String,
    /// 枝番, two digits.
    pub branch: String,
    /// The family name.
    pub family_name: String,
    /// The given name; empty for somebody who has one name.
    pub given_name: String,
    /// The family name in kana, if known.
    pub family_name_kana: String,
    /// The given name in kana, if known.
    pub given_name_kana: String,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// Since when the person is insured (資格取得).
    pub eligible_from: NaiveDate,
    /// When that ended or will end (資格喪失), if so.
    pub eligible_until: Option<NaiveDate>,
    /// What applications may be told beside.
    pub standard: StandardClaims,
}

/// A member as a line of a file has them.
pub struct FiledMember {
    /// The account: the member's own, or a new id.
    pub id: AccountId,
    /// What the society knows.
    pub insured: Insured,
    /// The user ID that the society issued.
    pub user_id: UserId,
    /// The e-mail address that the society has on record.
    pub email: Option<EmailAddress>,
    /// The password that the society issued, if this file brings one.
    pub issued_password: Option<Sealed>,
    /// The sealed hash of the password that the member had in a former system, if this file brings one.
    pub password_hash: Option<Sealed>,
    /// By what the line is recognised when it comes again.
    pub fingerprint: String,
}

/// What an import has to know of a member who is already there.
#[derive(Clone, Debug, FromQueryResult)]
pub struct KnownMember {
    id: Uuid,
    /// The society's number for them.
    pub member_number: String,
    /// The birth date on record.
    pub birth_date: NaiveDate,
    /// When their eligibility ends, as far as was known.
    pub eligible_until: Option<NaiveDate>,
    /// The fingerprint of the line that was last imported.
    pub import_fingerprint: Option<String>,
    /// Whether the user ID is theirs to change, no longer the society's.
    pub owns_user_id: bool,
    /// Whether the e-mail address is.
    pub owns_email: bool,
    /// Whether they have used a password, which ends what the society issued.
    pub owns_password: bool,
    /// Whether an issued password waits for its first use.
    pub has_issued_password: bool,
}

impl KnownMember {
    /// The member's account.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.id.into()
    }

    /// Whether the member could not sign in with any password.
    #[must_use]
    pub const fn has_no_password(&self) -> bool {
        !self.owns_password && !self.has_issued_password
    }
}

/// Who holds a user ID or an e-mail address.
#[derive(Clone, PartialEq, Eq, FromQueryResult)]
pub struct Holder {
    /// The society's number for them.
    pub member_number: String,
    /// The user ID.
    pub user_id: String,
    /// The e-mail address.
    pub email: Option<String>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Those of the members with these numbers who are already there. At most a thousand numbers at once.
    pub async fn known_members(&self, numbers: impl Iterator<Item = &str>) -> Result<Vec<KnownMember>, DbErr> {
        Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::MemberNumber.is_in(numbers))
            .select_only()
            .columns([Column::Id, Column::MemberNumber, Column::BirthDate])
            .columns([Column::EligibleUntil, Column::ImportFingerprint])
            .column_as(Column::UserIdConfirmedAt.is_not_null(), "owns_user_id")
            .column_as(Column::EmailConfirmedAt.is_not_null(), "owns_email")
            .column_as(Column::PasswordHash.is_not_null(), "owns_password")
            .column_as(Column::IssuedPassword.is_not_null(), "has_issued_password")
            .into_model()
            .all(self.connection)
            .await
    }

    /// Who has one of `names` for a user ID, or one of `addresses` for an e-mail address.
    pub async fn holders(&self, names: Vec<&str>, addresses: Vec<&str>) -> Result<Vec<Holder>, DbErr> {
        let mut holders = Vec::new();
        // Two queries, because one with `OR` would not be answered from the indexes alone.
        for (column, values) in [(Column::UserId, names), (Column::Email, addresses)] {
            if values.is_empty() {
                continue;
            }
            let found = Entity::find()
                .filter(Column::Realm.eq(self.realm.as_str()))
                .filter(column.is_in(values))
                .select_only()
                .columns([Column::MemberNumber, Column::UserId, Column::Email])
                .into_model::<Holder>()
                .all(self.connection)
                .await?;
            holders.extend(found);
        }
        Ok(holders)
    }
}

impl InRealm<'_, Tx> {
    /// Writes members in one statement: new accounts, and what may follow the file in those that are there.
    ///
    /// A member number or a user ID that somebody else took a moment ago fails the whole statement.
    pub async fn put_members(&self, members: Vec<FiledMember>, now: DateTime<Utc>) -> Result<(), DbErr> {
        let rows: Vec<ActiveModel> = members.into_iter().map(|member| self.row(member, now)).collect();
        if rows.is_empty() {
            return Ok(());
        }
        let follow_the_file = OnConflict::columns([Column::Realm, Column::Id])
            .update_columns(SOCIETYS)
            .value(Column::UserId, owned(Column::UserIdConfirmedAt, Column::UserId))
            .value(Column::Email, owned(Column::EmailConfirmedAt, Column::Email))
            .value(Column::PasswordChosenAt, carried_over(Column::PasswordChosenAt))
            .value(Column::PasswordHash, carried_over(Column::PasswordHash))
            .value(Column::IssuedPassword, newest_issued_password())
            .to_owned();
        Entity::insert_many(rows).on_conflict(follow_the_file).exec_without_returning(self.connection).await?;
        Ok(())
    }

    /// Notes by what the lines of members are recognised from now on.
    pub async fn put_fingerprints(&self, fingerprints: Vec<(AccountId, String)>) -> Result<(), DbErr> {
        for (account, fingerprint) in fingerprints {
            Entity::update_many()
                .col_expr(Column::ImportFingerprint, Expr::value(fingerprint))
                .filter(Column::Realm.eq(self.realm.as_str()))
                .filter(Column::Id.eq(account.uuid()))
                .exec(self.connection)
                .await?;
        }
        Ok(())
    }

    fn row(&self, member: FiledMember, now: DateTime<Utc>) -> ActiveModel {
        let FiledMember { id, insured, user_id, email, issued_password, password_hash, fingerprint } = member;
        let standard_claims = (!insured.standard.is_empty()).then(|| json!(insured.standard).to_string());
        ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(id.uuid()),
            subject: Set(Uuid::new_v4().to_string()),
            member_number: Set(insured.member_number),
            user_id: Set(user_id.as_str().to_owned()),
            disabled: Set(false),
            password_chosen_at: Set(password_hash.is_some().then_some(now)),
            password_hash: Set(password_hash.map(|sealed| sealed.as_str().to_owned())),
            issued_password: Set(issued_password.map(|sealed| sealed.as_str().to_owned())),
            household_number: Set(insured.household_number),
            kigo: Set(insured.kigo),
            bango: Set(insured.bango),
            branch: Set(insured.branch),
            family_name: Set(insured.family_name),
            given_name: Set(insured.given_name),
            family_name_kana: Set(insured.family_name_kana),
            given_name_kana: Set(insured.given_name_kana),
            birth_date: Set(insured.birth_date),
            email: Set(email.map(|address| address.as_str().to_owned())),
            eligible_from: Set(insured.eligible_from),
            eligible_until: Set(insured.eligible_until),
            standard_claims: Set(standard_claims),
            import_fingerprint: Set(Some(fingerprint)),
            created_at: Set(now),
            updated_at: Set(now),
            ..Default::default()
        }
    }
}

/// The columns that follow the file whatever the member did.
const SOCIETYS: [Column; 14] = [
    Column::HouseholdNumber,
    Column::Kigo,
    Column::Bango,
    Column::Branch,
    Column::FamilyName,
    Column::GivenName,
    Column::FamilyNameKana,
    Column::GivenNameKana,
    Column::BirthDate,
    Column::EligibleFrom,
    Column::EligibleUntil,
    Column::StandardClaims,
    Column::ImportFingerprint,
    Column::UpdatedAt,
];

/// A column that follows the file until the member has confirmed it.
fn owned(confirmed_at: Column, column: Column) -> CaseStatement {
    Expr::case(stored(confirmed_at).is_null(), filed(column)).finally(stored(column))
}

/// A password that the file brings replaces the issued one, as long as no password was used; one that the member had in
/// a former system ends it.
fn newest_issued_password() -> CaseStatement {
    let brings_one = filed(Column::IssuedPassword).is_not_null().or(filed(Column::PasswordHash).is_not_null());
    let replaced = stored(Column::PasswordHash).is_null().and(brings_one);
    Expr::case(replaced, filed(Column::IssuedPassword)).finally(stored(Column::IssuedPassword))
}

/// The password of a former system is the member's own, unless they have another by now.
fn carried_over(column: Column) -> CaseStatement {
    let first = stored(Column::PasswordHash).is_null().and(filed(Column::PasswordHash).is_not_null());
    Expr::case(first, filed(column)).finally(stored(column))
}

fn stored(column: Column) -> Expr {
    Expr::col((Entity, column))
}

/// A value of the statement, under the name by which both databases call a row that could not be inserted.
fn filed(column: Column) -> Expr {
    Expr::col((Alias::new("excluded"), column))
}
