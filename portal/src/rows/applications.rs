//! Applications: written once by the applicant, read by them and by the society, decided by import.

use std::collections::HashMap;

use records::{Application, Claim, Decided, Decision, Person};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder};
use store::Tx;

use super::imported::{damaged, person};
use super::{Addressee, InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    application_id: String,
    household_number: String,
    branch: String,
    patient_name: String,
    vaccinated_on: Date,
    institution: String,
    paid: i64,
    submitted_at: DateTimeUtc,
    outcome: Option<String>,
    granted_amount: Option<i64>,
    decided_on: Option<Date>,
    note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

const GRANTED: &str = "granted";
const DECLINED: &str = "declined";

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The reader's own applications, the newest first.
    pub async fn own_applications(&self, household: &Household) -> Result<Vec<Application>, DbErr> {
        let rows = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(household.number().as_str()))
            .filter(Column::Branch.eq(household.own().to_string()))
            .order_by_desc(Column::SubmittedAt)
            .order_by_asc(Column::ApplicationId);
        rows.all(self.connection).await?.into_iter().map(Model::into_application).collect()
    }

    /// All applications in the order in which they came, or those alone that are not decided. For the society.
    pub async fn applications(&self, decided_too: bool) -> Result<Vec<Application>, DbErr> {
        let rows = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .order_by_asc(Column::SubmittedAt)
            .order_by_asc(Column::ApplicationId);
        let rows = if decided_too { rows } else { rows.filter(Column::Outcome.is_null()) };
        rows.all(self.connection).await?.into_iter().map(Model::into_application).collect()
    }
}

impl InRealm<'_, Tx> {
    /// Receives an application, unless it is there: by its number, or as the family's for this vaccination. Says which
    /// application is there now.
    pub async fn receive_application(&self, application: &Application) -> Result<Option<Application>, DbErr> {
        let row = Model::of(self.realm.as_str(), application).into_active_model().reset_all();
        let once = OnConflict::new().do_nothing().to_owned();
        Entity::insert_many([row]).on_conflict(once).exec_without_returning(self.connection).await?;
        let of_family = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(application.household.as_str()))
            .filter(Column::VaccinatedOn.eq(application.claim.vaccinated_on))
            .filter(Column::PatientName.eq(application.claim.patient_name.as_str()));
        let there = of_family.one(self.connection).await?;
        there.map(Model::into_application).transpose()
    }

    /// Notes what was decided, and says for each decision what became of it (`None` where there is no such application), and
    /// whose applications have another outcome now.
    pub async fn decide_applications(
        &self,
        decided: &[Decided],
    ) -> Result<(Vec<Option<Stored>>, Vec<Addressee>), DbErr> {
        let rows = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::ApplicationId.is_in(decided.iter().map(|one| one.application.as_str())));
        let rows = rows.all(self.connection).await?;
        let rows: HashMap<&str, &Model> = rows.iter().map(|row| (row.application_id.as_str(), row)).collect();
        let (mut outcomes, mut applicants) = (Vec::with_capacity(decided.len()), Vec::new());
        for one in decided {
            let Some(row) = rows.get(one.application.as_str()) else {
                outcomes.push(None);
                continue;
            };
            let stored = match row.decision()? {
                None => Stored::New,
                Some(before) if before == one.decision => Stored::Unchanged,
                Some(_) => Stored::Changed,
            };
            if stored != Stored::Unchanged {
                self.note_decision((*row).clone(), &one.decision).await?;
                let Person { household, branch, .. } = person(&row.household_number, &row.branch, None)?;
                applicants.push(Addressee { household, branch });
            }
            outcomes.push(Some(stored));
        }
        Ok((outcomes, applicants))
    }

    /// Deletes applications from before a moment, and says how many there were.
    pub async fn delete_applications_before(&self, moment: DateTimeUtc) -> Result<u64, DbErr> {
        let old =
            Entity::delete_many().filter(Column::Realm.eq(self.realm.as_str())).filter(Column::SubmittedAt.lt(moment));
        old.exec(self.connection).await.map(|deleted| deleted.rows_affected)
    }

    async fn note_decision(&self, row: Model, decision: &Decision) -> Result<(), DbErr> {
        let mut row = row.into_active_model();
        row.outcome = Set(Some(if decision.granted.is_some() { GRANTED } else { DECLINED }.to_owned()));
        row.granted_amount = Set(decision.granted);
        row.decided_on = Set(Some(decision.decided_on));
        row.note = Set(decision.note.clone());
        Entity::update(row).exec(self.connection).await.map(drop)
    }
}

impl Model {
    fn of(realm: &str, application: &Application) -> Self {
        let Claim { patient_name, vaccinated_on, institution, paid } = application.claim.clone();
        Self {
            realm: realm.to_owned(),
            application_id: application.id.as_str().to_owned(),
            household_number: application.household.as_str().to_owned(),
            branch: application.branch.to_string(),
            patient_name,
            vaccinated_on,
            institution,
            paid,
            submitted_at: application.submitted_at,
            outcome: None,
            granted_amount: None,
            decided_on: None,
            note: None,
        }
    }

    fn decision(&self) -> Result<Option<Decision>, DbErr> {
        let (granted, note) = (self.granted_amount, self.note.clone());
        match (self.outcome.as_deref(), self.decided_on) {
            (None, _) => Ok(None),
            (Some(GRANTED | DECLINED), Some(decided_on)) => Ok(Some(Decision { granted, decided_on, note })),
            _ => Err(damaged("applications.outcome")),
        }
    }

    fn into_application(self) -> Result<Application, DbErr> {
        let decision = self.decision()?;
        let applicant = person(&self.household_number, &self.branch, None)?;
        Ok(Application {
            id: self.application_id.parse().map_err(|_| damaged("applications.application_id"))?,
            household: applicant.household,
            branch: applicant.branch,
            claim: Claim {
                patient_name: self.patient_name,
                vaccinated_on: self.vaccinated_on,
                institution: self.institution,
                paid: self.paid,
            },
            submitted_at: self.submitted_at,
            decision,
        })
    }
}
