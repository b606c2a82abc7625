//! Signed JSON Web Tokens (RFC 7515, 7518, 7519): the only module that knows josekit, none of whose types leave it.
//!
//! josekit gives keys and the bare signature operations. The token format around them is ours, because there is only
//! one right answer at each step: the algorithm is that of our key and never the header's choice, `none` and HMAC
//! have no representation, and what a strict reader could doubt is refused.

mod client_keys;
mod key;
mod own_key;
mod public_key;
mod token;

pub use client_keys::ClientKeySet;
pub use key::{NotASigningKey, SigningKey};
pub(crate) use own_key::verify_by_own_key;
pub use public_key::VerifyingKey;
pub(crate) use token::verify;
pub use token::{Jwt, SigningFailed, TokenType};

#[cfg(test)]
mod tests;
