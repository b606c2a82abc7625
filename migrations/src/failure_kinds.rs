//! Of which kind a failure behind an error page was (`store::failures`).
//!
//! The column may be empty: a node of the version before does not fill it.

use sea_orm_migration::prelude::*;

use crate::columns::short_null;

/// A column of error references.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261127_000017_failure_kinds"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("error_references").add_column(short_null("kind")).take()).await
    }
}
