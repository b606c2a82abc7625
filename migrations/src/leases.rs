//! What one process at a time does for all of them (`store::lease`).

use sea_orm_migration::prelude::*;

use crate::columns::{moment, short};

/// The table of leases.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261127_000015_leases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(leases()).await
    }
}

/// One row a task: which process has it, and until when if it says nothing more.
fn leases() -> TableCreateStatement {
    Table::create().table("leases").col(short("name").primary_key()).col(short("holder")).col(moment("ends_at")).take()
}
