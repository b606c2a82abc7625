//! Receipt lines are found by household, month and person: whether a month has lines that the reader may see, and which is
//! the next one that has, is answered by the index alone.

use sea_orm_migration::prelude::*;

/// The wider index in place of the narrower one.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000009_receipt_lines_person"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(by_household_month_and_person()).await?;
        manager.drop_index(Index::drop().name("receipt_lines_household").table("receipt_lines").to_owned()).await
    }
}

fn by_household_month_and_person() -> IndexCreateStatement {
    Index::create()
        .name("receipt_lines_person")
        .table("receipt_lines")
        .col("realm")
        .col("household_number")
        .col("care_month")
        .col("branch")
        .take()
}
