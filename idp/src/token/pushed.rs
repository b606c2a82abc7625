//! Pushed authorization requests (RFC 9126): a client's server sends the request, and the browser brings a reference.
//!
//! The request is checked at once and as a whole, so that a mistake is told to the program that made it. What is stored
//! is what the checks made of it; nothing that comes with the browser later changes it.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::RandomToken;
use oidc::Parameters;
use oidc::authorize::{AuthorizeError, AuthorizeRequest, PUSHED_FOR, PushedResponse, TrustedClient, Untrusted, check};
use oidc::dpop::DpopProof;
use oidc::token::AuthenticatedClient;
use serde_json::json;
use store::expiring::{Key, Kind};

use super::client_request::{Refusal, client_request, uncached};
use super::key_proof;
use super::request_object::open_object_of;
use crate::App;
use crate::boundary::{Failure, Visit};

/// Requests that wait for their browser, by the hash of the reference.
#[derive(Debug)]
pub enum PushedRequests {}

impl Kind for PushedRequests {
    const NAME: &'static str = "pushed-request";
    type Value = AuthorizeRequest;
}

/// Why a request is not stored.
enum NotPushed {
    Refusal(Refusal),
    Request(AuthorizeError),
    /// The redirect URI is missing or not registered, a reference was pushed (§2.1), or the key is another.
    Invalid(&'static str),
}

impl<R: Into<Refusal>> From<R> for NotPushed {
    fn from(refusal: R) -> Self {
        Self::Refusal(refusal.into())
    }
}

/// `POST /REALM/par`
pub async fn push(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match respond(&app, &visit, &headers, &body).await {
        Ok(pushed) => uncached(StatusCode::CREATED, &pushed),
        Err(NotPushed::Refusal(refusal)) => refusal.into_response(),
        Err(NotPushed::Request(error)) => refused(error.code(), error.description()),
        Err(NotPushed::Invalid(why)) => refused("invalid_request", why),
    }
}

async fn respond(app: &App, visit: &Visit, headers: &HeaderMap, body: &Bytes) -> Result<PushedResponse, NotPushed> {
    let (form, client) = client_request(app, visit, headers, body).await?;
    let proof = key_proof::shown(app, visit, (headers, "POST"), None).await.map_err(Refusal::from)?;
    let request = judged(app, visit, &form, &client).await?.bound_to(proof.as_ref().map(DpopProof::thumbprint));
    let request = request.ok_or(NotPushed::Invalid("the DPoP proof is not of the key that dpop_jkt names"))?;
    let token = RandomToken::generate();
    let key = Key::<PushedRequests>::new(&visit.realm.name, token.hash());
    let request = request.pushed_as(&token);
    app.expiring.put(&key, &request, visit.now + PUSHED_FOR, visit.now).await.map_err(Failure::from)?;
    Ok(PushedResponse::new(&token))
}

async fn judged(
    app: &App,
    visit: &Visit,
    form: &Parameters,
    client: &AuthenticatedClient,
) -> Result<AuthorizeRequest, NotPushed> {
    if form.get("request_uri").is_some() {
        return Err(NotPushed::Invalid("request_uri cannot be pushed"));
    }
    // All that counts is signed, where the client signs it (RFC 9126 §3).
    let opened = open_object_of(app, visit, client.client(), form).await.map_err(NotPushed::Request)?;
    let parameters = opened.as_ref().unwrap_or(form);
    let trusted =
        TrustedClient::pushing(&visit.realm, client.client(), parameters).map_err(|untrusted| match untrusted {
            Untrusted::GrantNotAllowed => NotPushed::Request(AuthorizeError::ScopeNotPermitted),
            Untrusted::RedirectUriMissing => NotPushed::Invalid("redirect_uri is missing"),
            _ => NotPushed::Invalid("redirect_uri is not registered"),
        })?;
    let keys = app.keys.of(app, &visit.realm).await?;
    check(&visit.realm, &keys, &trusted, parameters).map_err(NotPushed::Request)
}

fn refused(error: &str, error_description: &str) -> Response {
    let body = Json(json!({ "error": error, "error_description": error_description }));
    (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], body).into_response()
}
