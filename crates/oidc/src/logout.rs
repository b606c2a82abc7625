//! Signing out at an application's request (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The member is asked unless the application shows, by an ID token of this very session, that it speaks for them:
//! otherwise any page could sign anybody out by a link. And a browser goes on only to an address that the client
//! registered, byte by byte: the endpoint is no open redirector, whatever its parameters say.

use std::sync::Arc;

use base::SessionId;
use realm::{Client, Realm};
use serde::Deserialize;

use crate::jose::TokenType;
use crate::keys::KeySet;
use crate::{ParameterError, Parameters, RedirectUrl, strict_json};

/// What to do.
#[derive(Clone, Debug)]
pub enum Logout {
    /// End the session at once, then go there, or show our own page.
    AtOnce {
        /// Where the browser goes on.
        then: Option<RedirectUrl>,
    },
    /// Ask the member. When they agree, end the session, then go there, or show our own page.
    AskConfirmation {
        /// The application that asks, when it is known.
        client: Option<Arc<Client>>,
        /// Where the browser goes on.
        then: Option<RedirectUrl>,
    },
    /// Nobody is signed in here: go there, or show our own page.
    AlreadyOut {
        /// Where the browser goes on.
        then: Option<RedirectUrl>,
    },
}

/// Why the request is answered by an error page. The session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutRefused {
    /// A parameter is repeated or too long.
    #[error(transparent)]
    Malformed(#[from] ParameterError),
    /// `post_logout_redirect_uri` is not one of the client's.
    #[error("the post-logout redirect URI is not registered for the client")]
    RedirectUriUnregistered,
}

/// An ID token that comes back as a hint: ours, for one client, however long it has expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdTokenHint {
    pub subject: String,
    pub client_id: String,
    pub session: SessionId,
}

#[derive(Deserialize)]
struct HintClaims {
    iss: String,
    sub: String,
    aud: String,
    sid: SessionId,
}

impl IdTokenHint {
    /// Verifies a hint with any key that is still kept. Expired ones are accepted (RP-Initiated Logout §2: the OP
    /// SHOULD), which is why it is never more than a hint.
    pub(crate) fn verify(keys: &KeySet, issuer: &str, token: &str) -> Option<Self> {
        let claims: HintClaims = strict_json::read(keys.verify(token, TokenType::IdToken)?)?;
        (claims.iss == issuer).then_some(Self { subject: claims.sub, client_id: claims.aud, session: claims.sid })
    }
}

/// Decides about a logout request from a browser with a session, or none. Answering the confirmation page asks the same question again, with the same
/// parameters, so the page carries no address of its own.
///
/// # Errors
/// [`LogoutRefused`].
pub fn decide(
    realm: &Realm,
    keys: &KeySet,
    parameters: &Parameters,
    session: Option<SessionId>,
) -> Result<Logout, LogoutRefused> {
    parameters.well_formed()?;
    let hint = hint(realm, keys, parameters);
    let client = client(realm, hint.as_ref(), parameters);
    let then = client.map_or(Ok(None), |client| post_logout_redirect(client, parameters))?;
    Ok(match (session, hint) {
        (Some(session), Some(hint)) if hint.session == session => Logout::AtOnce { then },
        (Some(_), _) => Logout::AskConfirmation { client: client.cloned(), then },
        (None, Some(_)) => Logout::AlreadyOut { then },
        // Nobody to ask and nothing that speaks for the application: the browser stays (§3).
        (None, None) => Logout::AlreadyOut { then: None },
    })
}

/// A hint that contradicts `client_id` is none (§2: the OP MUST verify that it was issued to that client).
fn hint(realm: &Realm, keys: &KeySet, parameters: &Parameters) -> Option<IdTokenHint> {
    let hint = IdTokenHint::verify(keys, &realm.issuer, parameters.get("id_token_hint")?)?;
    parameters.get("client_id").is_none_or(|id| id == hint.client_id).then_some(hint)
}

/// The client of the hint; without one, the client that the request names; with a bad one, none.
fn client<'a>(realm: &'a Realm, hint: Option<&IdTokenHint>, parameters: &Parameters) -> Option<&'a Arc<Client>> {
    match (hint, parameters.get("id_token_hint")) {
        (Some(hint), _) => realm.client(&hint.client_id),
        (None, None) => realm.client(parameters.get("client_id")?),
        (None, Some(_)) => None,
    }
}

/// §3: exactly one of the registered URIs, and `state` as it came.
fn post_logout_redirect(client: &Client, parameters: &Parameters) -> Result<Option<RedirectUrl>, LogoutRefused> {
    let Some(asked_for) = parameters.get("post_logout_redirect_uri") else { return Ok(None) };
    let registered = client.post_logout_redirect_uris.iter().find(|uri| *uri == asked_for);
    let registered = registered.ok_or(LogoutRefused::RedirectUriUnregistered)?;
    Ok(Some(RedirectUrl::new(registered, parameters.get("state").map(|state| ("state", state)))))
}

#[cfg(test)]
mod tests;
