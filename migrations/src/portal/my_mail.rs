//! MY mail: what was sent, and the letter that each member got.

use sea_orm_migration::prelude::*;

use crate::columns::{boolean, moment, moment_null, realm, short, text, text_null};

/// The tables of MY mail.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000005_my_mail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(my_mails()).await?;
        manager.create_table(letters()).await?;
        manager.create_index(letters_by_my_mail()).await
    }
}

/// One text that was sent, by the hash of its file: under the same name no other text is sent.
fn my_mails() -> TableCreateStatement {
    Table::create()
        .table("my_mails")
        .col(realm())
        .col(short("id"))
        .col(short("sha256"))
        .col(short("title"))
        .col(moment("sent_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

/// What one member got, with their reply. A member is a household's number and a branch, so that a letter waits for
/// whoever has not signed in yet.
fn letters() -> TableCreateStatement {
    Table::create()
        .table("letters")
        .col(realm())
        .col(short("household_number"))
        .col(short("branch"))
        .col(short("my_mail"))
        .col(text("title_ja"))
        .col(text("html_ja"))
        .col(text_null("title_en"))
        .col(text_null("html_en"))
        .col(boolean("reply_wanted"))
        .col(moment_null("reply_until"))
        .col(moment("sent_at"))
        .col(moment_null("read_at"))
        .col(text_null("reply"))
        .col(moment_null("replied_at"))
        .primary_key(Index::create().col("realm").col("household_number").col("branch").col("my_mail"))
        .take()
}

/// Replies are exported by what they answer.
fn letters_by_my_mail() -> IndexCreateStatement {
    Index::create().name("letters_my_mail").table("letters").col("realm").col("my_mail").take()
}
