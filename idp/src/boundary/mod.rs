//! Where the service meets the outside: the visit that comes in, the failures that must not go out.

mod failure;
mod visit;

pub use failure::{Failure, note_failures};
pub use visit::Visit;
