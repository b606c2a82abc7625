//! A state as after years: a million members, each with a session, a grant and a refresh token that was spent.
//!
//! They are copies of one member who signed in, made within the database. What is asked for meanwhile is of others.

use anyhow::Context as _;
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement};
use store::Database;

/// How many members are copied.
const COPIES: u32 = 1_000_000;

/// 16 bytes, as an id has.
const ID: &str = "CAST(printf('%016d', n.i) AS BLOB)";
const NAME: &str = "printf('copy-%d', n.i)";

/// A table, and what is not the same in each copy of its one row.
struct Copied {
    table: &'static str,
    own: &'static [(&'static str, &'static str)],
}

const TABLES: [Copied; 4] = [
    Copied {
        table: "accounts",
        own: &[
            ("id", ID),
            ("subject", NAME),
            ("member_number", NAME),
            ("user_id", NAME),
            ("household_number", NAME),
            ("bango", NAME),
        ],
    },
    Copied { table: "sessions", own: &[("id", ID), ("account", ID), ("cookie", NAME)] },
    Copied { table: "grants", own: &[("id", ID), ("account", ID), ("session", ID)] },
    Copied { table: "refresh_tokens", own: &[("hash", NAME), ("grant_id", ID), ("spent_at", "t.issued_at")] },
];

/// Fills a provider's database (SQLite) of which one member has signed in to an application with refresh tokens.
///
/// # Errors
/// When the database fails, or has no row to copy.
pub(super) async fn fill(url: &str, realm: &str) -> anyhow::Result<()> {
    let database = Database::connect(url).await?;
    for Copied { table, own } in TABLES {
        let names = database.reader().query_all_raw(Statement::from_string(
            DbBackend::Sqlite,
            format!("SELECT name FROM pragma_table_info('{table}')"),
        ));
        let columns =
            names.await?.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()?;
        let value = |column: &String| {
            let own = own.iter().find(|(name, _)| name == column);
            own.map_or_else(|| format!("t.\"{column}\""), |(_, value)| (*value).to_owned())
        };
        let values = columns.iter().map(value).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < {COPIES}) \
             INSERT INTO {table} (\"{}\") SELECT {values} FROM (SELECT * FROM {table} WHERE realm = '{realm}' LIMIT 1) AS t, n",
            columns.join("\", \""),
        );
        let written = database
            .write(move |tx| {
                Box::pin(async move { Ok::<_, DbErr>(tx.execute_unprepared(&sql).await?.rows_affected()) })
            })
            .await
            .with_context(|| table)?;
        anyhow::ensure!(written == u64::from(COPIES), "{table}: {written} rows");
    }
    Ok(database.close().await?)
}
