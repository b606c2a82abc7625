//! The chain over the audit log: each entry's number and seal, and the months that it is dropped in.
//!
//! Both columns may be empty: an entry is written without them, by a node of the version before too, and the sealer fills
//! them in within seconds. An entry that waits for it stands in the second index and nowhere else.

use sea_orm_migration::prelude::*;

use crate::audit::{by_number, segments, waiting};
use crate::columns::{big_integer_null, short_null};

/// Two columns of the audit log, and its segments.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261127_000016_audit_chain"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [big_integer_null("number"), short_null("seal")] {
            manager.alter_table(Table::alter().table("audit_events").add_column(column).take()).await?;
        }
        manager.create_index(by_number()).await?;
        manager.create_index(waiting()).await?;
        manager.create_table(segments()).await
    }
}
