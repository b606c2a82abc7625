//! The portal's own mail on its way, and what there is to tell members of.

use sea_orm_migration::prelude::*;

use crate::columns::{moment, realm, short, short_null};

/// The columns that the outbox has got since, and the table of arrivals.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000007_portal_mail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let recipient = Table::alter().table("outbox").add_column(short_null("recipient")).take();
        manager.alter_table(recipient).await?;
        manager.create_index(outbox_by_recipient()).await?;
        manager.create_table(arrivals()).await
    }
}

fn outbox_by_recipient() -> IndexCreateStatement {
    Index::create().name("outbox_recipient").table("outbox").col("realm").col("recipient").col("written_at").take()
}

/// When something new of a kind (`expenses` …) came in for a person last: what a mail tells them of.
fn arrivals() -> TableCreateStatement {
    Table::create()
        .table("arrivals")
        .col(realm())
        .col(short("household_number"))
        .col(short("branch"))
        .col(short("kind"))
        .col(moment("arrived_at"))
        .primary_key(Index::create().col("realm").col("household_number").col("branch").col("kind"))
        .take()
}
