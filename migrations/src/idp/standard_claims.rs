//! What else a society knows of a member: the standard claims of OpenID Connect Core §5.1, as one JSON object.
//!
//! Empty for every member of before, whose files had no such columns.

use sea_orm_migration::prelude::*;

use crate::columns::text_null;

/// A column of accounts.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000012_standard_claims"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("accounts").add_column(text_null("standard_claims")).take();
        manager.alter_table(column).await
    }
}
