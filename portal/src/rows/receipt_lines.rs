//! Receipt lines: read by household and month, written by import.

use std::collections::HashMap;

use expenses::{Amounts, CareMonth, Kind, MonthTotal, Patients, ReceiptLine};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, ExprTrait, OnConflict};
use sea_orm::{FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect};
use store::Tx;

use super::InRealm;
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt_lines")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    line_id: String,
    household_number: String,
    branch: String,
    patient_name: Option<String>,
    care_month: String,
    kind: String,
    institution: Option<String>,
    count: i64,
    total: i64,
    insurer: i64,
    public: i64,
    own: i64,
    note: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// What became of a line that was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// There was no line with this id.
    New,
    /// The line differed and was replaced.
    Changed,
    /// The line was there, as it is.
    Unchanged,
}

/// What one month comes to, as the database adds it up.
#[derive(FromQueryResult)]
struct MonthRow {
    care_month: String,
    lines: i64,
    total: i64,
    insurer: i64,
    public: i64,
    own: i64,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The months of a household with lines, from a month on, and what each comes to.
    pub async fn months(&self, household: &Household, from: CareMonth) -> Result<Vec<MonthTotal>, DbErr> {
        // PostgreSQL adds up `bigint` to `numeric`; no household's sum leaves the range of `bigint`.
        let sum = |column: Column| ExprTrait::cast_as(column.sum(), Alias::new("bigint"));
        let rows = self
            .lines_of(household)
            .filter(Column::CareMonth.gte(from.to_string()))
            .select_only()
            .column(Column::CareMonth)
            .column_as(Column::LineId.count(), "lines")
            .column_as(sum(Column::Total), "total")
            .column_as(sum(Column::Insurer), "insurer")
            .column_as(sum(Column::Public), "public")
            .column_as(sum(Column::Own), "own")
            .group_by(Column::CareMonth)
            .into_model::<MonthRow>()
            .all(self.connection)
            .await?;
        rows.into_iter().map(MonthRow::into_total).collect()
    }

    /// The lines of a household in one month: person by person, each person's institutions together.
    pub async fn lines(&self, household: &Household, month: CareMonth) -> Result<Vec<ReceiptLine>, DbErr> {
        let rows = self
            .lines_of(household)
            .filter(Column::CareMonth.eq(month.to_string()))
            .order_by_asc(Column::Branch)
            .order_by_asc(Column::Institution)
            .order_by_asc(Column::LineId)
            .all(self.connection)
            .await?;
        rows.into_iter().map(Model::into_line).collect()
    }

    /// What a household's member may see, and nothing else.
    fn lines_of(&self, household: &Household) -> Select<Entity> {
        let lines = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(household.number().as_str()));
        let lines = match household.until() {
            Some(last) => lines.filter(Column::CareMonth.lte(last.to_string())),
            None => lines,
        };
        match household.patients() {
            Patients::WholeHousehold => lines,
            Patients::Only(branch) => lines.filter(Column::Branch.eq(branch.to_string())),
        }
    }
}

impl InRealm<'_, Tx> {
    /// Stores lines, each of which replaces the line with its id, and says for each what became of it.
    /// No two of them may have the same id.
    pub async fn put_lines(&self, lines: &[ReceiptLine]) -> Result<Vec<Stored>, DbErr> {
        let before = self.lines_by_id(lines).await?;
        let rows: Vec<Model> = lines.iter().map(|line| Model::of(self.realm.as_str(), line)).collect();
        let outcome = |row: &Model| match before.get(&row.line_id) {
            None => Stored::New,
            Some(stored) if stored == row => Stored::Unchanged,
            Some(_) => Stored::Changed,
        };
        let outcomes: Vec<Stored> = rows.iter().map(outcome).collect();
        let differing = rows.into_iter().zip(&outcomes).filter(|(_, outcome)| **outcome != Stored::Unchanged);
        let differing: Vec<ActiveModel> = differing.map(|(row, _)| row.into_active_model().reset_all()).collect();
        if !differing.is_empty() {
            let replace = OnConflict::columns([Column::Realm, Column::LineId]).update_columns(REPLACED).to_owned();
            Entity::insert_many(differing).on_conflict(replace).exec_without_returning(self.connection).await?;
        }
        Ok(outcomes)
    }

    async fn lines_by_id(&self, lines: &[ReceiptLine]) -> Result<HashMap<String, Model>, DbErr> {
        let rows = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::LineId.is_in(lines.iter().map(|line| line.id.as_str())))
            .all(self.connection)
            .await?;
        Ok(rows.into_iter().map(|row| (row.line_id.clone(), row)).collect())
    }
}

/// All columns but the key.
const REPLACED: [Column; 12] = [
    Column::HouseholdNumber,
    Column::Branch,
    Column::PatientName,
    Column::CareMonth,
    Column::Kind,
    Column::Institution,
    Column::Count,
    Column::Total,
    Column::Insurer,
    Column::Public,
    Column::Own,
    Column::Note,
];

impl Model {
    fn of(realm: &str, line: &ReceiptLine) -> Self {
        Self {
            realm: realm.to_owned(),
            line_id: line.id.as_str().to_owned(),
            household_number: line.household.as_str().to_owned(),
            branch: line.branch.to_string(),
            patient_name: line.patient_name.clone(),
            care_month: line.month.to_string(),
            kind: line.kind.name().ja.to_owned(),
            institution: line.institution.clone(),
            count: line.count.into(),
            total: line.amounts.total(),
            insurer: line.amounts.insurer(),
            public: line.amounts.public(),
            own: line.amounts.own(),
            note: line.note.clone(),
        }
    }

    /// The line again. Only what is a line was stored, so a failure means that somebody changed the table by hand.
    fn into_line(self) -> Result<ReceiptLine, DbErr> {
        Ok(ReceiptLine {
            id: self.line_id.parse().map_err(|_| damaged("line_id"))?,
            household: self.household_number.parse().map_err(|_| damaged("household_number"))?,
            branch: self.branch.parse().map_err(|_| damaged("branch"))?,
            patient_name: self.patient_name,
            month: self.care_month.parse().map_err(|_| damaged("care_month"))?,
            kind: Kind::read(&self.kind).map_err(|_| damaged("kind"))?,
            institution: self.institution,
            count: self.count.try_into().map_err(|_| damaged("count"))?,
            amounts: Amounts::new(self.total, self.insurer, self.public, self.own).map_err(|_| damaged("total"))?,
            note: self.note,
        })
    }
}

impl MonthRow {
    fn into_total(self) -> Result<MonthTotal, DbErr> {
        Ok(MonthTotal {
            month: self.care_month.parse().map_err(|_| damaged("care_month"))?,
            lines: self.lines.try_into().map_err(|_| damaged("lines"))?,
            amounts: Amounts::new(self.total, self.insurer, self.public, self.own).map_err(|_| damaged("total"))?,
        })
    }
}

fn damaged(column: &str) -> DbErr {
    DbErr::Type(format!("receipt_lines.{column} holds what no import wrote"))
}
