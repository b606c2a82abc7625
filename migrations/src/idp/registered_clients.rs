//! Applications that registered themselves (RFC 7591), beside those in the realms' files.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, moment, realm, short, text};

/// The applications, and a number for each realm that changes with them.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000010_registered_clients"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(registered_clients()).await?;
        manager.create_table(registrations()).await
    }
}

/// `metadata` is what was accepted, in JSON; `secrets` are sealed.
fn registered_clients() -> TableCreateStatement {
    Table::create()
        .table("registered_clients")
        .col(realm())
        .col(short("client_id"))
        .col(text("metadata"))
        .col(text("secrets"))
        .col(moment("issued_at"))
        .primary_key(Index::create().col("realm").col("client_id"))
        .take()
}

/// By its version nodes see that a realm's applications are others.
fn registrations() -> TableCreateStatement {
    Table::create()
        .table("registrations")
        .col(realm())
        .col(big_integer("version"))
        .primary_key(Index::create().col("realm"))
        .take()
}
