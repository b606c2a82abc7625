//! What sign-ins leave behind: sessions, the clients they served, grants, signing keys, the audit log.

use sea_orm_migration::prelude::*;

use super::accounts::of_account;
use crate::audit;
use crate::columns::{boolean_null, moment, moment_null, realm, short, short_null, text, uuid, uuid_null};

/// Sessions, grants, keys and the audit log.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261120_000003_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sessions()).await?;
        manager.create_index(of_account("sessions")).await?;
        manager.create_index(sessions_by_cookie()).await?;
        manager.create_table(grants()).await?;
        manager.create_index(of_account("grants")).await?;
        manager.create_index(grants_by_session()).await?;
        manager.create_table(signing_keys()).await?;
        manager.create_table(audit_events()).await?;
        manager.create_index(audit::by_moment()).await
    }
}

/// One row a browser that is signed in. `cookie` is the hash of the cookie's value, `proofs` what was shown, as JSON.
fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(realm())
        .col(uuid("id"))
        .col(uuid("account"))
        .col(short("cookie"))
        .col(text("proofs"))
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(moment_null("ended_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

fn sessions_by_cookie() -> IndexCreateStatement {
    Index::create().name("sessions_cookie").table("sessions").col("realm").col("cookie").unique().take()
}

/// One row for what one client was granted by one sign-in: the family of all tokens issued from it. The grants of a
/// session are also the list of the clients that it served.
fn grants() -> TableCreateStatement {
    Table::create()
        .table("grants")
        .col(realm())
        .col(uuid("id"))
        .col(uuid("account"))
        .col(uuid("session"))
        .col(short("client"))
        .col(text("scope"))
        .col(text("claims"))
        .col(moment("created_at"))
        .col(moment_null("revoked_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

fn grants_by_session() -> IndexCreateStatement {
    Index::create().name("grants_session").table("grants").col("realm").col("session").take()
}

/// One row a private signing key, sealed. At most one key of an algorithm is the current one: the unique index
/// decides between nodes that make the first at the same moment.
fn signing_keys() -> TableCreateStatement {
    Table::create()
        .table("signing_keys")
        .col(realm())
        .col(short("kid"))
        .col(short("algorithm"))
        .col(boolean_null("current"))
        .col(text("private_key"))
        .col(moment("created_at"))
        .col(moment_null("retired_at"))
        .primary_key(Index::create().col("realm").col("kid"))
        .index(Index::create().unique().name("signing_keys_current").col("realm").col("algorithm").col("current"))
        .take()
}

/// What happened, for those who must answer for it: append only, no personal data beyond the account's id.
fn audit_events() -> TableCreateStatement {
    Table::create()
        .table("audit_events")
        .col(realm())
        .col(uuid("id"))
        .col(moment("at"))
        .col(short("actor"))
        .col(short("event"))
        .col(uuid_null("account"))
        .col(short_null("client"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}
