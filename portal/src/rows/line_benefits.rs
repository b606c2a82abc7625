//! Benefits, read with the lines that they were paid for, written by import.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use expenses::{Benefit, BenefitId, ReceiptLine};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{QueryOrder, QuerySelect};
use store::Tx;

use super::{InRealm, Stored, receipt_lines};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "line_benefits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    benefit_id: String,
    line_id: String,
    name: String,
    amount: i64,
    paid_on: Option<NaiveDate>,
}

impl ActiveModelBehavior for ActiveModel {}

/// So many lines are asked for at once: databases bound the parameters of a statement.
const AT_ONCE: usize = 1000;

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The benefits of lines, in the order of their payment. Whoever has the lines may see what was paid for them.
    pub async fn line_benefits(&self, lines: &[ReceiptLine]) -> Result<Vec<Benefit>, DbErr> {
        let mut benefits = Vec::new();
        for some in lines.chunks(AT_ONCE) {
            let rows = Entity::find()
                .filter(Column::Realm.eq(self.realm.as_str()))
                .filter(Column::LineId.is_in(some.iter().map(|line| line.id.as_str())))
                .order_by_asc(Column::PaidOn)
                .order_by_asc(Column::BenefitId)
                .all(self.connection)
                .await?;
            for row in rows {
                benefits.push(row.into_benefit()?);
            }
        }
        Ok(benefits)
    }
}

impl InRealm<'_, Tx> {
    /// Which of the benefits are of no line that is there.
    pub async fn benefits_without_line<'b>(&self, benefits: &'b [Benefit]) -> Result<Vec<&'b BenefitId>, DbErr> {
        let there: Vec<String> = receipt_lines::Entity::find()
            .filter(receipt_lines::Column::Realm.eq(self.realm.as_str()))
            .filter(receipt_lines::Column::LineId.is_in(benefits.iter().map(|benefit| benefit.line.as_str())))
            .select_only()
            .column(receipt_lines::Column::LineId)
            .into_tuple()
            .all(self.connection)
            .await?;
        let there: HashSet<String> = there.into_iter().collect();
        Ok(benefits
            .iter()
            .filter(|benefit| !there.contains(benefit.line.as_str()))
            .map(|benefit| &benefit.id)
            .collect())
    }

    /// Stores benefits, each of which replaces the benefit with its id, and says for each what became of it.
    pub async fn put_line_benefits(&self, benefits: &[Benefit]) -> Result<Vec<Stored>, DbErr> {
        let before = self.line_benefits_by_id(benefits.iter().map(|benefit| &benefit.id)).await?;
        let rows: Vec<Model> = benefits.iter().map(|benefit| Model::of(self.realm.as_str(), benefit)).collect();
        let outcome = |row: &Model| match before.get(&row.benefit_id) {
            None => Stored::New,
            Some(stored) if stored == row => Stored::Unchanged,
            Some(_) => Stored::Changed,
        };
        let outcomes: Vec<Stored> = rows.iter().map(outcome).collect();
        let differing = rows.into_iter().zip(&outcomes).filter(|(_, outcome)| **outcome != Stored::Unchanged);
        let differing: Vec<ActiveModel> = differing.map(|(row, _)| row.into_row()).collect();
        if !differing.is_empty() {
            let replaced = [Column::LineId, Column::Name, Column::Amount, Column::PaidOn];
            let replace = OnConflict::columns([Column::Realm, Column::BenefitId]).update_columns(replaced).to_owned();
            Entity::insert_many(differing).on_conflict(replace).exec_without_returning(self.connection).await?;
        }
        Ok(outcomes)
    }

    /// Removes benefits by their ids, and says for each what became of it.
    pub async fn withdraw_line_benefits(&self, ids: &[BenefitId]) -> Result<Vec<Stored>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let before = self.line_benefits_by_id(ids).await?;
        let deletion = Entity::delete_many().filter(Column::Realm.eq(self.realm.as_str()));
        deletion.filter(Column::BenefitId.is_in(before.keys())).exec(self.connection).await?;
        let outcome =
            |id: &BenefitId| if before.contains_key(id.as_str()) { Stored::Removed } else { Stored::Unchanged };
        Ok(ids.iter().map(outcome).collect())
    }

    async fn line_benefits_by_id<'b>(
        &self,
        ids: impl IntoIterator<Item = &'b BenefitId>,
    ) -> Result<HashMap<String, Model>, DbErr> {
        let rows = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::BenefitId.is_in(ids.into_iter().map(BenefitId::as_str)))
            .all(self.connection)
            .await?;
        Ok(rows.into_iter().map(|row| (row.benefit_id.clone(), row)).collect())
    }
}

impl Model {
    fn of(realm: &str, benefit: &Benefit) -> Self {
        Self {
            realm: realm.to_owned(),
            benefit_id: benefit.id.as_str().to_owned(),
            line_id: benefit.line.as_str().to_owned(),
            name: benefit.name.clone(),
            amount: benefit.amount,
            paid_on: benefit.paid_on,
        }
    }

    fn into_row(self) -> ActiveModel {
        let Self { realm, benefit_id, line_id, name, amount, paid_on } = self;
        ActiveModel {
            realm: Set(realm),
            benefit_id: Set(benefit_id),
            line_id: Set(line_id),
            name: Set(name),
            amount: Set(amount),
            paid_on: Set(paid_on),
        }
    }

    /// The benefit again. Only what is one was stored, so a failure means that somebody changed the table by hand.
    fn into_benefit(self) -> Result<Benefit, DbErr> {
        let damaged = |column: &str| DbErr::Type(format!("line_benefits.{column} holds what no import wrote"));
        Ok(Benefit {
            id: self.benefit_id.parse().map_err(|_| damaged("benefit_id"))?,
            line: self.line_id.parse().map_err(|_| damaged("line_id"))?,
            name: self.name,
            amount: self.amount,
            paid_on: self.paid_on,
        })
    }
}
