//! What tests do to a database that the service itself never does.

use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

/// Makes a schema of its own on a PostgreSQL server, and returns its address.
pub async fn new_schema(server: &str) -> String {
    let schema = format!("t{}", Uuid::new_v4().simple());
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
    let separator = if server.contains('?') { '&' } else { '?' };
    format!("{server}{separator}options[search_path]={schema}")
}

/// Changes rows by hand, as nobody should.
pub async fn meddle(database: &store::Database, sql: &'static str) {
    database.write(move |tx| Box::pin(async move { tx.execute_unprepared(sql).await })).await.unwrap();
}
