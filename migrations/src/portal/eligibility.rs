//! Notices and certificates of eligibility: what the society's import files say.

use sea_orm_migration::prelude::*;

use crate::columns::{date, date_null, realm, short, short_null};

/// The table of documents.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000012_eligibility"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(eligibility()).await?;
        manager.create_index(by_household()).await
    }
}

/// One document about one person. The kind of document is part of `document_id`, because societies number notices and
/// certificates apart; `month` is that of `eligible_from`, `YYYY-MM`.
fn eligibility() -> TableCreateStatement {
    Table::create()
        .table("eligibility")
        .col(realm())
        .col(short("document_id"))
        .col(short("household_number"))
        .col(short("branch"))
        .col(short_null("patient_name"))
        .col(short_null("name_kana"))
        .col(date_null("birth_date"))
        .col(short("kigo"))
        .col(short("bango"))
        .col(short("insurer_number"))
        .col(short_null("standing"))
        .col(short("month"))
        .col(date("eligible_from"))
        .col(date_null("eligible_until"))
        .col(short_null("copayment"))
        .col(date("issued_on"))
        .col(date_null("valid_until"))
        .col(short_null("note"))
        .primary_key(Index::create().col("realm").col("document_id"))
        .take()
}

/// Every page reads one household's documents.
fn by_household() -> IndexCreateStatement {
    Index::create()
        .name("eligibility_household")
        .table("eligibility")
        .col("realm")
        .col("household_number")
        .col("month")
        .take()
}
