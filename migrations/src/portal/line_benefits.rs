//! Benefits that were paid for a receipt line (高額療養費, 付加給付 …), beside the line and never netted into it.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, date_null, realm, short};

/// The table of benefits.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000002_line_benefits"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(line_benefits()).await?;
        manager.create_index(by_line()).await
    }
}

/// One benefit, in yen. It goes when its line goes.
fn line_benefits() -> TableCreateStatement {
    Table::create()
        .table("line_benefits")
        .col(realm())
        .col(short("benefit_id"))
        .col(short("line_id"))
        .col(short("name"))
        .col(big_integer("amount"))
        .col(date_null("paid_on"))
        .primary_key(Index::create().col("realm").col("benefit_id"))
        .foreign_key(
            ForeignKey::create()
                .from("line_benefits", ("realm", "line_id"))
                .to("receipt_lines", ("realm", "line_id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .take()
}

/// The benefits of a page's lines are found by the lines.
fn by_line() -> IndexCreateStatement {
    Index::create().name("line_benefits_line").table("line_benefits").col("realm").col("line_id").take()
}
