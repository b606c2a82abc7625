//! Whose a session is and which of the provider's sessions it came from, so that it can be ended from outside
//! (OpenID Connect Back-Channel Logout).
//!
//! Empty for sessions that began before: they live for a day at most.

use sea_orm_migration::prelude::*;

use crate::columns::short_null;

/// Two columns of sessions, and the indexes by which they are found.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000010_portal_session_owners"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["subject_hash", "provider_session_hash"] {
            let added = Table::alter().table("sessions").add_column(short_null(column)).take();
            manager.alter_table(added).await?;
            let name = format!("sessions_{column}");
            manager.create_index(Index::create().name(name).table("sessions").col("realm").col(column).take()).await?;
        }
        Ok(())
    }
}
