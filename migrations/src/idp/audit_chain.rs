//! The chain over the audit log: each entry's number and seal, and the months that it is dropped in.
//!
//! Both columns may be empty: an entry is written without them, by a node of the version before too, and the sealer fills
//! them in within seconds. An entry that waits for it stands in the second index and nowhere else.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, big_integer_null, realm, short, short_null, text};

/// Two columns of the audit log, and its segments.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261127_000016_audit_chain"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [big_integer_null("number"), short_null("seal")] {
            manager.alter_table(Table::alter().table("audit_events").add_column(column).take()).await?;
        }
        manager.create_index(by_number()).await?;
        manager.create_index(waiting()).await?;
        manager.create_table(segments()).await
    }
}

fn by_number() -> IndexCreateStatement {
    Index::create().name("audit_events_number").table("audit_events").col("realm").col("number").unique().take()
}

fn waiting() -> IndexCreateStatement {
    Index::create()
        .name("audit_events_waiting")
        .table("audit_events")
        .col("realm")
        .col("at")
        .col("id")
        .and_where(Expr::col("number").is_null())
        .take()
}

/// One row a month in which entries of a realm were sealed: the numbers of the first and the last of them, the seals before
/// the first and of the last, the month before, and all of it sealed with the key-encryption key.
fn segments() -> TableCreateStatement {
    Table::create()
        .table("audit_segments")
        .col(realm())
        .col(short("month"))
        .col(big_integer("first"))
        .col(big_integer("last"))
        .col(short("opening"))
        .col(short("head"))
        .col(short_null("previous"))
        .col(text("proof"))
        .primary_key(Index::create().col("realm").col("month"))
        .take()
}
