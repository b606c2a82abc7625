//! Objections: who in a family is not to be seen by the others of it.
//!
//! They are read by nothing but the condition that every query of a family's data takes, which leaves these persons out.

use std::collections::HashSet;

use expenses::{Objection, Patients};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, OnConflict, Query, SelectStatement, SimpleExpr};
use store::Tx;

use super::{InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "objections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    household_number: String,
    #[sea_orm(primary_key, auto_increment = false)]
    branch: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Whether the person of a row, whose number is in a column, is one that a household's member may see: under the
    /// society's rule, and unless they object.
    pub(super) fn is_seen_by(&self, household: &Household, branch: impl ColumnTrait) -> Condition {
        let own = Condition::any().add(branch.eq(household.own().to_string()));
        match household.patients() {
            Patients::WholeHousehold => own.add(branch.not_in_subquery(self.objecting(household))),
            Patients::Only(other) => Condition::all().add(branch.eq(other.to_string())),
        }
    }

    /// The persons of the household who object to being seen by the others of it.
    fn objecting(&self, household: &Household) -> SelectStatement {
        Query::select()
            .column(Column::Branch)
            .from(Entity)
            .and_where(Column::Realm.eq(self.realm.as_str()))
            .and_where(Column::HouseholdNumber.eq(household.number().as_str()))
            .take()
    }
}

impl InRealm<'_, Tx> {
    /// Notes who objects and who no longer does, and says for each what became of it. No two may be of one person.
    pub async fn put_objections(&self, objections: &[Objection]) -> Result<Vec<Stored>, DbErr> {
        let before = self.objections_of(objections).await?;
        let outcome = |objection: &Objection| match (before.contains(&key(objection)), objection.objects) {
            (false, true) => Stored::New,
            (true, false) => Stored::Removed,
            (true, true) | (false, false) => Stored::Unchanged,
        };
        let outcomes: Vec<Stored> = objections.iter().map(outcome).collect();
        let having = |wanted| objections.iter().zip(&outcomes).filter(move |(_, outcome)| **outcome == wanted);
        let new: Vec<ActiveModel> = having(Stored::New).map(|(objection, _)| self.row(objection)).collect();
        if !new.is_empty() {
            let there = OnConflict::new().do_nothing().to_owned();
            Entity::insert_many(new).on_conflict(there).exec_without_returning(self.connection).await?;
        }
        let removed: Vec<_> = having(Stored::Removed).map(|(objection, _)| key(objection)).collect();
        if !removed.is_empty() {
            Entity::delete_many().filter(self.is_one_of(removed)).exec(self.connection).await?;
        }
        Ok(outcomes)
    }

    async fn objections_of(&self, objections: &[Objection]) -> Result<HashSet<(String, String)>, DbErr> {
        let rows = Entity::find().filter(self.is_one_of(objections.iter().map(key).collect()));
        let rows = rows.all(self.connection).await?;
        Ok(rows.into_iter().map(|row| (row.household_number, row.branch)).collect())
    }

    fn is_one_of(&self, keys: Vec<(String, String)>) -> SimpleExpr {
        let key = Expr::tuple([Expr::col(Column::HouseholdNumber), Expr::col(Column::Branch)]);
        Column::Realm.eq(self.realm.as_str()).and(key.in_tuples(keys))
    }

    fn row(&self, objection: &Objection) -> ActiveModel {
        let (household_number, branch) = key(objection);
        ActiveModel { realm: Set(self.realm.to_string()), household_number: Set(household_number), branch: Set(branch) }
    }
}

fn key(objection: &Objection) -> (String, String) {
    (objection.household.as_str().to_owned(), objection.branch.to_string())
}
