//! The values of one column of many rows, in one parameter: PostgreSQL's arrays, which SQLite does not have.

use chrono::{DateTime, Utc};
use sea_orm::Value;
use sea_orm::sqlx::Postgres;
use sea_orm::sqlx::postgres::PgArguments;
use sea_orm::sqlx::query::Query;

/// Values of one type, any of which may be absent.
#[derive(Debug)]
pub(crate) enum Array {
    Texts(Vec<Option<String>>),
    BigIntegers(Vec<Option<i64>>),
    Integers(Vec<Option<i32>>),
    Truths(Vec<Option<bool>>),
    Moments(Vec<Option<DateTime<Utc>>>),
}

impl Array {
    /// An array that begins with a value. `None` for a type that no column has which many rows are written into.
    pub(crate) fn of(first: Value) -> Option<Self> {
        let mut array = match first {
            Value::String(_) => Self::Texts(Vec::new()),
            Value::BigInt(_) => Self::BigIntegers(Vec::new()),
            Value::Int(_) => Self::Integers(Vec::new()),
            Value::Bool(_) => Self::Truths(Vec::new()),
            Value::ChronoDateTimeUtc(_) => Self::Moments(Vec::new()),
            _ => return None,
        };
        array.push(first).map(|()| array)
    }

    /// Appends a value. `None` for one of another type.
    pub(crate) fn push(&mut self, value: Value) -> Option<()> {
        match (self, value) {
            (Self::Texts(texts), Value::String(text)) => texts.push(text),
            (Self::BigIntegers(numbers), Value::BigInt(number)) => numbers.push(number),
            (Self::Integers(numbers), Value::Int(number)) => numbers.push(number),
            (Self::Truths(truths), Value::Bool(truth)) => truths.push(truth),
            (Self::Moments(moments), Value::ChronoDateTimeUtc(moment)) => moments.push(moment),
            _ => return None,
        }
        Some(())
    }

    /// What PostgreSQL calls the type of a value.
    pub(crate) const fn sql_type(&self) -> &'static str {
        match self {
            Self::Texts(_) => "text",
            Self::BigIntegers(_) => "bigint",
            Self::Integers(_) => "integer",
            Self::Truths(_) => "boolean",
            Self::Moments(_) => "timestamptz",
        }
    }

    pub(super) fn bind<'q>(self, query: Query<'q, Postgres, PgArguments>) -> Query<'q, Postgres, PgArguments> {
        match self {
            Self::Texts(texts) => query.bind(texts),
            Self::BigIntegers(numbers) => query.bind(numbers),
            Self::Integers(numbers) => query.bind(numbers),
            Self::Truths(truths) => query.bind(truths),
            Self::Moments(moments) => query.bind(moments),
        }
    }
}
