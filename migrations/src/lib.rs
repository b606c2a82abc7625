//! The databases' history: the provider's, the portal's, and the tables of `store` that stand in both.
//!
//! A migration, once released, is never edited: the next one changes what it made. A change first adds (a column
//! with a default, a table) and a later release takes away, so that two versions of a service can run against
//! one database while nodes are replaced one by one. There is no way down: a backup is the way back.
//! Every migration works on SQLite and on PostgreSQL alike, and takes its columns from [`columns`].
#![deny(missing_docs)]
#![expect(elided_lifetimes_in_paths, reason = "sea-orm-migration's trait leaves out the lifetime of `SchemaManager`")]

mod audit;
pub mod columns;
mod failure_kinds;
pub mod idp;
mod leases;
mod nodes;
mod outbox;
pub mod portal;
mod restores;
mod standing;
mod store;

pub use standing::{Standing, standing};
