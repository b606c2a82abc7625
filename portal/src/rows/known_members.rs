//! Members who have signed in: whom a society can write to, and by which address they are told of it.
//!
//! The portal has no accounts. What it must know to write to somebody it learns at their sign-in, and keeps: their place in
//! the society, their language, their address (sealed).

use std::collections::HashSet;

use base::{Language, RealmName, Sealed, TokenHash, japan_date};
use chrono::{DateTime, NaiveDate, Utc};
use expenses::{CareMonth, Period};
use realm::HouseholdRule;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QueryResult, QuerySelect, Statement, UpdateMany, Value};
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

/// A member for whom something may be new.
#[derive(Clone, Debug)]
pub struct ToTell {
    /// Their society.
    pub realm: RealmName,
    /// The provider's name for them.
    pub subject: String,
    /// Their place in the society.
    pub person: Option<Addressee>,
    /// The language of their mails.
    pub language: Language,
    /// Their address, sealed.
    pub address: Sealed,
    /// The kinds of mail that they switched off.
    pub declined: HashSet<String>,
    /// Up to when they have been told.
    pub told_at: DateTime<Utc>,
}

/// Members whom mail reaches, who got none today, and for whom something came in since they were told last: a letter, a
/// notice, records. A background job over all realms: a poll for each of 1,400 would be the load.
const TO_TELL: &str = "SELECT m.realm, m.subject, m.household_number, m.branch, m.language, m.address, m.declined, m.told_at \
    FROM known_members m WHERE m.address IS NOT NULL AND (m.mailed_on IS NULL OR m.mailed_on < $2) AND (\
    EXISTS (SELECT 1 FROM letters l WHERE l.realm = m.realm AND l.household_number = m.household_number \
    AND l.branch = m.branch AND l.sent_at > m.told_at) \
    OR EXISTS (SELECT 1 FROM notices n WHERE n.realm = m.realm AND n.withdrawn_at IS NULL AND n.from_at > m.told_at \
    AND n.from_at <= $1 AND (n.until_at IS NULL OR n.until_at > $1)) \
    OR EXISTS (SELECT 1 FROM arrivals a WHERE a.realm = m.realm AND a.household_number = m.household_number \
    AND a.arrived_at > m.told_at)) ORDER BY m.told_at LIMIT $3";

/// Those members, the longest untold first.
///
/// # Errors
/// The database's own failure.
pub async fn members_to_tell<C: ConnectionTrait>(
    connection: &C,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<ToTell>, DbErr> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let values: [Value; 3] = [now.into(), japan_date(now).into(), most.into()];
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), TO_TELL, values);
    connection.query_all_raw(statement).await?.iter().map(ToTell::of).collect()
}

impl ToTell {
    fn of(row: &QueryResult) -> Result<Self, DbErr> {
        let (realm, language): (String, String) = (row.try_get_by("realm")?, row.try_get_by("language")?);
        let household: Option<String> = row.try_get_by("household_number")?;
        let branch: Option<String> = row.try_get_by("branch")?;
        let person = household.zip(branch).and_then(|(household, branch)| {
            Some(Addressee { household: household.parse().ok()?, branch: branch.parse().ok()? })
        });
        Ok(Self {
            realm: realm.parse().map_err(|_| damaged("known_members.realm"))?,
            subject: row.try_get_by("subject")?,
            person,
            language: Language::from_tag(&language).unwrap_or_default(),
            address: row.try_get_by::<String, _>("address")?.into(),
            declined: row.try_get_by::<String, _>("declined")?.split(' ').map(str::to_owned).collect(),
            told_at: row.try_get_by("told_at")?,
        })
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The kinds of mail that a member switched off, if the member is known.
    pub async fn declined_mails(&self, subject: &str) -> Result<Option<String>, DbErr> {
        let row = Entity::find_by_id((self.realm.to_string(), subject.to_owned())).one(self.connection).await?;
        Ok(row.map(|row| row.declined))
    }

    /// Whether a ticket is some member's.
    pub async fn has_ticket(&self, ticket: &TokenHash) -> Result<bool, DbErr> {
        let of =
            Entity::find().filter(Column::Realm.eq(self.realm.as_str())).filter(Column::TicketHash.eq(ticket.as_str()));
        Ok(of.count(self.connection).await? > 0)
    }
}

impl InRealm<'_, Tx> {
    /// Notes that a member has been told what is new until now, by a mail with this ticket where there was one. `false`
    /// when somebody else was faster.
    pub async fn note_told(
        &self,
        member: &ToTell,
        by_mail_with: Option<TokenHash>,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let mut row = ActiveModel { told_at: Set(now), ..Default::default() };
        if let Some(ticket) = by_mail_with {
            row.mailed_on = Set(Some(japan_date(now)));
            row.ticket_hash = Set(ticket.as_str().to_owned());
        }
        let told = Entity::update_many()
            .set(row)
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::Subject.eq(&member.subject))
            .filter(Column::ToldAt.eq(member.told_at));
        Ok(told.exec(self.connection).await?.rows_affected == 1)
    }

    /// Switches kinds of mail off for a member, and all others on.
    pub async fn decline_mails(&self, subject: &str, kinds: &str) -> Result<(), DbErr> {
        let declined = self.decline(kinds).filter(Column::Subject.eq(subject));
        declined.exec(self.connection).await.map(drop)
    }

    /// The same for the member whose ticket it is. `false` when it is nobody's.
    pub async fn decline_mails_by_ticket(&self, ticket: &TokenHash, kinds: &str) -> Result<bool, DbErr> {
        let declined = self.decline(kinds).filter(Column::TicketHash.eq(ticket.as_str()));
        Ok(declined.exec(self.connection).await?.rows_affected > 0)
    }

    /// Forgets an address that no mail reaches, by its digests: the next sign-in says it anew.
    pub async fn forget_address(&self, digests: Vec<String>) -> Result<(), DbErr> {
        let forgotten = Entity::update_many()
            .set(ActiveModel { address: Set(None), address_digest: Set(None), ..Default::default() })
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::AddressDigest.is_in(digests));
        forgotten.exec(self.connection).await.map(drop)
    }

    fn decline(&self, kinds: &str) -> UpdateMany<Entity> {
        Entity::update_many()
            .set(ActiveModel { declined: Set(kinds.to_owned()), ..Default::default() })
            .filter(Column::Realm.eq(self.realm.as_str()))
    }
}
