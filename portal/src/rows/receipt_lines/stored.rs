//! Receipt lines, written: by import, each line in place of the one with its id; and deleted when a society's time for
//! them is over. What they come to changes with them.

use std::collections::{HashMap, HashSet};

use expenses::{CareMonth, LineId, ReceiptLine};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, IntoActiveModel};
use store::{Tx, insert_many, insert_new, is_one_of};

use super::totals::{self, Changes};
use super::{Column, Entity, Model};
use crate::rows::InRealm;

/// What became of something that a file stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It was not there.
    New,
    /// It differed and was replaced.
    Changed,
    /// It was there, as it is; or gone already.
    Unchanged,
    /// It was there and is no more.
    Removed,
}

impl InRealm<'_, Tx> {
    /// Stores lines, each of which replaces the line with its id, and says for each what became of it.
    /// No two of them may have the same id.
    ///
    /// Where most of them are expected to be new, they are inserted before it is looked for what was there: of new lines
    /// there is nothing to be found. What comes of it is the same.
    pub async fn put_lines(&self, lines: &[ReceiptLine], mostly_new: bool) -> Result<Vec<Stored>, DbErr> {
        self.hold_lines().await?;
        let rows: Vec<Model> = lines.iter().map(|line| Model::of(self.realm.as_str(), line)).collect();
        let new = if mostly_new { self.insert_new_lines(&rows).await? } else { HashSet::new() };
        let others = rows.iter().map(|row| row.line_id.as_str()).filter(|id| !new.contains(*id));
        let before = self.lines_by_id(others).await?;
        let outcome = |row: &Model| match before.get(&row.line_id) {
            None => Stored::New,
            Some(stored) if stored == row => Stored::Unchanged,
            Some(_) => Stored::Changed,
        };
        let outcomes: Vec<Stored> = rows.iter().map(outcome).collect();
        let differing = rows.into_iter().zip(&outcomes).filter(|(_, outcome)| **outcome != Stored::Unchanged);
        let (mut changes, mut replacing) = (Changes::default(), Vec::new());
        for (row, _) in differing {
            if let Some(stored) = before.get(&row.line_id) {
                changes.go(stored);
            }
            changes.come(&row);
            if !new.contains(&row.line_id) {
                replacing.push(row.into_active_model().reset_all());
            }
        }
        let replace = OnConflict::columns(KEY).update_columns(REPLACED).to_owned();
        insert_many(self.connection, replacing, replace).await?;
        self.change_totals(changes).await?;
        Ok(outcomes)
    }

    /// Inserts those of some lines whose ids are not there, and returns these ids.
    async fn insert_new_lines(&self, rows: &[Model]) -> Result<HashSet<String>, DbErr> {
        let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all()).collect();
        Ok(insert_new(self.connection, rows, KEY, Column::LineId).await?.into_iter().collect())
    }

    /// Removes lines by their ids, and says for each what became of it.
    pub async fn withdraw_lines(&self, ids: &[LineId]) -> Result<Vec<Stored>, DbErr> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.hold_lines().await?;
        let before = self.lines_by_id(ids.iter().map(LineId::as_str)).await?;
        let deletion = Entity::delete_many().filter(Column::Realm.eq(self.realm.as_str()));
        deletion.filter(Column::LineId.is_in(before.keys())).exec(self.connection).await?;
        let mut changes = Changes::default();
        before.values().for_each(|line| changes.go(line));
        self.change_totals(changes).await?;
        let outcome = |id: &LineId| if before.contains_key(id.as_str()) { Stored::Removed } else { Stored::Unchanged };
        Ok(ids.iter().map(outcome).collect())
    }

    /// Deletes the lines of some households from before a month, and what they come to. Says how many lines there were.
    pub async fn delete_lines_before(&self, month: CareMonth, households: &[String]) -> Result<u64, DbErr> {
        self.hold_lines().await?;
        self.delete_of::<totals::Entity>(month, households).await?;
        self.delete_of::<Entity>(month, households).await
    }

    /// Has PostgreSQL measure the tables of lines and sums anew. It does so by itself, but only a minute after they grew.
    pub async fn measure_lines(&self) -> Result<(), DbErr> {
        if self.connection.get_database_backend() == DbBackend::Postgres {
            self.connection.execute_unprepared("ANALYZE receipt_lines, receipt_totals").await?;
        }
        Ok(())
    }

    /// One write of a society's lines at a time: the sums are changed by what the lines were before.
    async fn hold_lines(&self) -> Result<(), DbErr> {
        self.connection.hold(&format!("receipt-lines/{}", self.realm)).await
    }

    async fn lines_by_id<'l>(&self, ids: impl IntoIterator<Item = &'l str>) -> Result<HashMap<String, Model>, DbErr> {
        let rows = Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(is_one_of(self.connection.get_database_backend(), Column::LineId, ids))
            .all(self.connection)
            .await?;
        Ok(rows.into_iter().map(|row| (row.line_id.clone(), row)).collect())
    }
}

/// By what a line is known.
const KEY: [Column; 2] = [Column::Realm, Column::LineId];

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
    pub(super) fn of(realm: &str, line: &ReceiptLine) -> Self {
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
}
