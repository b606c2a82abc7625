//! Under which issuer a realm has been served.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, moment_null, realm, short};

/// The table of issuers.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000014_realm_identities"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(realm_identities()).await
    }
}

/// One row a realm, and since when it is retired. Passkeys, subjects and applications hold on to the issuer, so it does not change.
fn realm_identities() -> TableCreateStatement {
    Table::create()
        .table("realm_identities")
        .col(realm().primary_key())
        .col(short("issuer"))
        .col(moment("first_served_at"))
        .col(moment_null("retired_at"))
        .take()
}
