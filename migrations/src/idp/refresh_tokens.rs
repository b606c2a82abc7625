//! Refresh tokens, and what a grant needs to be renewed by them.
//!
//! The columns may be empty: a grant of a node of the version before is one that nothing renews.

use sea_orm_migration::prelude::*;

use crate::columns::{boolean_null, moment, moment_null, realm, short, short_null, text_null, uuid};

/// The table of refresh tokens, and columns of grants.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000007_refresh_tokens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in [text_null("granted"), boolean_null("offline"), moment_null("renewable_until")] {
            manager.alter_table(Table::alter().table("grants").add_column(column).take()).await?;
        }
        manager.create_table(refresh_tokens()).await?;
        manager.create_index(refresh_tokens_of_a_grant()).await?;
        manager.create_index(refresh_tokens_by_age()).await
    }
}

/// One row a token that was handed out, under its hash. `parent` is the hash of the one it replaced; of a grant's tokens
/// one at most is unspent.
fn refresh_tokens() -> TableCreateStatement {
    Table::create()
        .table("refresh_tokens")
        .col(realm())
        .col(short("hash"))
        .col(uuid("grant_id"))
        .col(short_null("parent"))
        .col(moment("issued_at"))
        .col(moment_null("spent_at"))
        .col(moment("forgotten_at"))
        .primary_key(Index::create().col("realm").col("hash"))
        .take()
}

fn refresh_tokens_of_a_grant() -> IndexCreateStatement {
    Index::create().name("refresh_tokens_grant").table("refresh_tokens").col("realm").col("grant_id").take()
}

/// Rows whose grant can no longer be renewed are removed in the background.
fn refresh_tokens_by_age() -> IndexCreateStatement {
    Index::create().name("refresh_tokens_forgotten_at").table("refresh_tokens").col("forgotten_at").take()
}
