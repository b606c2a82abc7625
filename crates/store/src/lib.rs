//! Where state lives: the database, state that expires, causes of failures, mail on its way, what files bring in.
//!
//! What must never be lost is rows in the [`Database`]; what fails closed when lost is [`expiring`] state. The rows
//! themselves belong to the services: this crate knows how to write them safely, not what they mean.
#![deny(missing_docs)]

pub mod backup;
pub mod condition;
mod database;
pub mod epoch;
pub mod expiring;
pub mod failures;
mod figures;
pub mod import;
pub mod lease;
pub mod mail;
mod many;
pub mod nodes;
pub mod outbox;
mod purge;
pub mod sealed;
mod text;
mod unreachable;

pub use database::{ConnectError, Database, Reader, Tx};
pub use figures::{Count, MailFigures, WriteFigures, figures};
pub use many::{insert_many, insert_new, is_one_of};
pub use purge::purge_realm;
pub use text::StatementText;
pub use unreachable::is_unreachable;
