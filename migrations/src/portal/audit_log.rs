//! The portal's audit log.

use sea_orm_migration::prelude::*;

use crate::audit::{by_account, by_moment, by_number, events, segments, waiting};
use crate::columns::{realm, short, uuid};

/// The log, and whom its entries are about.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261127_000019_audit_log"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(events()).await?;
        for index in [by_moment(), by_account(), by_number(), waiting()] {
            manager.create_index(index).await?;
        }
        manager.create_table(segments()).await?;
        manager.create_table(persons()).await?;
        manager.create_index(one_id_a_person()).await
    }
}

/// One row a person that entries are about: the log names them by `id` alone, so that it may outlive what is known of them.
fn persons() -> TableCreateStatement {
    Table::create()
        .table("audited_persons")
        .col(realm())
        .col(uuid("id"))
        .col(short("household_number"))
        .col(short("branch"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

fn one_id_a_person() -> IndexCreateStatement {
    Index::create()
        .name("audited_persons_person")
        .table("audited_persons")
        .col("realm")
        .col("household_number")
        .col("branch")
        .unique()
        .take()
}
