//! When something new came in for a person last, by its kind: what a mail tells them of.

use chrono::{DateTime, Utc};
use realm::MailKind;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use store::{Tx, insert_many};

use super::{Addressee, InRealm};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "arrivals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    household_number: String,
    #[sea_orm(primary_key, auto_increment = false)]
    branch: String,
    #[sea_orm(primary_key, auto_increment = false)]
    kind: String,
    arrived_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// How rows and forms name a kind of news.
#[must_use]
pub const fn kind_name(kind: MailKind) -> &'static str {
    match kind {
        MailKind::EligibilityCertificate => "eligibility-certificate",
        MailKind::EligibilityInformation => "eligibility-information",
        MailKind::Expenses => "expenses",
        MailKind::Prescriptions => "prescriptions",
        MailKind::Applications => "applications",
        MailKind::Checkups => "checkups",
        MailKind::Benefits => "benefits",
        MailKind::Notices => "notices",
        MailKind::MyMail => "my-mail",
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Whether something of a kind has come in since a moment that a household's reader may see.
    pub async fn has_arrived(&self, of: &Household, kind: MailKind, since: DateTime<Utc>) -> Result<bool, DbErr> {
        let arrived = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(of.number().as_str()))
            .filter(Column::Kind.eq(kind_name(kind)))
            .filter(Column::ArrivedAt.gt(since))
            .filter(self.is_seen_by(of, Column::Branch));
        Ok(arrived.count(self.connection).await? > 0)
    }
}

impl InRealm<'_, Tx> {
    /// Notes that something of a kind came in for people.
    pub async fn note_arrivals(&self, kind: MailKind, people: &[Addressee], now: DateTime<Utc>) -> Result<(), DbErr> {
        let mut people: Vec<(&str, String)> =
            people.iter().map(|who| (who.household.as_str(), who.branch.to_string())).collect();
        people.sort_unstable();
        people.dedup();
        if people.is_empty() {
            return Ok(());
        }
        let row = |(household, branch): (&str, String)| ActiveModel {
            realm: Set(self.realm.to_string()),
            household_number: Set(household.to_owned()),
            branch: Set(branch),
            kind: Set(kind_name(kind).to_owned()),
            arrived_at: Set(now),
        };
        let later = OnConflict::columns([Column::Realm, Column::HouseholdNumber, Column::Branch, Column::Kind])
            .update_column(Column::ArrivedAt)
            .to_owned();
        insert_many(self.connection, people.into_iter().map(row).collect(), later).await
    }
}
