//! Receipt lines, read: by a household and a period, and never a line that the reader may not see.
//!
//! There is one place that begins a query for a page, [`InRealm::seen`], and it leaves out what is not the reader's:
//! other families, months after their insurance, and whoever in the family objects. A query can narrow that, not widen it.

mod stored;

use expenses::{Amounts, Branch, CareMonth, Kind, MonthTotal, Period, Person, ReceiptLine};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, ExprTrait};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

use super::InRealm;
use crate::member::Household;

pub use stored::Stored;

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

/// A patient, and a name that a line gives them.
#[derive(FromQueryResult)]
struct PersonRow {
    branch: String,
    patient_name: Option<String>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The months of a period with lines, of one patient or of all, and what each comes to.
    pub async fn months(
        &self,
        household: &Household,
        period: Period,
        patient: Option<Branch>,
    ) -> Result<Vec<MonthTotal>, DbErr> {
        // PostgreSQL adds up `bigint` to `numeric`; no household's sum leaves the range of `bigint`.
        let sum = |column: Column| ExprTrait::cast_as(column.sum(), Alias::new("bigint"));
        let rows = self
            .seen(household, period, patient)
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

    /// The lines of a period, of one patient or of all: month by month from the newest, in it person by person, each
    /// person's institutions together.
    pub async fn lines(
        &self,
        household: &Household,
        period: Period,
        patient: Option<Branch>,
    ) -> Result<Vec<ReceiptLine>, DbErr> {
        let rows = self
            .seen(household, period, patient)
            .order_by_desc(Column::CareMonth)
            .order_by_asc(Column::Branch)
            .order_by_asc(Column::Institution)
            .order_by_asc(Column::LineId)
            .all(self.connection)
            .await?;
        rows.into_iter().map(Model::into_line).collect()
    }

    /// The nearest months with lines before and after a month, within a period. The index answers it alone, so it costs
    /// the same for a household of forty lines and of forty thousand.
    pub async fn neighbours(
        &self,
        household: &Household,
        period: Period,
        month: CareMonth,
    ) -> Result<(Option<CareMonth>, Option<CareMonth>), DbErr> {
        let months = || self.seen(household, period, None).select_only().column(Column::CareMonth);
        let before = months().filter(Column::CareMonth.lt(month.to_string())).order_by_desc(Column::CareMonth);
        let after = months().filter(Column::CareMonth.gt(month.to_string())).order_by_asc(Column::CareMonth);
        let read = |month: Option<String>| month.map(|month| month.parse::<CareMonth>()).transpose();
        let before =
            read(before.into_tuple::<String>().one(self.connection).await?).map_err(|_| damaged("care_month"))?;
        let after =
            read(after.into_tuple::<String>().one(self.connection).await?).map_err(|_| damaged("care_month"))?;
        Ok((before, after))
    }

    /// The patients of a period's lines, by their numbers, each with the name in the newest line that has one.
    pub async fn persons(&self, household: &Household, period: Period) -> Result<Vec<Person>, DbErr> {
        let rows = self
            .seen(household, period, None)
            .select_only()
            .column(Column::Branch)
            .column(Column::PatientName)
            .group_by(Column::Branch)
            .group_by(Column::PatientName)
            .order_by_asc(Column::Branch)
            .order_by_asc(Column::CareMonth.max())
            .into_model::<PersonRow>()
            .all(self.connection)
            .await?;
        let mut persons: Vec<Person> = Vec::new();
        for PersonRow { branch, patient_name } in rows {
            let branch = branch.parse().map_err(|_| damaged("branch"))?;
            match persons.last_mut().filter(|person| person.branch == branch) {
                Some(person) => person.name = patient_name.or(person.name.take()),
                None => persons.push(Person { branch, name: patient_name }),
            }
        }
        Ok(persons)
    }

    /// What a household's member may see of a period and a patient, and nothing else.
    fn seen(&self, household: &Household, period: Period, patient: Option<Branch>) -> Select<Entity> {
        let last = household.until().map_or(period.last(), |until| until.min(period.last()));
        let lines = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(household.number().as_str()))
            .filter(Column::CareMonth.gte(period.first().to_string()))
            .filter(Column::CareMonth.lte(last.to_string()));
        let lines = match patient {
            Some(branch) => lines.filter(Column::Branch.eq(branch.to_string())),
            None => lines,
        };
        lines.filter(self.is_seen_by(household, Column::Branch))
    }
}

impl Model {
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
