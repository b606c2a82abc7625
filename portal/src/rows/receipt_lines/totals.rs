//! What lines come to, by household, month and person: kept beside the lines, changed in the write that changes them.
//!
//! The pages that show sums would otherwise read every line of ten years for each of them. What a line adds is added and
//! what it added is taken away, so a chunk of an import costs a row a person and month, not a look at their other lines.

use std::collections::BTreeMap;

use expenses::{Amounts, Branch, MonthTotal, Period, Person};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, OnConflict};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};
use store::{Tx, insert_many};

use super::damaged;
use crate::member::Household;
use crate::rows::InRealm;
use crate::rows::whose::{OfHousehold, Whose};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "receipt_totals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    household_number: String,
    #[sea_orm(primary_key, auto_increment = false)]
    care_month: String,
    #[sea_orm(primary_key, auto_increment = false)]
    branch: String,
    lines: i64,
    named: i64,
    total: i64,
    insurer: i64,
    public: i64,
    own: i64,
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

/// What one month comes to.
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
            .seen::<Entity>(household, period, patient)
            .select_only()
            .column(Column::CareMonth)
            .column_as(sum(Column::Lines), "lines")
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

    /// The patients of a period's lines, by their numbers, each with the name in the newest line that has one.
    pub async fn persons(&self, household: &Household, period: Period) -> Result<Vec<Person>, DbErr> {
        let month_of_a_name = CaseStatement::new().case(Column::Named.gt(0), Expr::col(Column::CareMonth));
        let rows = self
            .seen::<Entity>(household, period, None)
            .select_only()
            .column(Column::Branch)
            .column_as(Expr::expr(month_of_a_name).max(), "named_in")
            .group_by(Column::Branch)
            .order_by_asc(Column::Branch)
            .into_tuple::<(String, Option<String>)>()
            .all(self.connection)
            .await?;
        let mut persons = Vec::with_capacity(rows.len());
        for (branch, named_in) in rows {
            let branch = branch.parse().map_err(|_| damaged("branch"))?;
            let name = match named_in {
                Some(month) => {
                    let month = Period::of_month(month.parse().map_err(|_| damaged("care_month"))?);
                    self.newest_name(household, month, branch).await?
                }
                None => None,
            };
            persons.push(Person { branch, name });
        }
        Ok(persons)
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

/// What lines that come and go change about the sums.
#[derive(Default)]
pub(super) struct Changes(BTreeMap<Key, Change>);

/// Household, month and branch.
type Key = (String, String, String);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Change {
    lines: i64,
    named: i64,
    amounts: [i64; 4],
}

impl Changes {
    /// A line that is there from now on.
    pub(super) fn come(&mut self, line: &super::Model) {
        self.count(line, 1);
    }

    /// A line that was there until now.
    pub(super) fn go(&mut self, line: &super::Model) {
        self.count(line, -1);
    }

    fn count(&mut self, line: &super::Model, sign: i64) {
        let key = (line.household_number.clone(), line.care_month.clone(), line.branch.clone());
        let change = self.0.entry(key).or_default();
        change.lines += sign;
        change.named += sign * i64::from(line.patient_name.is_some());
        for (sum, amount) in change.amounts.iter_mut().zip([line.total, line.insurer, line.public, line.own]) {
            *sum += sign * amount;
        }
    }
}

impl InRealm<'_, Tx> {
    /// Changes the sums. Nobody else may be changing lines of the realm.
    pub(super) async fn change_totals(&self, changes: Changes) -> Result<(), DbErr> {
        let changes = changes.0.into_iter().filter(|(_, change)| *change != Change::default());
        let (mut rows, mut fewer) = (Vec::new(), Vec::new());
        for ((household_number, care_month, branch), change) in changes {
            if change.lines < 0 {
                fewer.push(household_number.clone());
            }
            let [total, insurer, public, own] = change.amounts.map(Set);
            rows.push(ActiveModel {
                realm: Set(self.realm.to_string()),
                household_number: Set(household_number),
                care_month: Set(care_month),
                branch: Set(branch),
                lines: Set(change.lines),
                named: Set(change.named),
                total,
                insurer,
                public,
                own,
            });
        }
        if rows.is_empty() {
            return Ok(());
        }
        let key = [Column::Realm, Column::HouseholdNumber, Column::CareMonth, Column::Branch];
        let grown = |column: Column| {
            let more = Expr::col((Alias::new("excluded"), column));
            (column, Expr::col((Entity, column)).add(more))
        };
        let sums = [Column::Lines, Column::Named, Column::Total, Column::Insurer, Column::Public, Column::Own];
        let add = OnConflict::columns(key).values(sums.map(grown)).to_owned();
        insert_many(self.connection, rows, add).await?;
        if fewer.is_empty() {
            return Ok(());
        }
        let nothing_left = Column::HouseholdNumber.is_in(fewer).and(Column::Lines.eq(0));
        let deletion = Entity::delete_many().filter(Column::Realm.eq(self.realm.as_str())).filter(nothing_left);
        deletion.exec(self.connection).await.map(drop)
    }
}
