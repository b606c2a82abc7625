//! Forgetting a society: every row of it, for good.

use base::RealmName;
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::Database;

/// Removes all rows of a realm from tables that have a column `realm`, and says how many they were. A table at a time, so
/// that other writes come in between: whoever begins anew after a failure removes what is left.
///
/// # Errors
/// The database's own failure.
pub async fn purge_realm(database: &Database, tables: &[&'static str], realm: &RealmName) -> Result<u64, DbErr> {
    let mut removed = 0;
    for &table in tables {
        let values = [realm.as_str().to_owned().into()];
        let write = database.write(move |tx| {
            Box::pin(async move {
                let sql = format!("DELETE FROM {table} WHERE realm = $1");
                let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
                Ok::<_, DbErr>(tx.execute_raw(statement).await?.rows_affected())
            })
        });
        removed += write.await?;
    }
    Ok(removed)
}
