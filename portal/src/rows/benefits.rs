//! Decisions on benefits: read by household, written by import.

use records::BenefitDecision;
use sea_orm::entity::prelude::*;
use store::Tx;

use super::imported::{Columns, Imported, damaged, person};
use super::{InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "benefits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    decision_id: String,
    household_number: String,
    branch: String,
    patient_name: Option<String>,
    kind: String,
    care_month: String,
    line_id: Option<String>,
    institution: Option<String>,
    decided_on: Date,
    amount: i64,
    paid_on: Option<Date>,
    payment: Option<String>,
    note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Imported for Entity {
    const COLUMNS: Columns<Column> = Columns {
        realm: Column::Realm,
        id: Column::DecisionId,
        household: Column::HouseholdNumber,
        branch: Column::Branch,
        month: Column::CareMonth,
    };

    fn id(row: &Model) -> &str {
        &row.decision_id
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The decisions that a household's member may see, the newest month first.
    pub async fn benefits(&self, household: &Household) -> Result<Vec<BenefitDecision>, DbErr> {
        let rows = self.of_household::<Entity>(household).all(self.connection).await?;
        rows.into_iter().map(Model::into_decision).collect()
    }
}

impl InRealm<'_, Tx> {
    /// Stores decisions, each of which replaces the one with its id. No two of them may have the same id.
    pub async fn put_benefits(&self, decisions: &[BenefitDecision]) -> Result<Vec<Stored>, DbErr> {
        let rows = decisions.iter().map(|decision| Model::of(self.realm.as_str(), decision)).collect();
        self.put_all::<Entity>(rows).await
    }

    /// Removes decisions by their ids, and says for each what became of it.
    pub async fn withdraw_benefits(&self, ids: &[String]) -> Result<Vec<Stored>, DbErr> {
        self.withdraw_all::<Entity>(ids).await
    }
}

impl Model {
    fn of(realm: &str, decision: &BenefitDecision) -> Self {
        Self {
            realm: realm.to_owned(),
            decision_id: decision.id.as_str().to_owned(),
            household_number: decision.person.household.as_str().to_owned(),
            branch: decision.person.branch.to_string(),
            patient_name: decision.person.name.clone(),
            kind: decision.kind.clone(),
            care_month: decision.month.to_string(),
            line_id: decision.line.as_ref().map(|line| line.as_str().to_owned()),
            institution: decision.institution.clone(),
            decided_on: decision.decided_on,
            amount: decision.amount,
            paid_on: decision.paid_on,
            payment: decision.payment.clone(),
            note: decision.note.clone(),
        }
    }

    fn into_decision(self) -> Result<BenefitDecision, DbErr> {
        let line = self.line_id.map(|line| line.parse()).transpose();
        Ok(BenefitDecision {
            id: self.decision_id.parse().map_err(|_| damaged("benefits.decision_id"))?,
            person: person(&self.household_number, &self.branch, self.patient_name)?,
            kind: self.kind,
            month: self.care_month.parse().map_err(|_| damaged("benefits.care_month"))?,
            line: line.map_err(|_| damaged("benefits.line_id"))?,
            institution: self.institution,
            decided_on: self.decided_on,
            amount: self.amount,
            paid_on: self.paid_on,
            payment: self.payment,
            note: self.note,
        })
    }
}
