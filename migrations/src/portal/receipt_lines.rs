//! Receipt lines: what the society's import files say.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, realm, short, short_null, text};

/// The table of receipt lines.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261120_000002_receipt_lines"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(receipt_lines()).await?;
        manager.create_index(by_household_and_month()).await
    }
}

/// One line of what a family's care cost. Amounts are yen; `care_month` is `YYYY-MM`, so that text order is time order.
fn receipt_lines() -> TableCreateStatement {
    Table::create()
        .table("receipt_lines")
        .col(realm())
        .col(short("line_id"))
        .col(short("household_number"))
        .col(short("branch"))
        .col(short_null("patient_name"))
        .col(short("care_month"))
        .col(short("kind"))
        .col(short_null("institution"))
        .col(big_integer("count"))
        .col(big_integer("total"))
        .col(big_integer("insurer"))
        .col(big_integer("public"))
        .col(big_integer("own"))
        .col(text("note"))
        .primary_key(Index::create().col("realm").col("line_id"))
        .take()
}

/// Every page reads one household's lines, of one month or of all.
fn by_household_and_month() -> IndexCreateStatement {
    Index::create()
        .name("receipt_lines_household")
        .table("receipt_lines")
        .col("realm")
        .col("household_number")
        .col("care_month")
        .take()
}
