//! Who objects to being shown to their family.

use sea_orm_migration::prelude::*;

use crate::columns::{realm, short};

/// The table of objections.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000001_objections"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(objections()).await
    }
}

/// One person of a household whose lines nobody else of it may see. An objection that was taken back is no row.
fn objections() -> TableCreateStatement {
    Table::create()
        .table("objections")
        .col(realm())
        .col(short("household_number"))
        .col(short("branch"))
        .primary_key(Index::create().col("realm").col("household_number").col("branch"))
        .take()
}
