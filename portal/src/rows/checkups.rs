//! Results of check-ups: read by household, written by import.

use records::CheckupResult;
use sea_orm::entity::prelude::*;
use store::Tx;

use super::imported::{Columns, Imported, damaged, person};
use super::{InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    result_id: String,
    household_number: String,
    branch: String,
    patient_name: Option<String>,
    month: String,
    taken_on: Date,
    institution: Option<String>,
    position: i32,
    item: String,
    value: String,
    unit: Option<String>,
    low: Option<String>,
    high: Option<String>,
    judgement: Option<String>,
    note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Imported for Entity {
    const COLUMNS: Columns<Column> = Columns {
        realm: Column::Realm,
        id: Column::ResultId,
        household: Column::HouseholdNumber,
        branch: Column::Branch,
        month: Column::Month,
    };

    fn id(row: &Model) -> &str {
        &row.result_id
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The results that a household's member may see, the newest month first.
    pub async fn checkup_results(&self, household: &Household) -> Result<Vec<CheckupResult>, DbErr> {
        let rows = self.of_household::<Entity>(household).all(self.connection).await?;
        rows.into_iter().map(Model::into_result).collect()
    }
}

impl InRealm<'_, Tx> {
    /// Stores results, each of which replaces the one with its id. No two of them may have the same id.
    pub async fn put_checkup_results(&self, results: &[CheckupResult]) -> Result<Vec<Stored>, DbErr> {
        self.put_all::<Entity>(results.iter().map(|result| Model::of(self.realm.as_str(), result)).collect()).await
    }

    /// Removes results by their ids, and says for each what became of it.
    pub async fn withdraw_checkup_results(&self, ids: &[String]) -> Result<Vec<Stored>, DbErr> {
        self.withdraw_all::<Entity>(ids).await
    }
}

impl Model {
    fn of(realm: &str, result: &CheckupResult) -> Self {
        Self {
            realm: realm.to_owned(),
            result_id: result.id.as_str().to_owned(),
            household_number: result.person.household.as_str().to_owned(),
            branch: result.person.branch.to_string(),
            patient_name: result.person.name.clone(),
            month: result.month.to_string(),
            taken_on: result.taken_on,
            institution: result.institution.clone(),
            position: i32::try_from(result.position).unwrap_or(i32::MAX),
            item: result.item.clone(),
            value: result.value.clone(),
            unit: result.unit.clone(),
            low: result.low.clone(),
            high: result.high.clone(),
            judgement: result.judgement.clone(),
            note: result.note.clone(),
        }
    }

    fn into_result(self) -> Result<CheckupResult, DbErr> {
        Ok(CheckupResult {
            id: self.result_id.parse().map_err(|_| damaged("checkups.result_id"))?,
            person: person(&self.household_number, &self.branch, self.patient_name)?,
            month: self.month.parse().map_err(|_| damaged("checkups.month"))?,
            taken_on: self.taken_on,
            institution: self.institution,
            position: self.position.try_into().map_err(|_| damaged("checkups.position"))?,
            item: self.item,
            value: self.value,
            unit: self.unit,
            low: self.low,
            high: self.high,
            judgement: self.judgement,
            note: self.note,
        })
    }
}
