//! A known client at one of its own addresses: the only value that can answer at a client.
//!
//! Redirect URIs are compared byte by byte with the registered ones (RFC 9700 §4.1.3): no pattern, no prefix, no
//! normalising, so there is no second reading of an address to disagree with the browser's.

use std::sync::Arc;

use base::RandomToken;
use realm::{Client, GrantType, Realm};

use super::{AuthorizationResponse, AuthorizeError, AuthorizeRequest, ResponseMode};
use crate::Parameters;

/// A client of the realm that may sign members in, and the redirect URI that it asked for and registered.
#[derive(Clone, Debug)]
pub struct TrustedClient {
    client: Arc<Client>,
    redirect_uri: String,
    issuer: String,
    response_mode: ResponseMode,
}

/// Why a request is answered by a page and never by a redirect (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// `client_id` is missing, repeated or too long.
    #[error("the request names no client")]
    ClientMissing,
    /// No client of the realm has this id.
    #[error("the client is unknown in this realm")]
    ClientUnknown,
    /// The client's file does not list the grant type `authorization_code`.
    #[error("the client may not sign members in")]
    GrantNotAllowed,
    /// `redirect_uri` is missing, repeated or too long.
    #[error("the request names no redirect URI")]
    RedirectUriMissing,
    /// `request_uri` is none that this client pushed lately, or its sign-in is over (RFC 9126 §4).
    #[error("the pushed request is unknown or no longer good")]
    PushedRequestUnknown,
    /// `redirect_uri` is not one of the client's, byte by byte.
    #[error("the redirect URI is not registered for the client")]
    RedirectUriUnregistered,
}

impl TrustedClient {
    /// Finds the client of an authorization request. `redirect_uri` is required, even of a client that registered
    /// only one (OpenID Connect Core §3.1.2.1).
    ///
    /// # Errors
    /// [`Untrusted`]: the answer is a page.
    pub fn find(realm: &Realm, parameters: &Parameters) -> Result<Self, Untrusted> {
        let client_id = parameters.get("client_id").ok_or(Untrusted::ClientMissing)?;
        // A request that names a way which there is not is answered by the usual one.
        let mode = ResponseMode::of(parameters.get("response_mode")).unwrap_or_default();
        Self::registered(realm, client_id, (parameters.get("redirect_uri"), mode))
    }

    /// The client that pushes a request, which proved itself; it need not name itself once more (RFC 9126 §2.1).
    ///
    /// # Errors
    /// [`Untrusted`].
    pub fn pushing(realm: &Realm, client: &Client, parameters: &Parameters) -> Result<Self, Untrusted> {
        let mode = ResponseMode::of(parameters.get("response_mode")).unwrap_or_default();
        Self::registered(realm, &client.id, (parameters.get("redirect_uri"), mode))
    }

    /// Finds the client of a stored request again. The realm's files may have changed since it was checked.
    ///
    /// # Errors
    /// [`Untrusted`]: the answer is a page.
    pub fn of(realm: &Realm, request: &AuthorizeRequest) -> Result<Self, Untrusted> {
        Self::registered(realm, request.client_id(), (Some(request.redirect_uri()), request.response_mode))
    }

    fn registered(
        realm: &Realm,
        client_id: &str,
        (redirect_uri, response_mode): (Option<&str>, ResponseMode),
    ) -> Result<Self, Untrusted> {
        let client = realm.client(client_id).ok_or(Untrusted::ClientUnknown)?;
        if !client.grant_types.contains(&GrantType::AuthorizationCode) {
            return Err(Untrusted::GrantNotAllowed);
        }
        let asked_for = redirect_uri.ok_or(Untrusted::RedirectUriMissing)?;
        let registered = client.redirect_uris.iter().find(|uri| *uri == asked_for);
        Ok(Self {
            client: Arc::clone(client),
            redirect_uri: registered.ok_or(Untrusted::RedirectUriUnregistered)?.clone(),
            issuer: realm.issuer.clone(),
            response_mode,
        })
    }

    /// The client as its file describes it.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The answer that brings a code (RFC 6749 §4.1.2), with the issuer against mix-up attacks (RFC 9207 §2).
    #[must_use]
    pub fn success(&self, request: &AuthorizeRequest, code: &RandomToken) -> AuthorizationResponse {
        self.answer([("code", code.expose())], request.state())
    }

    /// The answer that brings a refusal (RFC 6749 §4.1.2.1), with the issuer (RFC 9207 §2). `state` is that of the
    /// request: [`Parameters::get`] before it was checked, [`AuthorizeRequest::state`] after.
    #[must_use]
    pub fn error(&self, state: Option<&str>, error: AuthorizeError) -> AuthorizationResponse {
        self.answer([("error", error.code()), ("error_description", error.description())], state)
    }

    fn answer<'a, const N: usize>(
        &'a self,
        answer: [(&'a str, &'a str); N],
        state: Option<&'a str>,
    ) -> AuthorizationResponse {
        let state = state.map(|state| ("state", state));
        let answer = answer.into_iter().chain(state).chain([("iss", self.issuer.as_str())]);
        AuthorizationResponse::new(self.response_mode, &self.client, &self.redirect_uri, answer)
    }
}
