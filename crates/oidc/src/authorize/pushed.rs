//! Requests that a client's server sends ahead of the browser (RFC 9126).

use base::{RandomToken, TokenHash};
use chrono::TimeDelta;
use serde::Serialize;

/// What a `request_uri` of ours begins with (RFC 9126 §2.2).
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// How long a pushed request may wait for its browser.
pub const PUSHED_FOR: TimeDelta = TimeDelta::seconds(60);

/// The answer to a client that pushed a request.
#[derive(Debug, Serialize)]
pub struct PushedResponse {
    request_uri: String,
    expires_in: i64,
}

impl PushedResponse {
    /// The answer for a request that is stored under the hash of this token.
    #[must_use]
    pub fn new(token: &RandomToken) -> Self {
        Self { request_uri: format!("{PREFIX}{}", token.expose()), expires_in: PUSHED_FOR.num_seconds() }
    }
}

/// Under which hash the request is stored that a `request_uri` names. `None` for an address that is none of ours.
#[must_use]
pub fn pushed_request(request_uri: &str) -> Option<TokenHash> {
    request_uri.strip_prefix(PREFIX).map(TokenHash::of)
}
