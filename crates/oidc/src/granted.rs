//! What one sign-in granted one client: all that its tokens say, from the code on and as long as they are renewed.

use base::{GrantId, SessionId};
use realm::{Client, Realm};
use serde::{Deserialize, Serialize};

use crate::Scope;
use crate::authorize::ClaimsRequest;
use crate::claims::Authentication;
use crate::token::TokenError;

/// The facts of a grant, fixed when the member signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// The client.
    pub client_id: String,
    /// The member, as this client knows them (`sub`).
    pub subject: String,
    /// What is granted.
    pub scope: Scope,
    /// The resources that the client named; none: the provider itself (RFC 8707 §2).
    pub resources: Vec<String>,
    /// The claims asked for one by one.
    pub claims: ClaimsRequest,
    /// The request's own mark, for ID tokens.
    pub nonce: Option<String>,
    /// The session at the provider (`sid`).
    pub session: SessionId,
    /// The family of all tokens.
    pub grant: GrantId,
    /// How the member signed in.
    pub authentication: Authentication,
}

impl Granted {
    /// Whether ID tokens are due, not only access tokens.
    #[must_use]
    pub fn is_openid(&self) -> bool {
        self.scope.contains("openid")
    }

    /// Whether it goes on when the session ends (OpenID Connect Core §11).
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.scope.contains("offline_access")
    }

    /// The part of it that a token request asks for: fewer scopes (RFC 6749 §6), fewer resources (RFC 8707 §2.2). What
    /// the client's file no longer lists is gone too.
    ///
    /// # Errors
    /// `invalid_scope` and `invalid_target` for more than was granted, and for a grant of resources of which none is left.
    pub fn narrowed(&self, client: &Client, asked: &Narrower) -> Result<Self, TokenError> {
        let mut narrowed = self.clone();
        if let Some(scope) = &asked.scope {
            if !scope.iter().all(|token| self.scope.contains(token)) {
                return Err(TokenError::SCOPE_NOT_GRANTED);
            }
            narrowed.scope = scope.clone();
        }
        narrowed.scope = narrowed.scope.permitted_to(client);
        narrowed.resources.retain(|resource| client.resources.contains(resource));
        // Never none instead of some: that would be a token for the provider itself.
        if narrowed.resources.is_empty() && !self.resources.is_empty() {
            return Err(TokenError::INVALID_TARGET);
        }
        if !asked.resources.is_empty() {
            let permitted = if self.resources.is_empty() { &client.resources } else { &narrowed.resources };
            if !asked.resources.iter().all(|resource| permitted.contains(resource)) {
                return Err(TokenError::INVALID_TARGET);
            }
            narrowed.resources.clone_from(&asked.resources);
        }
        Ok(narrowed)
    }

    /// The audience of its access tokens: the resources, or the provider itself (RFC 9068 §3).
    #[must_use]
    pub fn audience(&self, realm: &Realm) -> Vec<String> {
        if self.resources.is_empty() { vec![realm.issuer.clone()] } else { self.resources.clone() }
    }
}

/// How much of a grant a token request wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrower {
    /// The scope; all of it when `None`.
    pub scope: Option<Scope>,
    /// The resources; all of them when empty.
    pub resources: Vec<String>,
}
