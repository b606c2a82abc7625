//! Results of check-ups: what the society's import files say.

use sea_orm_migration::prelude::*;

use crate::columns::{date, integer, realm, short, short_null};

/// The table.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000013_checkups"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(checkups()).await?;
        manager.create_index(by_household()).await
    }
}

/// What was found for one item at one check-up; `month` is that of `taken_on`, `YYYY-MM`. Values stay as they were written.
fn checkups() -> TableCreateStatement {
    Table::create()
        .table("checkups")
        .col(realm())
        .col(short("result_id"))
        .col(short("household_number"))
        .col(short("branch"))
        .col(short_null("patient_name"))
        .col(short("month"))
        .col(date("taken_on"))
        .col(short_null("institution"))
        .col(integer("position"))
        .col(short("item"))
        .col(short("value"))
        .col(short_null("unit"))
        .col(short_null("low"))
        .col(short_null("high"))
        .col(short_null("judgement"))
        .col(short_null("note"))
        .primary_key(Index::create().col("realm").col("result_id"))
        .take()
}

/// Every page reads one household's rows.
fn by_household() -> IndexCreateStatement {
    Index::create()
        .name("checkups_household")
        .table("checkups")
        .col("realm")
        .col("household_number")
        .col("month")
        .take()
}
