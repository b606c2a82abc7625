//! Tables that import files feed: each row belongs to a person of a household and to a month, and has the society's id.
//!
//! Who may read a row and how a row is replaced is the same for all of them, and too important to be written once for
//! each: so it stands here, and a table says only which of its columns is which.

use std::collections::{HashMap, HashSet};

use records::Person;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, Iterable as _, QueryOrder};
use store::Tx;

use super::{InRealm, Stored};
use crate::member::Household;

/// The columns that such a table has under names of its own.
#[derive(Clone, Copy)]
pub(super) struct Columns<C> {
    pub(super) realm: C,
    /// The society's id, unique within the realm.
    pub(super) id: C,
    pub(super) household: C,
    pub(super) branch: C,
    /// The month of care, or of what else the row is about: `YYYY-MM`.
    pub(super) month: C,
}

/// A table that import files feed.
pub(super) trait Imported: EntityTrait {
    const COLUMNS: Columns<Self::Column>;

    /// The society's id of a row.
    fn id(row: &Self::Model) -> &str;
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// What a household's member may see of a table, and nothing else: the newest month first.
    pub(super) fn of_household<E: Imported>(&self, household: &Household) -> Select<E> {
        let Columns { realm, id, household: number, branch, month } = E::COLUMNS;
        let rows = E::find()
            .filter(realm.eq(self.realm.as_str()))
            .filter(number.eq(household.number().as_str()))
            .order_by_desc(month)
            .order_by_asc(branch)
            .order_by_asc(id);
        let rows = match household.until() {
            Some(last) => rows.filter(month.lte(last.to_string())),
            None => rows,
        };
        rows.filter(self.is_seen_by(household, branch))
    }
}

impl InRealm<'_, Tx> {
    /// Stores rows, each of which replaces the row with its id, and says for each what became of it. No two of them may
    /// have the same id.
    pub(super) async fn put_all<E>(&self, rows: Vec<E::Model>) -> Result<Vec<Stored>, DbErr>
    where
        E: Imported,
        E::Model: IntoActiveModel<E::ActiveModel> + PartialEq,
        E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
    {
        let Columns { realm, id, .. } = E::COLUMNS;
        let before = E::find()
            .filter(realm.eq(self.realm.as_str()))
            .filter(id.is_in(rows.iter().map(E::id)))
            .all(self.connection)
            .await?;
        let before: HashMap<&str, &E::Model> = before.iter().map(|row| (E::id(row), row)).collect();
        let outcome = |row: &E::Model| match before.get(E::id(row)) {
            None => Stored::New,
            Some(stored) if *stored == row => Stored::Unchanged,
            Some(_) => Stored::Changed,
        };
        let outcomes: Vec<Stored> = rows.iter().map(outcome).collect();
        let differing = rows.into_iter().zip(&outcomes).filter(|(_, outcome)| **outcome != Stored::Unchanged);
        let differing: Vec<E::ActiveModel> = differing.map(|(row, _)| row.into_active_model().reset_all()).collect();
        if !differing.is_empty() {
            let is_key = |column: &E::Column| [realm, id].iter().any(|key| key.as_str() == column.as_str());
            let replaced = E::Column::iter().filter(|column| !is_key(column));
            let replace = OnConflict::columns([realm, id]).update_columns(replaced).to_owned();
            E::insert_many(differing).on_conflict(replace).exec_without_returning(self.connection).await?;
        }
        Ok(outcomes)
    }
}

impl InRealm<'_, Tx> {
    /// Removes rows by their ids, and says for each what became of it.
    pub(super) async fn withdraw_all<E: Imported>(&self, ids: &[String]) -> Result<Vec<Stored>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let Columns { realm, id, .. } = E::COLUMNS;
        let rows = E::find().filter(realm.eq(self.realm.as_str())).filter(id.is_in(ids));
        let rows = rows.all(self.connection).await?;
        let there: HashSet<&str> = rows.iter().map(E::id).collect();
        let deletion = E::delete_many().filter(realm.eq(self.realm.as_str()));
        deletion.filter(id.is_in(there.iter().copied())).exec(self.connection).await?;
        let outcome = |id: &String| if there.contains(id.as_str()) { Stored::Removed } else { Stored::Unchanged };
        Ok(ids.iter().map(outcome).collect())
    }
}

/// What a column is called that holds what nothing of ours wrote: somebody changed the table by hand.
pub(super) fn damaged(column: &'static str) -> DbErr {
    DbErr::Type(format!("{column} holds what no import wrote"))
}

/// Whose a row is, from its columns.
pub(super) fn person(household: &str, branch: &str, name: Option<String>) -> Result<Person, DbErr> {
    let household = household.parse().map_err(|_| damaged("household_number"))?;
    let branch = branch.parse().map_err(|_| damaged("branch"))?;
    Ok(Person { household, branch, name })
}
