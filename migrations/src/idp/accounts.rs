//! Members: their accounts, their second factors, what they agreed to, and the count of wrong attempts.

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, boolean, date, date_null, moment, moment_null, realm, short, short_null, text_null};
use crate::columns::{text, uuid};

/// Accounts and what hangs on them.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261120_000002_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(accounts()).await?;
        for column in ["user_id", "member_number", "subject"] {
            manager.create_index(unique("accounts", column)).await?;
        }
        manager.create_index(accounts_by_email()).await?;
        manager.create_table(authenticators()).await?;
        manager.create_index(of_account("authenticators")).await?;
        manager.create_table(passkeys()).await?;
        manager.create_index(of_account("passkeys")).await?;
        manager.create_table(terms_acceptances()).await?;
        manager.create_table(attempts()).await
    }
}

/// One row a member. `subject` is what clients see as `sub`: random, stable, never an insurance number.
fn accounts() -> TableCreateStatement {
    Table::create()
        .table("accounts")
        .col(realm())
        .col(uuid("id"))
        .col(short("subject"))
        .col(short("member_number"))
        .col(short("user_id"))
        .col(boolean("disabled"))
        .col(text_null("password_hash"))
        .col(text_null("issued_password"))
        .col(short("household_number"))
        .col(short("kigo"))
        .col(short("bango"))
        .col(short("branch"))
        .col(short("family_name"))
        .col(short("given_name"))
        .col(short("family_name_kana"))
        .col(short("given_name_kana"))
        .col(date("birth_date"))
        .col(short_null("email"))
        .col(short_null("method"))
        .col(date("eligible_from"))
        .col(date_null("eligible_until"))
        .col(moment_null("first_signed_in_at"))
        .col(moment_null("birth_date_confirmed_at"))
        .col(moment_null("email_confirmed_at"))
        .col(moment_null("email_verified_at"))
        .col(moment_null("user_id_confirmed_at"))
        .col(moment_null("password_chosen_at"))
        .col(short_null("import_fingerprint"))
        .col(moment("created_at"))
        .col(moment("updated_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

/// One row an authenticator app. `last_step` is the newest time step whose code was used.
fn authenticators() -> TableCreateStatement {
    Table::create()
        .table("authenticators")
        .col(realm())
        .col(uuid("id"))
        .col(uuid("account"))
        .col(short("name"))
        .col(text("seed"))
        .col(big_integer("last_step"))
        .col(moment("created_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .take()
}

/// One row a passkey. `credential` is what the WebAuthn library keeps of it, as JSON; `credential_id` finds it again.
fn passkeys() -> TableCreateStatement {
    Table::create()
        .table("passkeys")
        .col(realm())
        .col(uuid("id"))
        .col(uuid("account"))
        .col(short("name"))
        .col(text("credential_id"))
        .col(text("credential"))
        .col(moment("created_at"))
        .col(moment_null("used_at"))
        .primary_key(Index::create().col("realm").col("id"))
        .index(Index::create().unique().name("passkeys_credential").col("realm").col("credential_id"))
        .take()
}

/// Who agreed to which version of the terms, when, in which language, and the SHA-256 of the text they saw.
fn terms_acceptances() -> TableCreateStatement {
    Table::create()
        .table("terms_acceptances")
        .col(realm())
        .col(uuid("account"))
        .col(short("version"))
        .col(short("language"))
        .col(short("text_sha256"))
        .col(moment("accepted_at"))
        .primary_key(Index::create().col("realm").col("account").col("version"))
        .take()
}

/// Attempts in a row that were not followed by a success, by what was guessed and whose it is.
fn attempts() -> TableCreateStatement {
    Table::create()
        .table("attempts")
        .col(realm())
        .col(short("secret"))
        .col(short("subject"))
        .col(big_integer("failures"))
        .col(moment("last_at"))
        .primary_key(Index::create().col("realm").col("secret").col("subject"))
        .take()
}

fn unique(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_{column}")).table(table).col("realm").col(column).unique().take()
}

/// Not unique: two members may have handed in one address, until one of them shows that it is theirs.
fn accounts_by_email() -> IndexCreateStatement {
    Index::create().name("accounts_email").table("accounts").col("realm").col("email").take()
}

pub(super) fn of_account(table: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_account")).table(table).col("realm").col("account").take()
}
