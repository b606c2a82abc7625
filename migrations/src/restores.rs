//! When the database was put back from a backup.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, moment};

/// The table of epochs.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261127_000018_restores"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(restores()).await
    }
}

/// One row a time that a backup was put back. The newest number is the epoch: what other stores hold of an earlier one counts
/// no more.
fn restores() -> TableCreateStatement {
    Table::create().table("restores").col(big_integer("epoch").primary_key()).col(moment("restored_at")).take()
}
