//! When applications are to be told that a session ended.
//!
//! The column may be empty, so that a node of the version before goes on writing the rows it knows: the applications of
//! a session that such a node ends are told when its limit is reached.

use sea_orm_migration::prelude::*;

use crate::columns::moment_null;

/// A column of sessions, and the index by which the work is found.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m20261126_000006_logouts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("sessions").add_column(moment_null("tell_at")).take();
        manager.alter_table(column).await?;
        // Sessions that go on are told of at their limit; those that ended before are not.
        let going_on = "UPDATE sessions SET tell_at = expires_at WHERE ended_at IS NULL";
        manager.get_connection().execute_unprepared(going_on).await?;
        manager.create_index(Index::create().name("sessions_tell_at").table("sessions").col("tell_at").take()).await
    }
}
