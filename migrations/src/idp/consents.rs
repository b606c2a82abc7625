//! What members agreed that applications learn of them.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, realm, short, text, uuid};

/// The table of agreements.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000011_consents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(consents()).await
    }
}

/// One row a member and application: all that was agreed to and not withdrawn since, and when that was said last. `claims`
/// is a JSON list of those that no scope covers.
fn consents() -> TableCreateStatement {
    Table::create()
        .table("consents")
        .col(realm())
        .col(uuid("account"))
        .col(short("client"))
        .col(text("scope"))
        .col(text("claims"))
        .col(moment("given_at"))
        .primary_key(Index::create().col("realm").col("account").col("client"))
        .take()
}
