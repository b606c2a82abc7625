//! Notices and certificates of eligibility: read by household, written by import.

use records::Eligibility;
use sea_orm::Condition;
use sea_orm::entity::prelude::*;
use store::Tx;

use super::imported::{Columns, Imported, damaged, person};
use super::{InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "eligibility")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    document_id: String,
    household_number: String,
    branch: String,
    patient_name: Option<String>,
    name_kana: Option<String>,
    birth_date: Option<Date>,
    kigo: String,
    bango: String,
    insurer_number: String,
    standing: Option<String>,
    month: String,
    eligible_from: Date,
    eligible_until: Option<Date>,
    copayment: Option<String>,
    issued_on: Date,
    valid_until: Option<Date>,
    note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Which document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// 資格情報のお知らせ
    Notice,
    /// 資格確認書
    Certificate,
}

impl DocumentKind {
    /// What stands before the society's id.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Notice => "notice:",
            Self::Certificate => "certificate:",
        }
    }
}

impl Imported for Entity {
    const COLUMNS: Columns<Column> = Columns {
        realm: Column::Realm,
        id: Column::DocumentId,
        household: Column::HouseholdNumber,
        branch: Column::Branch,
        month: Column::Month,
    };

    fn id(row: &Model) -> &str {
        &row.document_id
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The documents of a kind that a household's member may see.
    pub async fn eligibility(&self, household: &Household, kind: DocumentKind) -> Result<Vec<Eligibility>, DbErr> {
        let rows = self.of_household::<Entity>(household).filter(Column::DocumentId.starts_with(kind.prefix()));
        rows.all(self.connection).await?.into_iter().map(|row| row.into_eligibility(kind)).collect()
    }
}

impl InRealm<'_, Tx> {
    /// Stores documents of a kind, each of which replaces the one with its id. No two of them may have the same id.
    pub async fn put_eligibility(&self, documents: &[Eligibility], kind: DocumentKind) -> Result<Vec<Stored>, DbErr> {
        let rows = documents.iter().map(|document| Model::of(self.realm.as_str(), document, kind)).collect();
        self.put_all::<Entity>(rows).await
    }

    /// Deletes the documents of those whose insurance, and those whose validity, ended before a day. Says how many there were.
    pub async fn delete_eligibility_ended_before(&self, day: Date) -> Result<u64, DbErr> {
        let ended = Condition::any().add(Column::EligibleUntil.lt(day)).add(Column::ValidUntil.lt(day));
        let deletion = Entity::delete_many().filter(Column::Realm.eq(self.realm.as_str())).filter(ended);
        deletion.exec(self.connection).await.map(|deleted| deleted.rows_affected)
    }

    /// Removes documents of a kind by their ids, and says for each what became of it.
    pub async fn withdraw_eligibility(&self, ids: &[String], kind: DocumentKind) -> Result<Vec<Stored>, DbErr> {
        let ids: Vec<String> = ids.iter().map(|id| format!("{}{id}", kind.prefix())).collect();
        self.withdraw_all::<Entity>(&ids).await
    }
}

impl Model {
    fn of(realm: &str, document: &Eligibility, kind: DocumentKind) -> Self {
        Self {
            realm: realm.to_owned(),
            document_id: format!("{}{}", kind.prefix(), document.id.as_str()),
            household_number: document.person.household.as_str().to_owned(),
            branch: document.person.branch.to_string(),
            patient_name: document.person.name.clone(),
            name_kana: document.kana.clone(),
            birth_date: document.birth_date,
            kigo: document.kigo.clone(),
            bango: document.bango.clone(),
            insurer_number: document.insurer_number.clone(),
            standing: document.standing.clone(),
            // As text it is before every month: such a person was insured earlier than all that is kept here.
            month: document.month().map(|month| month.to_string()).unwrap_or_default(),
            eligible_from: document.eligible_from,
            eligible_until: document.eligible_until,
            copayment: document.copayment.clone(),
            issued_on: document.issued_on,
            valid_until: document.valid_until,
            note: document.note.clone(),
        }
    }

    fn into_eligibility(self, kind: DocumentKind) -> Result<Eligibility, DbErr> {
        let id = self.document_id.strip_prefix(kind.prefix()).and_then(|id| id.parse().ok());
        Ok(Eligibility {
            id: id.ok_or_else(|| damaged("eligibility.document_id"))?,
            person: person(&self.household_number, &self.branch, self.patient_name)?,
            kana: self.name_kana,
            birth_date: self.birth_date,
            kigo: self.kigo,
            bango: self.bango,
            insurer_number: self.insurer_number,
            standing: self.standing,
            eligible_from: self.eligible_from,
            eligible_until: self.eligible_until,
            copayment: self.copayment,
            issued_on: self.issued_on,
            valid_until: self.valid_until,
            note: self.note,
        })
    }
}
