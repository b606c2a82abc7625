//! Prescriptions: read by household, written by import.

use records::Prescription;
use sea_orm::entity::prelude::*;
use store::Tx;

use super::imported::{Columns, Imported, damaged, person};
use super::{InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prescriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    prescription_id: String,
    household_number: String,
    branch: String,
    patient_name: Option<String>,
    care_month: String,
    dispensed_on: Option<Date>,
    pharmacy: Option<String>,
    medicine: String,
    quantity: Option<String>,
    cost: Option<i64>,
    generic_saving: Option<i64>,
    note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Imported for Entity {
    const COLUMNS: Columns<Column> = Columns {
        realm: Column::Realm,
        id: Column::PrescriptionId,
        household: Column::HouseholdNumber,
        branch: Column::Branch,
        month: Column::CareMonth,
    };

    fn id(row: &Model) -> &str {
        &row.prescription_id
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The medicines that a household's member may see, the newest month first.
    pub async fn prescriptions(&self, household: &Household) -> Result<Vec<Prescription>, DbErr> {
        let rows = self.of_household::<Entity>(household).all(self.connection).await?;
        rows.into_iter().map(Model::into_prescription).collect()
    }
}

impl InRealm<'_, Tx> {
    /// Stores medicines, each of which replaces the one with its id. No two of them may have the same id.
    pub async fn put_prescriptions(&self, medicines: &[Prescription]) -> Result<Vec<Stored>, DbErr> {
        self.put_all::<Entity>(medicines.iter().map(|one| Model::of(self.realm.as_str(), one)).collect()).await
    }

    /// Removes medicines by their ids, and says for each what became of it.
    pub async fn withdraw_prescriptions(&self, ids: &[String]) -> Result<Vec<Stored>, DbErr> {
        self.withdraw_all::<Entity>(ids).await
    }
}

impl Model {
    fn of(realm: &str, medicine: &Prescription) -> Self {
        Self {
            realm: realm.to_owned(),
            prescription_id: medicine.id.as_str().to_owned(),
            household_number: medicine.person.household.as_str().to_owned(),
            branch: medicine.person.branch.to_string(),
            patient_name: medicine.person.name.clone(),
            care_month: medicine.month.to_string(),
            dispensed_on: medicine.dispensed_on,
            pharmacy: medicine.pharmacy.clone(),
            medicine: medicine.medicine.clone(),
            quantity: medicine.quantity.clone(),
            cost: medicine.cost,
            generic_saving: medicine.generic_saving,
            note: medicine.note.clone(),
        }
    }

    fn into_prescription(self) -> Result<Prescription, DbErr> {
        Ok(Prescription {
            id: self.prescription_id.parse().map_err(|_| damaged("prescriptions.prescription_id"))?,
            person: person(&self.household_number, &self.branch, self.patient_name)?,
            month: self.care_month.parse().map_err(|_| damaged("prescriptions.care_month"))?,
            dispensed_on: self.dispensed_on,
            pharmacy: self.pharmacy,
            medicine: self.medicine,
            quantity: self.quantity,
            cost: self.cost,
            generic_saving: self.generic_saving,
            note: self.note,
        })
    }
}
