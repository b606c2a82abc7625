//! Sample people and what their care cost: all of it invented, all of it the same on every machine.
//!
//! The people are files in `tests/samples/`, in the columns of the import commands, so that the same files try the
//! commands by hand. The receipt lines are made for a given day, because a demonstration whose newest month is two
//! years old shows nothing of "this year".

mod care;
mod chance;
mod people;
mod receipts;

pub use people::{Authenticator, Persona, members, personas, write_many_members};
pub use receipts::{receipts, write_many_receipts};

/// The realms that have sample people.
pub const REALMS: [&str; 2] = ["minato", "kusunoki"];
