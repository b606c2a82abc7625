//! Authorization codes: issued once, redeemed once (RFC 6749 §4.1.2, RFC 9700 §2.1.1).
//!
//! A code's state is one enum in the expiring store, under the code's hash. To redeem it the provider first asks
//! [`CodeState::redeem`], which is pure and burns nothing when the request is wrong; then it replaces `Issued` by
//! `Spent` atomically; only then it mints. `Spent` stays as long as the tokens live, so that a second use is seen.

use base::{AccountId, GrantId, SessionId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Granted;
use crate::authorize::{AuthorizeError, AuthorizeRequest};
use crate::claims::{Authentication, Confirmation};
use crate::token::{AuthenticatedClient, CodeRedemption, TokenError};

/// What became of a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    /// Handed out, not yet used.
    Issued(Box<IssuedCode>),
    /// Used. Whoever comes again with it ends everything issued from it.
    Spent {
        /// The family of tokens issued from it.
        grant: GrantId,
    },
}

/// All that the tokens will say, fixed when the member signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssuedCode {
    /// The request that the code answers.
    pub request: AuthorizeRequest,
    /// The member, as this client knows them (`sub`).
    pub subject: String,
    /// The member's account.
    pub account: AccountId,
    /// The session at the provider (`sid`).
    pub session: SessionId,
    /// The family of all tokens to be issued from the code.
    pub grant: GrantId,
    /// How the member signed in.
    pub authentication: Authentication,
    /// The first moment at which the code is no longer good.
    pub expires_at: DateTime<Utc>,
}

/// Why a code buys nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRefused {
    /// It was used before: two parties hold it, and one of them should not. Everything issued from it must be
    /// revoked (RFC 6749 §4.1.2); the answer is [`TokenError::UNKNOWN_CODE`].
    Reused {
        /// The family to revoke.
        grant: GrantId,
    },
    /// The request does not fit. The code stays as it is.
    Unfit(TokenError),
}

impl CodeState {
    /// The state of a new code. From here on `acr` is what the tokens will report.
    ///
    /// # Errors
    /// [`AuthorizeError::UnmetAuthenticationRequirements`] when the sign-in reached no class that the request made
    /// essential (OpenID Connect Core §5.5.1.1): there is no code then.
    pub fn issue(mut code: IssuedCode) -> Result<Self, AuthorizeError> {
        code.authentication.acr = code.request.acr_to_report(code.authentication.acr)?;
        Ok(Self::Issued(Box::new(code)))
    }

    /// What the code buys, while it is not spent.
    #[must_use]
    pub fn granted(&self) -> Option<Granted> {
        match self {
            Self::Issued(issued) => Some(issued.granted()),
            Self::Spent { .. } => None,
        }
    }

    /// Whether a request may redeem the code: of the client that it was issued to, with the redirect URI that it was
    /// sent to, in time, with the verifier of its challenge and the key that the request named.
    ///
    /// # Errors
    /// [`CodeRefused`].
    pub fn redeem(
        &self,
        (redemption, bound): (&CodeRedemption, Option<&Confirmation>),
        client: &AuthenticatedClient,
        now: DateTime<Utc>,
    ) -> Result<&IssuedCode, CodeRefused> {
        match self {
            Self::Spent { grant } => Err(CodeRefused::Reused { grant: *grant }),
            Self::Issued(issued) => match issued.fits((redemption, bound), client, now) {
                Ok(()) => Ok(issued),
                Err(error) => Err(CodeRefused::Unfit(error)),
            },
        }
    }
}

impl IssuedCode {
    /// What the code buys.
    #[must_use]
    pub fn granted(&self) -> Granted {
        Granted {
            client_id: self.request.client_id().to_owned(),
            subject: self.subject.clone(),
            scope: self.request.scope().clone(),
            resources: self.request.resources().to_vec(),
            claims: self.request.claims().clone(),
            nonce: self.request.nonce().map(str::to_owned),
            session: self.session,
            grant: self.grant,
            authentication: self.authentication.clone(),
        }
    }

    fn fits(
        &self,
        (redemption, bound): (&CodeRedemption, Option<&Confirmation>),
        client: &AuthenticatedClient,
        now: DateTime<Utc>,
    ) -> Result<(), TokenError> {
        if now >= self.expires_at || client.client().id != self.request.client_id() {
            return Err(TokenError::UNKNOWN_CODE);
        }
        if redemption.redirect_uri != self.request.redirect_uri() {
            return Err(TokenError::invalid_grant("redirect_uri is not that of the authorization request"));
        }
        if self.request.dpop_key().is_some_and(|named| bound.and_then(Confirmation::key) != Some(named)) {
            return Err(TokenError::ANOTHER_KEY);
        }
        let verifier = redemption.code_verifier.as_ref().map(|verifier| verifier.expose().as_str());
        match (self.request.code_challenge(), verifier) {
            (None, None) => Ok(()),
            (Some(challenge), Some(verifier)) if challenge.answers_to(verifier) => Ok(()),
            (Some(_), Some(_)) => Err(TokenError::invalid_grant("code_verifier does not fit the challenge")),
            (Some(_), None) => Err(TokenError::invalid_grant("code_verifier is missing")),
            // RFC 9700 §4.8.2: otherwise PKCE could be stripped from the authorization request unnoticed.
            (None, Some(_)) => Err(TokenError::invalid_grant("there was no code_challenge to verify")),
        }
    }
}

#[cfg(test)]
mod tests;
