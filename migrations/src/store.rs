//! The tables of the crate `store`: expiring state, failures by their reference, imports under way.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, moment, moment_null, realm, short, short_null, text};

/// The first migration of either database.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261120_000001_store"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(expiring(manager.get_database_backend())).await?;
        manager.create_index(by_moment("expiring", "expires_at")).await?;
        manager.create_table(error_references()).await?;
        manager.create_index(by_moment("error_references", "at")).await?;
        manager.create_table(imports()).await
    }
}

/// What lives for minutes or hours: sign-ins, codes, challenges, attempt counters. `version` is random, so that a
/// value taken away and put again is not mistaken for the former one.
fn expiring(backend: sea_orm::DbBackend) -> TableCreateStatement {
    let mut table = Table::create()
        .table("expiring")
        .col(realm())
        .col(short("kind"))
        .col(short("id"))
        .col(big_integer("version"))
        .col(text("value"))
        .col(moment("expires_at"))
        .primary_key(Index::create().col("realm").col("kind").col("id"))
        .take();
    if backend == sea_orm::DbBackend::Sqlite {
        // One B-tree instead of two: every access is by the whole primary key.
        table.extra("WITHOUT ROWID");
    }
    table
}

/// What happened behind an error page, found again by the reference that the page shows.
fn error_references() -> TableCreateStatement {
    Table::create()
        .table("error_references")
        .col(short("reference").primary_key())
        .col(short_null("realm"))
        .col(moment("at"))
        .col(short("place"))
        .col(text("cause"))
        .take()
}

/// How far the import of a file has come, by the file's SHA-256, and what was counted on the way.
fn imports() -> TableCreateStatement {
    Table::create()
        .table("imports")
        .col(realm())
        .col(short("kind"))
        .col(short("digest"))
        .col(big_integer("records"))
        .col(text("counts"))
        .col(moment("started_at"))
        .col(moment("updated_at"))
        .col(moment_null("finished_at"))
        .primary_key(Index::create().col("realm").col("kind").col("digest"))
        .take()
}

/// The index by which old rows are found and removed.
fn by_moment(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_{column}")).table(table).col(column).take()
}
