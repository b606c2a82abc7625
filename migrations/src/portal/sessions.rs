//! The sessions of members who read their family's receipts.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, realm, short, text};

/// The table of sessions.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261120_000003_portal_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sessions()).await?;
        manager.create_index(by_age()).await
    }
}

/// Who is signed in, by the hash of their cookie. What is known of the person is sealed.
fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(realm())
        .col(short("token_hash"))
        .col(text("member"))
        .col(moment("signed_in_at"))
        .col(moment("used_at"))
        .primary_key(Index::create().col("realm").col("token_hash"))
        .take()
}

/// Sessions that reached their limit are removed in the background.
fn by_age() -> IndexCreateStatement {
    Index::create().name("sessions_signed_in_at").table("sessions").col("signed_in_at").take()
}
