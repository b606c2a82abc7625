//! Applications that register themselves (RFC 7591) and look after their registration (RFC 7592).
//!
//! They are rows, and the realm's own applications are files; [`RegisteredClients`] makes one realm of both, so that nothing
//! else in the provider knows the difference.

mod access;
mod endpoint;
mod realm;

pub use endpoint::{change, read, register, remove};
pub use realm::RegisteredClients;
