//! Many rows in one statement, the same for any number of them.
//!
//! With a parameter for each value, PostgreSQL reads and plans thousands of them for every chunk of an import, which takes
//! several times as long as storing the rows. So it is sent one: the rows as JSON, which it spreads into the table's own
//! columns. SQLite keeps long statements prepared, and is quick with them. A statement for each number of rows would be
//! hundreds of them, a megabyte each: so rows go in pieces whose sizes are powers of two, of which there are ten.

use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Func, InsertStatement, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait as _, DbBackend, DbErr, EntityTrait, Iden as _,
    Iterable as _, QueryTrait as _, Value,
};
use serde_json::{Map, Value as Json};

use crate::Tx;

/// Inserts rows; what becomes of those whose key is there already, `conflict` says. Nothing without rows.
///
/// # Errors
/// The database's own failure.
pub async fn insert_many<E, A>(tx: &Tx, rows: Vec<A>, conflict: OnConflict) -> Result<(), DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    for piece in pieces(tx.get_database_backend(), rows) {
        tx.execute(&inserting::<E, A>(tx.get_database_backend(), piece, conflict.clone())).await?;
    }
    Ok(())
}

/// Inserts the rows whose key is not there yet, and returns what stands in a column of theirs. Nothing without rows.
///
/// # Errors
/// The database's own failure.
pub async fn insert_new<E, A>(
    tx: &Tx,
    rows: Vec<A>,
    key: impl IntoIterator<Item = E::Column>,
    column: E::Column,
) -> Result<Vec<String>, DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let leave = OnConflict::columns(key).do_nothing().to_owned();
    let mut inserted = Vec::with_capacity(rows.len());
    for piece in pieces(tx.get_database_backend(), rows) {
        let mut insert = inserting::<E, A>(tx.get_database_backend(), piece, leave.clone());
        insert.returning_col(column);
        for row in tx.query_all(&insert).await? {
            inserted.push(row.try_get_by_index(0)?);
        }
    }
    Ok(inserted)
}

/// Whether a column of texts holds one of many values: one parameter, however many they are.
#[must_use]
pub fn is_one_of<'v>(backend: DbBackend, column: impl ColumnTrait, values: impl IntoIterator<Item = &'v str>) -> Expr {
    let values = Expr::val(Json::from_iter(values).to_string());
    let (spread, values) = match backend {
        DbBackend::Postgres => ("json_array_elements_text", values.cast_as(Alias::new("json"))),
        _ => ("json_each", values),
    };
    let one = Query::select()
        .expr(Expr::col(Alias::new("value")))
        .from_function(Func::cust(spread).arg(values), Alias::new("wanted"))
        .to_owned();
    column.in_subquery(one)
}

/// The rows of each statement, in their order; no statement without rows.
fn pieces<A>(backend: DbBackend, mut rows: Vec<A>) -> Vec<Vec<A>> {
    const LARGEST: u32 = 9;
    let mut pieces = Vec::new();
    while let Some(doublings) = rows.len().checked_ilog2() {
        let size = if backend == DbBackend::Sqlite { 1 << std::cmp::min(doublings, LARGEST) } else { rows.len() };
        let later = rows.split_off(size);
        pieces.push(std::mem::replace(&mut rows, later));
    }
    pieces
}

fn inserting<E, A>(backend: DbBackend, rows: Vec<A>, conflict: OnConflict) -> InsertStatement
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    if backend == DbBackend::Postgres
        && let Some(json) = rows.iter().map(as_json).collect::<Option<Vec<_>>>()
    {
        return spread::<E>(Json::Array(json), conflict);
    }
    E::insert_many(rows).on_conflict(conflict).into_query()
}

/// `INSERT INTO table (columns) SELECT columns FROM json_populate_recordset(NULL::table, $1) ON CONFLICT …`
fn spread<E: EntityTrait>(rows: Json, conflict: OnConflict) -> InsertStatement {
    let table = E::default();
    let row_type = Expr::cust(format!("NULL::\"{}\"", table.table_name()));
    let recordset = Func::cust("json_populate_recordset")
        .arg(row_type)
        .arg(Expr::val(rows.to_string()).cast_as(Alias::new("json")));
    let columns: Vec<E::Column> = E::Column::iter().collect();
    let select =
        Query::select().columns(columns.iter().copied()).from_function(recordset, Alias::new("rows")).to_owned();
    let mut insert = Query::insert();
    insert.into_table(table.table_ref()).columns(columns).on_conflict(conflict);
    // There are as many columns as are selected.
    let _always_fits = insert.select_from(select).is_ok();
    insert
}

/// A row as JSON, by the names of its columns. `None` for a value that JSON has no plain form for.
fn as_json<A: ActiveModelTrait>(row: &A) -> Option<Json> {
    let mut object = Map::new();
    for column in <A::Entity as EntityTrait>::Column::iter() {
        let value = match row.get(column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => value,
            ActiveValue::NotSet => return None,
        };
        let value = match value {
            Value::String(text) => text.map_or(Json::Null, |text| Json::String(text.to_string())),
            Value::BigInt(number) => number.map_or(Json::Null, Json::from),
            Value::Int(number) => number.map_or(Json::Null, Json::from),
            Value::Bool(truth) => truth.map_or(Json::Null, Json::from),
            Value::ChronoDateTimeUtc(moment) => moment.map_or(Json::Null, |moment| Json::String(moment.to_rfc3339())),
            _ => return None,
        };
        object.insert(column.unquoted().to_owned(), value);
    }
    Some(Json::Object(object))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_number_go_in_pieces_of_few_sizes() {
        for count in 0..=1100_usize {
            let made = pieces(DbBackend::Sqlite, (0..count).collect());
            assert!(made.iter().all(|piece| piece.len().is_power_of_two() && piece.len() <= 512), "{count}");
            assert_eq!(made.concat(), (0..count).collect::<Vec<_>>());
        }
        assert_eq!(pieces(DbBackend::Postgres, vec![1; 1000]).len(), 1);
        assert!(pieces::<u8>(DbBackend::Postgres, Vec::new()).is_empty());
    }
}
