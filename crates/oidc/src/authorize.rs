//! The authorization endpoint: from a browser's parameters to a request that can be trusted (OpenID Connect Core §3.1.2).
//!
//! Three values follow each other, and none can be made without the one before: [`Parameters`](crate::Parameters)
//! (anything at all) → [`TrustedClient`] (a known client at one of its own addresses: from here on failures may be
//! answered there, before it every failure is a page) → [`AuthorizeRequest`] (checked, stored once, never changed).

mod acr;
mod checks;
mod claims_parameter;
mod error;
mod pushed;
mod request;
mod request_object;
mod response;
mod trusted_client;

pub use acr::{reachable_acrs, required_acr};
pub use checks::{check, may_come_unpushed};
pub use claims_parameter::{ClaimNames, ClaimsRequest};
pub use error::AuthorizeError;
pub use pushed::{PUSHED_FOR, PushedResponse, pushed_request};
pub use request::{AuthorizeRequest, Prompt};
pub use request_object::{RequestObject, RequestObjectError, open_request_object};
pub use response::{AuthorizationResponse, Delivery, FormPost, ResponseMode, UnsignedResponse};
pub use trusted_client::{TrustedClient, Untrusted};

#[cfg(test)]
mod tests;
