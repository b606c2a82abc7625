//! Members who have signed in: whom a society can write to, and where they want to be told of it by e-mail.

use sea_orm_migration::prelude::*;

use crate::columns::{date_null, moment, realm, short, short_null, text_null};

/// The table of known members.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000006_known_members"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(known_members()).await?;
        manager.create_index(by("household", &["realm", "household_number"])).await?;
        manager.create_index(by("ticket", &["realm", "ticket_hash"])).await?;
        manager.create_index(by("told", &["told_at"])).await
    }
}

/// One row a member, by the provider's name for them. `address` is sealed, and absent while no mail reaches them;
/// `declined` names the kinds of mail that they switched off. `told_at` is the moment up to which they have been told
/// what is new, `mailed_on` the day in Japan of the last mail.
fn known_members() -> TableCreateStatement {
    Table::create()
        .table("known_members")
        .col(realm())
        .col(short("subject"))
        .col(short_null("household_number"))
        .col(short_null("branch"))
        .col(short("language"))
        .col(text_null("address"))
        .col(short_null("address_digest"))
        .col(short("ticket_hash"))
        .col(short("declined"))
        .col(moment("told_at"))
        .col(date_null("mailed_on"))
        .col(moment("signed_in_at"))
        .primary_key(Index::create().col("realm").col("subject"))
        .take()
}

fn by(name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(format!("known_members_{name}")).table("known_members").take();
    for column in columns {
        index.col(*column);
    }
    index.take()
}
