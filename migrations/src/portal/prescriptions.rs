//! Prescriptions: what the society's import files say.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer_null, date_null, realm, short, short_null};

/// The table.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000014_prescriptions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(prescriptions()).await?;
        manager.create_index(by_household()).await
    }
}

/// One medicine that was dispensed; `care_month` is `YYYY-MM`, amounts are yen.
fn prescriptions() -> TableCreateStatement {
    Table::create()
        .table("prescriptions")
        .col(realm())
        .col(short("prescription_id"))
        .col(short("household_number"))
        .col(short("branch"))
        .col(short_null("patient_name"))
        .col(short("care_month"))
        .col(date_null("dispensed_on"))
        .col(short_null("pharmacy"))
        .col(short("medicine"))
        .col(short_null("quantity"))
        .col(big_integer_null("cost"))
        .col(big_integer_null("generic_saving"))
        .col(short_null("note"))
        .primary_key(Index::create().col("realm").col("prescription_id"))
        .take()
}

/// Every page reads one household's rows.
fn by_household() -> IndexCreateStatement {
    Index::create()
        .name("prescriptions_household")
        .table("prescriptions")
        .col("realm")
        .col("household_number")
        .col("care_month")
        .take()
}
