//! What the token endpoint hands out (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3).

use base::RandomToken;
use chrono::TimeDelta;
use serde::Serialize;

use crate::Scope;
use crate::claims::Confirmation;
use crate::jose::Jwt;

/// The body of a successful answer; its headers are `Cache-Control: no-store` and `Pragma: no-cache`.
#[derive(Serialize)]
pub struct TokenResponse {
    access_token: Jwt,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Scope::is_empty")]
    scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<Jwt>,
}

impl TokenResponse {
    /// An access token with its lifetime and what was granted, which may be less than was asked for.
    #[must_use]
    pub fn new(access_token: Jwt, lifetime: TimeDelta, scope: Scope) -> Self {
        Self {
            access_token,
            token_type: Confirmation::token_type(None),
            expires_in: lifetime.num_seconds(),
            scope,
            refresh_token: None,
            id_token: None,
        }
    }

    /// The same for a token that is bound to something, of which its type tells.
    #[must_use]
    pub fn bound_to(self, bound: Option<&Confirmation>) -> Self {
        Self { token_type: Confirmation::token_type(bound), ..self }
    }

    /// Adds a refresh token.
    #[must_use]
    pub fn with_refresh_token(self, refresh_token: &RandomToken) -> Self {
        Self { refresh_token: Some(refresh_token.expose().to_owned()), ..self }
    }

    /// Adds the ID token.
    #[must_use]
    pub fn with_id_token(self, id_token: Jwt) -> Self {
        Self { id_token: Some(id_token), ..self }
    }
}
