//! The token endpoint: who asks, for what, and what is answered (RFC 6749 §3.2, OpenID Connect Core §3.1.3).
//!
//! [`ClientCredentials::read`] → [`authenticate`] → [`Grant::read`], each of which needs the value before it. So a
//! grant cannot even be read for a client that did not prove itself, and errors come in the order of RFC 6749 §5.2.

mod assertion;
mod authenticate;
mod by_certificate;
mod credentials;
mod error;
mod grant;
mod response;

pub use assertion::{AssertedClient, permitted_algorithms, verify_assertion};
pub use authenticate::{AuthenticatedClient, authenticate};
pub use by_certificate::authenticate_by_certificate;
pub use credentials::ClientCredentials;
pub use error::{TokenError, TokenErrorCode};
pub use grant::{CodeRedemption, Grant};
pub use response::TokenResponse;
