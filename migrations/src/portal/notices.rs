//! Notices of a society, who has read them, and the files that go with what a society publishes.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, blob, integer, moment, moment_null, realm, short, text, text_null};

/// The tables of notices.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000004_notices"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(notices()).await?;
        manager.create_index(notices_by_beginning()).await?;
        manager.create_table(notice_readings()).await?;
        manager.create_table(attachments()).await
    }
}

/// One notice. Its texts are HTML that was made harmless when it was published.
fn notices() -> TableCreateStatement {
    Table::create()
        .table("notices")
        .col(realm())
        .col(short("id"))
        .col(short("category"))
        .col(short("audience"))
        .col(moment("from_at"))
        .col(moment_null("until_at"))
        .col(text("title_ja"))
        .col(text("html_ja"))
        .col(text_null("title_en"))
        .col(text_null("html_en"))
        .col(short("sha256"))
        .col(moment("published_at"))
        .col(moment_null("withdrawn_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

/// Lists begin with the newest.
fn notices_by_beginning() -> IndexCreateStatement {
    Index::create().name("notices_from_at").table("notices").col("realm").col("from_at").take()
}

/// Which member has opened which notice. What is not here is unread.
fn notice_readings() -> TableCreateStatement {
    Table::create()
        .table("notice_readings")
        .col(realm())
        .col(short("subject"))
        .col(short("notice"))
        .col(moment("read_at"))
        .primary_key(Index::create().col("realm").col("subject").col("notice"))
        .take()
}

/// Files that go with a notice or a MY mail (`kind`, and its id as `owner`).
fn attachments() -> TableCreateStatement {
    Table::create()
        .table("attachments")
        .col(realm())
        .col(short("kind"))
        .col(short("owner"))
        .col(short("name"))
        .col(integer("position"))
        .col(short("media_type"))
        .col(big_integer("size"))
        .col(blob("content"))
        .primary_key(Index::create().col("realm").col("kind").col("owner").col("name"))
        .take()
}
