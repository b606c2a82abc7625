//! From when on a signing key signs: its key set is published before.
//!
//! Empty for a key of before, which signs from when it was made.

use sea_orm_migration::prelude::*;

use crate::columns::moment_null;

/// A column of signing keys.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000008_signing_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("signing_keys").add_column(moment_null("signs_from")).take();
        manager.alter_table(column).await
    }
}
