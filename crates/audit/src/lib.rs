//! The audit log as evidence: a chain over the entries of each realm, in which nothing can be changed unseen.
//!
//! Entries are written in the transaction of what they tell, without a chain: no sign-in waits for another's. One process
//! at a time chains them afterwards, within seconds, and closes each month with the key-encryption key, which is not in
//! the database. What is older than the society keeps it is dropped by whole months.
//!
//! Both programs keep such a log, each in its own database. What can happen in one is its own list; how it is written,
//! sealed, read, exported and verified is the same, and stands here once.
#![deny(missing_docs)]

mod administrator;
mod chain;
pub mod command;
mod log;
mod rows;
mod sealer;
mod verify;

pub use administrator::administrator;
pub use chain::{Entry, Segment};
pub use log::{ADMINISTRATOR, DROPPED, Log, READ};
pub use rows::{Details, Filter, InRealm, Moment, Row, SEALED, Seen, in_realm};
pub use sealer::Sealer;
pub use verify::{Finding, Verdict, Verifier};
