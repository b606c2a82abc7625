//! OpenID Connect as types and checks: what a request may say, who may ask, what is answered and signed.
//!
//! Everything here is a pure function of a realm's files, the request, stored facts and `now`. The provider reads
//! the rows, calls these rules and writes what they decide; the portal borrows the same rules where it checks
//! tokens. So a rule of the protocol is found here, once, beside the clause that it comes from.
#![deny(missing_docs)]

pub mod authorize;
pub mod bearer;
pub mod certificate;
pub mod claims;
pub mod code;
pub mod consent;
pub mod dpop;
mod granted;
pub mod jose;
pub mod keys;
pub mod logout;
pub mod logout_token;
pub mod metadata;
mod numeric_date;
mod parameters;
mod pkce;
mod redirect;
pub mod registration;
mod scope;
mod strict_json;
#[cfg(test)]
mod testing;
pub mod token;

pub use granted::{Granted, Narrower};
pub use parameters::{ParameterError, Parameters};
pub use pkce::CodeChallenge;
pub use redirect::RedirectUrl;
pub use scope::{MalformedScope, Scope};
