//! Reading: each statement on a connection of its own that refuses to write.

use std::sync::Arc;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::kept::Kept;

/// The way to the rows for whoever only reads. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Reader(Arc<Kept>);

impl Reader {
    pub(super) const fn new(kept: Arc<Kept>) -> Self {
        Self(kept)
    }

    pub(super) async fn ping(&self) -> Result<(), DbErr> {
        self.0.take().await?.ping().await
    }

    pub(super) async fn close(&self) -> Result<(), DbErr> {
        self.0.close().await
    }
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.options().backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.take().await?.execute(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.take().await?.execute_text(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.take().await?.query_one(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.take().await?.query_all(statement).await
    }
}
