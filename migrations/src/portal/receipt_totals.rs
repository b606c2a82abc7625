//! What a household's receipt lines come to, by month and person: a page that shows sums reads these rows, of which there
//! are as many as months, and not the lines, of which there may be any number.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, realm, short};

/// The table of sums, filled from the lines that are there.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000021_receipt_totals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(receipt_totals()).await?;
        manager.get_connection().execute_unprepared(SUM_OF_LINES).await.map(drop)
    }
}

/// The sum of one person's lines of one month, in yen. A month without lines is no row.
fn receipt_totals() -> TableCreateStatement {
    Table::create()
        .table("receipt_totals")
        .col(realm())
        .col(short("household_number"))
        .col(short("care_month"))
        .col(short("branch"))
        .col(big_integer("lines"))
        // How many of the lines name the patient: where none does, no line is looked into for a name.
        .col(big_integer("named"))
        .col(big_integer("total"))
        .col(big_integer("insurer"))
        .col(big_integer("public"))
        .col(big_integer("own"))
        .primary_key(Index::create().col("realm").col("household_number").col("care_month").col("branch"))
        .take()
}

const SUM_OF_LINES: &str = "INSERT INTO receipt_totals \
    (realm, household_number, care_month, branch, lines, named, total, insurer, public, own) \
    SELECT realm, household_number, care_month, branch, COUNT(*), COUNT(patient_name), \
    SUM(total), SUM(insurer), SUM(public), SUM(own) \
    FROM receipt_lines GROUP BY realm, household_number, care_month, branch";
