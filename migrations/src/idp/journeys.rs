//! What members' journeys need beyond signing in: accounts that changed hands of a secret, sessions a member recognises,
//! browsers known from before, and who did what at the desk.
//!
//! Every column may be empty, so that a node of the version before goes on writing the rows it knows.

use sea_orm_migration::prelude::*;

use crate::audit;
use crate::columns::{
    big_integer, big_integer_null, moment, moment_null, realm, short, short_null, text_null, uuid, uuid_null,
};

/// Columns of accounts, sessions and the audit log; known browsers.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000005_journeys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            // SQLite adds one column at a time.
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        manager.create_index(one_owner_of_an_address()).await?;
        manager.create_index(audit::by_account()).await?;
        manager.create_index(outbox_by_recipient()).await?;
        manager.create_table(known_browsers()).await?;
        manager.create_table(first_failures()).await
    }
}

fn columns() -> [(&'static str, ColumnDef); 21] {
    [
        // What was shown in sign-ins before it counts no more, but in the one that made the change.
        ("accounts", moment_null("renewed_at")),
        ("accounts", uuid_null("renewed_in")),
        ("accounts", moment_null("user_id_chosen_at")),
        ("accounts", short_null("language")),
        // Since when mail to the address comes back.
        ("accounts", moment_null("email_bounced_at")),
        // `Chrome/Windows`, and the network that the browser was last seen in.
        ("sessions", short_null("browser")),
        ("sessions", short_null("network")),
        ("sessions", moment_null("last_used_at")),
        // Until when the member wished to stay signed in.
        ("sessions", moment_null("remembered_until")),
        // The version of the terms that the member put off in it.
        ("sessions", short_null("terms_later")),
        ("audit_events", short_null("administrator")),
        ("audit_events", text_null("reason")),
        ("audit_events", short_null("browser")),
        ("audit_events", short_null("network")),
        // What of several it was about: a device's name, a mail's kind.
        ("audit_events", short_null("object")),
        // Which attempts belong together: a new one after each success and each lock that rested out.
        ("attempts", uuid_null("series")),
        // How many locks rested out with no success since.
        ("attempts", big_integer_null("rested_locks")),
        ("attempts", moment_null("opens_at")),
        ("attempts", moment_null("told_at")),
        // A code that told of a clock that is off, and so counts no more.
        ("authenticators", big_integer_null("refused_step")),
        // A keyed digest of the address, by which the desk finds what became of a member's mail.
        ("outbox", short_null("recipient")),
    ]
}

/// Two members may have one address on record, but only one of them has shown that it is theirs.
fn one_owner_of_an_address() -> IndexCreateStatement {
    Index::create()
        .name("accounts_verified_email")
        .table("accounts")
        .col("realm")
        .col("email")
        .unique()
        .and_where(Expr::col("email_verified_at").is_not_null())
        .take()
}

/// One row a browser in which a member completed a sign-in: `browser` is the hash of the browser's own cookie.
fn known_browsers() -> TableCreateStatement {
    Table::create()
        .table("known_browsers")
        .col(realm())
        .col(uuid("account"))
        .col(short("browser"))
        .col(short_null("name"))
        .col(moment("first_seen_at"))
        .col(moment("last_seen_at"))
        .primary_key(Index::create().col("realm").col("account").col("browser"))
        .take()
}

/// One row an hour in which a user ID failed for the first time: by these it shows when one password is tried at
/// everybody.
fn first_failures() -> TableCreateStatement {
    Table::create()
        .table("first_failures")
        .col(realm())
        .col(moment("hour"))
        .col(big_integer("failures"))
        .primary_key(Index::create().col("realm").col("hour"))
        .take()
}

fn outbox_by_recipient() -> IndexCreateStatement {
    Index::create().name("outbox_recipient").table("outbox").col("realm").col("recipient").col("written_at").take()
}
