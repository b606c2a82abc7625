//! An authorization request that passed every check.
//!
//! It is stored once, with the sign-in that it begins, and again in the code that ends it. Its fields are private
//! and have no setter, so no later step, form or cookie can carry another scope, challenge or address into it.

use std::collections::BTreeSet;
use std::fmt;

use base::{Language, RandomToken, TokenHash};
use chrono::TimeDelta;
use realm::Acr;
use serde::{Deserialize, Serialize};

use super::{AuthorizeError, ClaimsRequest, ResponseMode};
use crate::dpop::KeyThumbprint;
use crate::{CodeChallenge, Scope};

/// A checked request (OpenID Connect Core §3.1.2.1). Only [`check`](super::check) makes one.
#[derive(Clone, Serialize, Deserialize)]
pub struct AuthorizeRequest {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: Scope,
    #[serde(default)]
    pub(super) response_mode: ResponseMode,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) code_challenge: Option<CodeChallenge>,
    pub(super) prompt: BTreeSet<Prompt>,
    pub(super) max_age: Option<u32>,
    pub(super) login_hint: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) subject: Option<String>,
    pub(super) voluntary_acr: Vec<Acr>,
    pub(super) essential_acr: Vec<Acr>,
    pub(super) claims: ClaimsRequest,
    #[serde(default)]
    pub(super) resources: Vec<String>,
    #[serde(default)]
    pub(super) pushed: Option<TokenHash>,
    #[serde(default)]
    pub(super) dpop_key: Option<KeyThumbprint>,
}

/// What the client wants the member to be asked (OpenID Connect Core §3.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Nothing: no page may be shown.
    None,
    /// To sign in again.
    Login,
    /// To agree to what the client receives.
    Consent,
    /// To choose an account.
    SelectAccount,
}

impl Prompt {
    /// All of them, in the order of the specification.
    pub const ALL: [Self; 4] = [Self::None, Self::Login, Self::Consent, Self::SelectAccount];

    /// The value in `prompt`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

impl AuthorizeRequest {
    /// The client that asked.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Where the answer goes. To go there takes a [`TrustedClient`](super::TrustedClient).
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What is granted: the part of the requested scope that the client's file lists.
    #[must_use]
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether an ID token is due, not only an access token.
    #[must_use]
    pub fn is_openid(&self) -> bool {
        self.scope.contains("openid")
    }

    /// The client's own mark, returned to it as it came.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    pub(crate) fn nonce(&self) -> Option<&str> {
        self.nonce.as_deref()
    }

    pub(crate) const fn code_challenge(&self) -> Option<&CodeChallenge> {
        self.code_challenge.as_ref()
    }

    /// Whether the client wants the member to be asked something.
    #[must_use]
    pub fn prompts(&self, prompt: Prompt) -> bool {
        self.prompt.contains(&prompt)
    }

    /// How long ago the member may have signed in; then `auth_time` is in the ID token (as it always is with us).
    #[must_use]
    pub fn max_age(&self) -> Option<TimeDelta> {
        self.max_age.map(|seconds| TimeDelta::seconds(i64::from(seconds)))
    }

    /// What the client believes that the member will type as user ID. It prefills and never locks the field.
    #[must_use]
    pub fn login_hint(&self) -> Option<&str> {
        self.login_hint.as_deref()
    }

    /// The best of `ui_locales` that we have.
    #[must_use]
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// The only member who may answer this request, by `sub`: from `id_token_hint` or the `claims` parameter. With
    /// another one signed in the answer is `login_required` (OpenID Connect Core §3.1.2.2).
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The class that the client would like best, without insisting (`acr_values`, or `acr` in `claims`): worth a
    /// second factor when the member has one (RFC 9470 §5), no reason to fail when not.
    #[must_use]
    pub fn preferred_acr(&self) -> Option<Acr> {
        self.voluntary_acr.first().copied()
    }

    /// What `acr` says of a sign-in that reached a class: the class itself, or where the client made some essential,
    /// the strongest of them that it covers (OpenID Connect Core §5.5.1.1: one of the requested values).
    ///
    /// # Errors
    /// [`AuthorizeError::UnmetAuthenticationRequirements`] when it covers none of the essential ones.
    pub(crate) fn acr_to_report(&self, reached: Acr) -> Result<Acr, AuthorizeError> {
        if self.essential_acr.is_empty() {
            return Ok(reached);
        }
        let covered = self.essential_acr.iter().filter(|acr| **acr <= reached).max();
        covered.copied().ok_or(AuthorizeError::UnmetAuthenticationRequirements)
    }

    /// The key that must show itself when the code is redeemed, if one must (RFC 9449 §10).
    #[must_use]
    pub const fn dpop_key(&self) -> Option<&KeyThumbprint> {
        self.dpop_key.as_ref()
    }

    /// The same request, whose code only this key redeems: it showed itself when the request was pushed (RFC 9449
    /// §10.1). `None` when the request names another one.
    #[must_use]
    pub fn bound_to(self, key: Option<&KeyThumbprint>) -> Option<Self> {
        match (&self.dpop_key, key) {
            (_, None) => Some(self),
            (Some(named), Some(key)) if named != key => None,
            (_, Some(key)) => Some(Self { dpop_key: Some(key.clone()), ..self }),
        }
    }

    /// The request as it is stored when a client pushes it: it remembers under which hash (RFC 9126 §2.2).
    #[must_use]
    pub fn pushed_as(self, request_uri: &RandomToken) -> Self {
        Self { pushed: Some(request_uri.hash()), ..self }
    }

    /// Under which hash it was pushed, if it was: that ends with the sign-in (RFC 9126 §7.3).
    #[must_use]
    pub const fn pushed(&self) -> Option<&TokenHash> {
        self.pushed.as_ref()
    }

    /// The resources that the tokens are for; none: the provider itself (RFC 8707 §2).
    #[must_use]
    pub fn resources(&self) -> &[String] {
        &self.resources
    }

    /// The claims asked for one by one.
    #[must_use]
    pub const fn claims(&self) -> &ClaimsRequest {
        &self.claims
    }
}

impl fmt::Debug for AuthorizeRequest {
    /// Without what the client or the member would not want in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizeRequest")
            .field("client_id", &self.client_id)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
