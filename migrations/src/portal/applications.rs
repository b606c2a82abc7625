//! Applications for subsidies: what members asked for, and what the society decided.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, big_integer_null, date, date_null, moment, realm, short, short_null};

/// The table of applications.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000015_applications"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(applications()).await?;
        manager.create_index(one_vaccination()).await?;
        manager.create_index(by_age()).await
    }
}

/// One application. `outcome` is `granted` or `declined`, absent until it is decided; amounts are yen.
fn applications() -> TableCreateStatement {
    Table::create()
        .table("applications")
        .col(realm())
        .col(short("application_id"))
        .col(short("household_number"))
        .col(short("branch"))
        .col(short("patient_name"))
        .col(date("vaccinated_on"))
        .col(short("institution"))
        .col(big_integer("paid"))
        .col(moment("submitted_at"))
        .col(short_null("outcome"))
        .col(big_integer_null("granted_amount"))
        .col(date_null("decided_on"))
        .col(short_null("note"))
        .primary_key(Index::create().col("realm").col("application_id"))
        .take()
}

/// A family asks once for each vaccination.
fn one_vaccination() -> IndexCreateStatement {
    Index::create()
        .name("applications_vaccination")
        .table("applications")
        .unique()
        .col("realm")
        .col("household_number")
        .col("vaccinated_on")
        .col("patient_name")
        .take()
}

/// The society takes them over in the order in which they came.
fn by_age() -> IndexCreateStatement {
    Index::create().name("applications_submitted_at").table("applications").col("realm").col("submitted_at").take()
}
