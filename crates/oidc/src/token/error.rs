//! What the token endpoint answers when it issues nothing (RFC 6749 §5.2).

use std::fmt;

use serde::{Serialize, Serializer};

use crate::ParameterError;

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

/// The codes of RFC 6749 §5.2, and those of later standards.
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
    /// The resource is none that the client may ask tokens for (RFC 8707 §2).
    InvalidTarget,
    /// The DPoP proof is missing or not good (RFC 9449 §5).
    InvalidDpopProof,
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
            Self::InvalidTarget => "invalid_target",
            Self::InvalidDpopProof => "invalid_dpop_proof",
        }
    }
}

impl fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

    /// The answer to a question about no token (RFC 7662 §2.1, RFC 7009 §2.1).
    pub const TOKEN_MISSING: Self = Self::invalid_request("token is missing");

    /// The answer to a refresh token that is unknown: never issued, expired, spent, or another client's.
    pub const UNKNOWN_REFRESH_TOKEN: Self = Self::invalid_grant("the refresh token is unknown or no longer good");

    /// The answer to more scopes than were granted (RFC 6749 §6).
    pub(crate) const SCOPE_NOT_GRANTED: Self =
        Self { error: TokenErrorCode::InvalidScope, error_description: "scope is malformed or more than was granted" };

    /// The answer to a resource that may not be asked for (RFC 8707 §2).
    pub(crate) const INVALID_TARGET: Self = Self {
        error: TokenErrorCode::InvalidTarget,
        error_description: "the client may ask tokens for none of these resources",
    };

    /// The answer to a client whose tokens are bound to its key and that shows none (RFC 9449 §5).
    pub const DPOP_PROOF_MISSING: Self =
        Self { error: TokenErrorCode::InvalidDpopProof, error_description: "a DPoP proof is required" };

    /// The answer to a DPoP proof that is wrong, or came before (RFC 9449 §5).
    pub const INVALID_DPOP_PROOF: Self =
        Self { error: TokenErrorCode::InvalidDpopProof, error_description: "the DPoP proof is not good" };

    /// The answer to another key than that which the authorization request named (RFC 9449 §10).
    pub(crate) const ANOTHER_KEY: Self = Self::invalid_grant("the DPoP proof is not of the key that was asked for");

    /// The answer to a body that is no form (RFC 6749 §3.2).
    pub const NOT_A_FORM: Self = Self::invalid_request("the body must be application/x-www-form-urlencoded");

    /// The answer to a form whose parameters are out of bounds.
    pub(crate) const fn malformed(problem: ParameterError) -> Self {
        match problem {
            ParameterError::TooMany => Self::invalid_request("there are more than 100 parameters"),
            ParameterError::Repeated => Self::invalid_request("a parameter occurs more than once"),
            ParameterError::TooLong => Self::invalid_request("a parameter is too long"),
            ParameterError::ScopeTooLong => {
                Self { error: TokenErrorCode::InvalidScope, error_description: "scope is too long" }
            }
        }
    }

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
