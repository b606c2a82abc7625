//! Members who have signed in: whom a society can write to, and by which address they are told of it.
//!
//! The portal has no accounts. What it must know to write to somebody it learns at their sign-in, and keeps: their place in
//! the society, their language, their address (sealed).

use base::{Language, Sealed, TokenHash};
use chrono::{DateTime, NaiveDate, Utc};
use expenses::{CareMonth, Period};
use realm::HouseholdRule;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect};
use store::Tx;

use super::{Addressee, InRealm, damaged};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    subject: String,
    household_number: Option<String>,
    branch: Option<String>,
    language: String,
    address: Option<String>,
    address_digest: Option<String>,
    ticket_hash: String,
    declined: String,
    told_at: DateTime<Utc>,
    mailed_on: Option<NaiveDate>,
    signed_in_at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What is learnt of a member at a sign-in.
#[derive(Clone, Debug)]
pub struct Acquaintance {
    /// The provider's name for the person.
    pub subject: String,
    /// Their place in the society.
    pub person: Option<Addressee>,
    /// The language of their pages.
    pub language: Language,
    /// Their address, sealed, and the digest by which it is found again.
    pub address: Option<(Sealed, String)>,
    /// By what the link that switches mails off is recognised.
    pub ticket: TokenHash,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The insured persons and dependants who have ever signed in.
    pub async fn known_addressees(&self) -> Result<Vec<Addressee>, DbErr> {
        let rows = Entity::find()
            .select_only()
            .columns([Column::HouseholdNumber, Column::Branch])
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.is_not_null())
            .filter(Column::Branch.is_not_null())
            .order_by_asc(Column::HouseholdNumber)
            .order_by_asc(Column::Branch)
            .distinct()
            .into_tuple::<(String, String)>()
            .all(self.connection)
            .await?;
        let addressee = |(household, branch): (String, String)| {
            Ok(Addressee {
                household: household.parse().map_err(|_| damaged("known_members.household_number"))?,
                branch: branch.parse().map_err(|_| damaged("known_members.branch"))?,
            })
        };
        rows.into_iter().map(addressee).collect()
    }

    /// Those of them who see receipt lines of a month: asked for each as their own page asks.
    pub async fn known_members_with_lines(
        &self,
        month: CareMonth,
        rule: HouseholdRule,
    ) -> Result<Vec<Addressee>, DbErr> {
        let mut found = Vec::new();
        for known in self.known_addressees().await? {
            let seen = Household::of_addressee(&known, rule);
            if !self.months(&seen, Period::of_month(month), None).await?.is_empty() {
                found.push(known);
            }
        }
        Ok(found)
    }
}

impl InRealm<'_, Tx> {
    /// Keeps what was learnt of a member. Who is known already keeps what they were told and what they switched off.
    pub async fn remember_member(&self, member: &Acquaintance, now: DateTime<Utc>) -> Result<(), DbErr> {
        let (household, branch) =
            member.person.as_ref().map(|who| (who.household.as_str().to_owned(), who.branch.to_string())).unzip();
        let (address, digest) =
            member.address.as_ref().map(|(sealed, digest)| (sealed.as_str().to_owned(), digest.clone())).unzip();
        let row = ActiveModel {
            realm: Set(self.realm.to_string()),
            subject: Set(member.subject.clone()),
            household_number: Set(household),
            branch: Set(branch),
            language: Set(member.language.tag().to_owned()),
            address: Set(address),
            address_digest: Set(digest),
            ticket_hash: Set(member.ticket.as_str().to_owned()),
            declined: Set(String::new()),
            told_at: Set(now),
            mailed_on: Set(None),
            signed_in_at: Set(now),
        };
        let again = OnConflict::columns([Column::Realm, Column::Subject]).update_columns(LEARNT_ANEW).to_owned();
        Entity::insert(row).on_conflict(again).exec_without_returning(self.connection).await.map(drop)
    }
}

/// What every sign-in says anew.
const LEARNT_ANEW: [Column; 7] = [
    Column::HouseholdNumber,
    Column::Branch,
    Column::Language,
    Column::Address,
    Column::AddressDigest,
    Column::TicketHash,
    Column::SignedInAt,
];
