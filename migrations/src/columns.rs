//! The columns that every table shares, so that all migrations read alike and mean the same on both databases.
//!
//! * A realm's column comes first in every primary key.
//! * A moment is `timestamptz` on PostgreSQL and RFC 3339 text in UTC on SQLite. Both compare as time does, because
//!   the text always ends in `+00:00` and `+` sorts before `.` and every digit; `store` tests it. That holds only for
//!   values bound as `chrono::DateTime<Utc>`: never write `CURRENT_TIMESTAMP` or a default of the database's clock.
//! * Yen, counts and sizes are `big_integer`; a day is `date`; an enum is `short` text.

use sea_orm_migration::prelude::{ColumnDef, IntoIden};

pub use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, boolean, boolean_null, date, date_null, integer, integer_null, text,
    text_null, uuid, uuid_null,
};

/// The realm that the row belongs to: `realm`, required.
#[must_use]
pub fn realm() -> ColumnDef {
    ColumnDef::new("realm").string_len(32).not_null().take()
}

/// A moment, required (`chrono::DateTime<Utc>`). Named for what happened: `created_at`, `expires_at`.
#[must_use]
pub fn moment(name: impl IntoIden) -> ColumnDef {
    sea_orm_migration::schema::timestamp_with_time_zone(name)
}

/// A moment that may not have come yet (`Option<chrono::DateTime<Utc>>`).
#[must_use]
pub fn moment_null(name: impl IntoIden) -> ColumnDef {
    sea_orm_migration::schema::timestamp_with_time_zone_null(name)
}

/// Bytes that may be absent (`Option<Vec<u8>>`).
#[must_use]
pub fn binary_null(name: impl IntoIden) -> ColumnDef {
    sea_orm_migration::schema::blob_null(name)
}

/// A required text of at most 255 characters: a name, a hash, the kebab-case name of an enum's variant.
#[must_use]
pub fn short(name: impl IntoIden) -> ColumnDef {
    sea_orm_migration::schema::string_len(name, 255)
}

/// Such a text that may be absent.
#[must_use]
pub fn short_null(name: impl IntoIden) -> ColumnDef {
    sea_orm_migration::schema::string_len_null(name, 255)
}
