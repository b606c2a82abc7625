//! The key that a refresh token is bound to.
//!
//! Empty for every token that was handed out before, and for those of clients that authenticate.

use sea_orm_migration::prelude::*;

use crate::columns::short_null;

/// A column of refresh tokens.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000009_refresh_token_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("refresh_tokens").add_column(short_null("dpop_key")).take();
        manager.alter_table(column).await
    }
}
