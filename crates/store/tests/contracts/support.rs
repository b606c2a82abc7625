//! A fresh place for each test: a file, a schema, a namespace. Nothing is shared and nothing is cleaned up after.

use migrations::idp::Migrator;
use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigratorTrait;
use store::Database;
use store::expiring::Expiring;
use tempfile::TempDir;
use uuid::Uuid;

/// A database with its tables, and the folder that a SQLite file lives in.
pub struct Fresh {
    pub database: Database,
    pub url: String,
    pub folder: Option<TempDir>,
}

impl Fresh {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/state.db", folder.path().display());
        Self::open(url, Some(folder)).await
    }

    pub async fn postgres() -> Self {
        let server = server("WARIFU_TEST_POSTGRES");
        let schema = format!("t{}", Uuid::new_v4().simple());
        let connection = sea_orm::Database::connect(&server).await.unwrap();
        connection.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        Self::open(format!("{server}{separator}options[search_path]={schema}"), None).await
    }

    async fn open(url: String, folder: Option<TempDir>) -> Self {
        let database = Database::connect(&url).await.unwrap();
        database.migrate(async |tx| Migrator::up(tx, None).await).await.unwrap();
        Self { database, url, folder }
    }

    /// The values of a query's first column, as text, in their order.
    pub async fn column(&self, sql: &str) -> Vec<String> {
        let reader = self.database.reader();
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        let rows = reader.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }
}

/// A store of expiring state, and what it needs to stay alive.
pub struct FreshExpiring {
    pub expiring: Expiring,
    _database: Option<Fresh>,
}

impl FreshExpiring {
    pub async fn sqlite() -> Self {
        Self::over(Fresh::sqlite().await)
    }

    pub async fn postgres() -> Self {
        Self::over(Fresh::postgres().await)
    }

    pub async fn redis() -> Self {
        let namespace = Uuid::new_v4().to_string();
        Self { expiring: Expiring::in_redis(&redis_url(), &namespace).await.unwrap(), _database: None }
    }

    fn over(fresh: Fresh) -> Self {
        Self { expiring: Expiring::in_database(fresh.database.clone()), _database: Some(fresh) }
    }
}

pub fn redis_url() -> String {
    server("WARIFU_TEST_REDIS")
}

#[expect(clippy::disallowed_methods, reason = "the one place where these tests read the environment")]
fn server(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: these tests need real servers, which `./.ci/test` starts and names")
    })
}

/// Runs each named test against both databases.
macro_rules! on_both_databases {
    ($($test:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(crate::support::Fresh::sqlite().await).await; }
        )+ }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(crate::support::Fresh::postgres().await).await; }
        )+ }
    };
}

/// Runs each named test against every store of expiring state.
macro_rules! on_every_store {
    ($($test:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(&crate::support::FreshExpiring::sqlite().await.expiring).await; }
        )+ }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(&crate::support::FreshExpiring::postgres().await.expiring).await; }
        )+ }
        mod redis { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() { super::$test(&crate::support::FreshExpiring::redis().await.expiring).await; }
        )+ }
    };
}

pub(crate) use {on_both_databases, on_every_store};
