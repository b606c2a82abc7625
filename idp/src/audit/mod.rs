//! The audit log as evidence: a chain over the entries of each realm, in which nothing can be changed unseen.
//!
//! Entries are written in the transaction of what they tell, without a chain: no sign-in waits for another's. One process
//! at a time chains them afterwards, within seconds, and closes each month with the key-encryption key, which is not in
//! the database. What is older than the society keeps it is dropped by whole months.

mod chain;
mod sealer;
mod verify;

pub use chain::{Entry, Segment, opening_of};
pub use sealer::{drop_what_is_too_old, keep_sealing, seal_waiting};
pub use verify::{Finding, Verdict, Verifier};
