//! Many rows in one statement, the same for any number of them.
//!
//! With a parameter for each value, PostgreSQL reads and plans thousands of them for every chunk of an import, which takes
//! several times as long as storing the rows. So it is sent the values of each column as one, an array, and puts the rows
//! together. SQLite keeps long statements prepared, and is quick with them. A statement for each number of rows would be
//! hundreds of them, a megabyte each: so rows go in pieces whose sizes are powers of two, of which there are ten.

use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Func, InsertStatement, OnConflict, PostgresQueryBuilder, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait as _, DbBackend, DbErr, EntityTrait, Iterable as _,
    QueryResult, QueryTrait as _,
};
use serde_json::Value as Json;

use crate::Tx;
use crate::database::Array;

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
        insert::<E, A>(tx, piece, (conflict.clone(), None)).await?;
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
        for row in insert::<E, A>(tx, piece, (leave.clone(), Some(column))).await? {
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

/// Inserts rows, and returns a column of those that were inserted, if one is named.
async fn insert<E, A>(
    tx: &Tx,
    rows: Vec<A>,
    (conflict, returned): (OnConflict, Option<E::Column>),
) -> Result<Vec<QueryResult>, DbErr>
where
    E: EntityTrait,
    A: ActiveModelTrait<Entity = E> + Send,
{
    let columns = if tx.get_database_backend() == DbBackend::Postgres { by_column(&rows) } else { None };
    let mut insert = match &columns {
        Some(columns) => spread::<E>(columns)?,
        None => E::insert_many(rows).into_query(),
    };
    insert.on_conflict(conflict);
    if let Some(column) = returned {
        insert.returning_col(column);
    }
    match columns {
        Some(columns) => tx.query_all_arrays(&insert.to_string(PostgresQueryBuilder), columns).await,
        None => tx.query_all(&insert).await,
    }
}

/// `INSERT INTO table (columns) SELECT unnest($1::text[]), unnest($2::bigint[]), …`, of which each row takes one of each.
fn spread<E: EntityTrait>(columns: &[Array]) -> Result<InsertStatement, DbErr> {
    let values =
        (1..).zip(columns).map(|(place, array)| Expr::cust(format!("unnest(${place}::{}[])", array.sql_type())));
    let rows = Query::select().exprs(values).to_owned();
    let mut insert = Query::insert();
    insert.into_table(E::default().table_ref()).columns(E::Column::iter());
    insert.select_from(rows).map_err(|unequal| DbErr::Custom(unequal.to_string()))?;
    Ok(insert)
}

/// The values of rows by their columns. `None` where a value has no place in an array of ours.
fn by_column<A: ActiveModelTrait>(rows: &[A]) -> Option<Vec<Array>> {
    let column = |column| {
        let mut values = rows.iter().map(|row| match row.get(column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(value),
            ActiveValue::NotSet => None,
        });
        let mut array = Array::of(values.next()??)?;
        values.try_for_each(|value| array.push(value?)).map(|()| array)
    };
    <A::Entity as EntityTrait>::Column::iter().map(column).collect()
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
