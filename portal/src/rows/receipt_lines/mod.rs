//! Receipt lines, read: by a household and a period, and never a line that the reader may not see.
//!
//! There is one place that begins a query for a page, [`InRealm::seen`], and it leaves out what is not the reader's:
//! other families, months after their insurance, and whoever in the family objects. A query can narrow that, not widen it.

mod stored;
mod totals;
#[cfg(test)]
mod totals_tests;

use expenses::{Amounts, Branch, CareMonth, Kind, Period, ReceiptLine};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::InRealm;
use super::whose::{OfHousehold, Whose};
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

impl OfHousehold for Entity {
    const WHOSE: Whose<Column> = Whose {
        realm: Column::Realm,
        household: Column::HouseholdNumber,
        branch: Column::Branch,
        month: Column::CareMonth,
    };
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The lines of a period, of one patient or of all: month by month from the newest, in it person by person, each
    /// person's institutions together.
    pub async fn lines(
        &self,
        household: &Household,
        period: Period,
        patient: Option<Branch>,
    ) -> Result<Vec<ReceiptLine>, DbErr> {
        let rows = self
            .seen::<Entity>(household, period, patient)
            .order_by_desc(Column::CareMonth)
            .order_by_asc(Column::Branch)
            .order_by_asc(Column::Institution)
            .order_by_asc(Column::LineId)
            .all(self.connection)
            .await?;
        rows.into_iter().map(Model::into_line).collect()
    }

    /// The nearest months with lines before and after a month, within a period. The sums answer it, so it costs the same
    /// for a household of forty lines and of forty thousand.
    pub async fn neighbours(
        &self,
        household: &Household,
        period: Period,
        month: CareMonth,
    ) -> Result<(Option<CareMonth>, Option<CareMonth>), DbErr> {
        let of_sum = totals::Column::CareMonth;
        let months = || self.seen::<totals::Entity>(household, period, None).select_only().column(of_sum);
        let before = months().filter(of_sum.lt(month.to_string())).order_by_desc(of_sum);
        let after = months().filter(of_sum.gt(month.to_string())).order_by_asc(of_sum);
        let read = |month: Option<String>| month.map(|month| month.parse::<CareMonth>()).transpose();
        let before =
            read(before.into_tuple::<String>().one(self.connection).await?).map_err(|_| damaged("care_month"))?;
        let after =
            read(after.into_tuple::<String>().one(self.connection).await?).map_err(|_| damaged("care_month"))?;
        Ok((before, after))
    }

    /// The name of a patient in the last of a period's lines that has one.
    async fn newest_name(
        &self,
        household: &Household,
        period: Period,
        patient: Branch,
    ) -> Result<Option<String>, DbErr> {
        let names = self
            .seen::<Entity>(household, period, Some(patient))
            .filter(Column::PatientName.is_not_null())
            .select_only()
            .column(Column::PatientName)
            .order_by_desc(Column::CareMonth)
            .order_by_desc(Column::LineId);
        names.into_tuple().one(self.connection).await
    }

    /// What a household's member may see of a period and a patient, and nothing else.
    fn seen<E: OfHousehold>(&self, household: &Household, period: Period, patient: Option<Branch>) -> Select<E> {
        let Whose { realm, household: number, branch, month } = E::WHOSE;
        let last = household.until().map_or(period.last(), |until| until.min(period.last()));
        let rows = E::find()
            .filter(realm.eq(self.realm.as_str()))
            .filter(number.eq(household.number().as_str()))
            .filter(month.gte(period.first().to_string()))
            .filter(month.lte(last.to_string()));
        let rows = match patient {
            Some(patient) => rows.filter(branch.eq(patient.to_string())),
            None => rows,
        };
        rows.filter(self.is_seen_by(household, branch))
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

fn damaged(column: &str) -> DbErr {
    DbErr::Type(format!("receipt_lines.{column} holds what no import wrote"))
}
