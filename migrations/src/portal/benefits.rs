//! Decisions on benefits: what the society's import files say.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, date, date_null, realm, short, short_null};

/// The table of decisions.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000011_benefits"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(benefits()).await?;
        manager.create_index(by_household()).await
    }
}

/// One decision to pay one benefit, in yen; `care_month` is `YYYY-MM`.
fn benefits() -> TableCreateStatement {
    Table::create()
        .table("benefits")
        .col(realm())
        .col(short("decision_id"))
        .col(short("household_number"))
        .col(short("branch"))
        .col(short_null("patient_name"))
        .col(short("kind"))
        .col(short("care_month"))
        .col(short_null("line_id"))
        .col(short_null("institution"))
        .col(date("decided_on"))
        .col(big_integer("amount"))
        .col(date_null("paid_on"))
        .col(short_null("payment"))
        .col(short_null("note"))
        .primary_key(Index::create().col("realm").col("decision_id"))
        .take()
}

/// Every page reads one household's decisions.
fn by_household() -> IndexCreateStatement {
    Index::create()
        .name("benefits_household")
        .table("benefits")
        .col("realm")
        .col("household_number")
        .col("care_month")
        .take()
}
