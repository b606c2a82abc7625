//! What the token endpoint answers when it issues nothing (RFC 6749 §5.2).

use serde::{Serialize, Serializer};

/// A refusal as its JSON body; the codes' HTTP status is [`status`](Self::status).
///
/// The description is one of our own constants: it quotes nothing of the request, and a failed client
/// authentication has a single one, whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{error}: {error_description}")]
pub struct TokenError {
    /// The code.
    pub error: TokenErrorCode,
    /// One sentence for the client's developer, in ASCII without `"` and `\`.
    pub error_description: &'static str,
}

/// The codes of RFC 6749 §5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenErrorCode {
    /// The request lacks something, repeats something, or uses two ways of authentication.
    InvalidRequest,
    /// The client did not prove itself.
    InvalidClient,
    /// The code is unknown, spent, expired or another client's.
    InvalidGrant,
    /// The client may not use this grant type.
    UnauthorizedClient,
    /// There is no such grant type.
    UnsupportedGrantType,
    /// The scope is malformed, or more than the client may have.
    InvalidScope,
}

impl TokenErrorCode {
    /// The value of `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
        }
    }
}

impl std::fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for TokenErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl TokenError {
    /// The one answer to every failed client authentication.
    pub const INVALID_CLIENT: Self =
        Self { error: TokenErrorCode::InvalidClient, error_description: "client authentication failed" };

    /// The answer to a code that is unknown: never issued, expired and forgotten, or made up.
    pub const UNKNOWN_CODE: Self = Self::invalid_grant("the authorization code is unknown or expired");

    pub(crate) const fn invalid_request(error_description: &'static str) -> Self {
        Self { error: TokenErrorCode::InvalidRequest, error_description }
    }

    pub(crate) const fn invalid_grant(error_description: &'static str) -> Self {
        Self { error: TokenErrorCode::InvalidGrant, error_description }
    }

    /// The HTTP status: 401 for a client that did not prove itself, 400 for all else.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self.error {
            TokenErrorCode::InvalidClient => 401,
            _ => 400,
        }
    }

    /// The `WWW-Authenticate` header of a 401, which RFC 6749 §5.2 demands when the client used Basic, and
    /// RFC 9110 §15.5.2 always.
    #[must_use]
    pub const fn www_authenticate(self) -> Option<&'static str> {
        match self.error {
            TokenErrorCode::InvalidClient => Some("Basic realm=\"token endpoint\""),
            _ => None,
        }
    }
}
