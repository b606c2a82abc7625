//! The tables of running processes and of what they are told (`store::nodes`).

use sea_orm_migration::prelude::*;

use crate::columns::{big_integer, boolean, moment, short, text, text_null};

/// Nodes and orders.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000013_nodes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(nodes()).await?;
        manager.create_table(orders()).await
    }
}

/// One row a running process. `realms` says what it serves, `outcome` what became of the last order that it followed, both
/// as JSON.
fn nodes() -> TableCreateStatement {
    Table::create()
        .table("nodes")
        .col(short("id").primary_key())
        .col(short("host"))
        .col(short("build"))
        .col(moment("started_at"))
        .col(moment("seen_at"))
        .col(text("realms"))
        .col(big_integer("followed"))
        .col(text("outcome"))
        .take()
}

/// One row an order to read the realm files anew, which every process follows once.
fn orders() -> TableCreateStatement {
    Table::create()
        .table("reload_orders")
        .col(big_integer("number").primary_key())
        .col(text_null("realms"))
        .col(text("may_retire"))
        .col(boolean("may_lock_out"))
        .col(moment("ordered_at"))
        .take()
}
