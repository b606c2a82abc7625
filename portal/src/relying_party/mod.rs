//! The portal as a relying party of OpenID Connect: it learns who a member is from the provider, and from nothing
//! else.
//!
//! A sign-in is begun with PKCE (S256), a `state` and a `nonce`, kept in the expiring store under a hash of the state
//! and of the browser's cookie: an answer in another browser finds nothing there, and one that comes twice finds
//! nothing the second time. Of the answer everything is checked before a session exists: the issuer (RFC 9207), the
//! ID token (OpenID Connect Core §3.1.3.7) with the one algorithm that the realm's file names, and the subject of
//! userinfo.

mod answer;
mod discovery;
mod http;
mod library;
mod logout;
mod registration;
mod request;
mod tokens;

use base::{Clock, KeyEncryptionKey};

pub use answer::Answer;
pub use discovery::OutOfReach;
pub use logout::NoLogout;
pub use request::{Goal, NoRequest, Pending, SignIn};
pub use tokens::Refused;

use discovery::Discovery;
use http::Http;

/// The relying-party side of all realms.
#[derive(Debug)]
pub struct RelyingParty {
    http: Http,
    discovery: Discovery,
    clock: Clock,
    key: KeyEncryptionKey,
}

impl RelyingParty {
    /// Nothing is fetched before the first sign-in. `development` allows providers on plain http.
    pub fn new(development: bool, clock: Clock, key: KeyEncryptionKey) -> Result<Self, reqwest::Error> {
        let http = Http::new(development)?;
        Ok(Self { discovery: Discovery::new(http.clone(), clock.clone()), http, clock, key })
    }
}

#[cfg(test)]
mod certification_tests;
#[cfg(test)]
mod logout_tests;
#[cfg(test)]
mod tests;
