//! Mail on its way (`store::outbox`).

use sea_orm_migration::prelude::*;

use crate::columns::{integer, integer_null, moment, moment_null, realm, short, text_null, uuid};

/// The outbox.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261120_000004_outbox"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(outbox()).await?;
        manager.create_index(outbox_by("due_at")).await?;
        manager.create_index(outbox_by("settled_at")).await
    }
}

/// One row a mail. `body` is sealed, and erased when nothing more is to be done; so is `due_at`, which keeps the index
/// by which work is found as small as the work.
fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(realm())
        .col(uuid("id"))
        .col(short("kind"))
        .col(text_null("body"))
        .col(short("state"))
        .col(integer("attempts"))
        .col(integer_null("reply_code"))
        .col(moment_null("due_at"))
        .col(moment("give_up_at"))
        .col(moment("written_at"))
        .col(moment_null("settled_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

fn outbox_by(column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("outbox_{column}")).table("outbox").col(column).take()
}
