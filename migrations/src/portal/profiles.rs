//! What members say of themselves on the portal: nickname, introduction, picture.

use sea_orm_migration::prelude::*;

use crate::columns::{binary_null, realm, short, short_null, text};

/// The table of profiles.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000020_profiles"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(profiles()).await
    }
}

/// One row a member who said something. `picture` is the JPEG that we wrote, `picture_version` which one it is.
fn profiles() -> TableCreateStatement {
    Table::create()
        .table("profiles")
        .col(realm())
        .col(short("subject_hash"))
        .col(short_null("nickname"))
        .col(text("introduction"))
        .col(binary_null("picture"))
        .col(short_null("picture_version"))
        .primary_key(Index::create().col("realm").col("subject_hash"))
        .take()
}
