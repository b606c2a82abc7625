//! What every endpoint for applications begins and ends with: a form, a client that proved itself, an answer that nobody
//! on the way keeps.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use oidc::Parameters;
use oidc::token::{AuthenticatedClient, ClientCredentials, TokenError, verify_assertion};
use serde::Serialize;
use store::expiring::{Key, Kind, PutError};

use super::{client_keys, mutual_tls};
use crate::App;
use crate::boundary::{Failure, Visit};

/// Why a client gets nothing.
#[derive(Debug)]
pub enum Refusal {
    /// The client asked wrongly.
    Token(TokenError),
    /// We failed.
    Failure(Failure),
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Failure(failure) => failure.into_response(),
            Self::Token(error) => refused(error),
        }
    }
}

/// The form of a request, and the client that it comes from.
///
/// # Errors
/// `invalid_request` and `invalid_client`, or the stores' failure.
pub async fn client_request(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<(Parameters, AuthenticatedClient), Refusal> {
    let form = form(headers, body)?;
    let authorization = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    let client = match ClientCredentials::read(authorization, &form)? {
        ClientCredentials::Assertion { client_id, assertion } => {
            asserted(app, visit, (&client_id, assertion.expose())).await?
        }
        credentials => mutual_tls::prove(app, visit, &credentials)?,
    };
    Ok((form, client))
}

/// Assertions that came, each once, until they run out.
#[derive(Debug)]
enum Assertions {}

impl Kind for Assertions {
    const NAME: &'static str = "client-assertion";
    type Value = ();
}

/// A client that signed something, which counts once.
async fn asserted(
    app: &App,
    visit: &Visit,
    (client_id, assertion): (&str, &str),
) -> Result<AuthenticatedClient, Refusal> {
    let client = visit.realm.client(client_id);
    let keys = match client {
        Some(client) => client_keys::of(app, client, assertion).await,
        None => Arc::default(),
    };
    let issuer = &visit.realm.issuer;
    let called = visit.path().rsplit('/').next().unwrap_or_default();
    let other_door = app.mutual_tls.as_ref().map(|door| door.address_of(&visit.realm));
    let mut ours = vec![issuer.clone()];
    for door in [Some(issuer), other_door.as_ref()].into_iter().flatten() {
        ours.extend(["token", called].map(|endpoint| format!("{door}/{endpoint}")));
    }
    let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    let asserted = verify_assertion(&ours, client, &keys, (assertion, visit.now)).inspect_err(|_| {
        if let Some(client) = client {
            tracing::info!(realm = %visit.realm.name, client = client.id, "an assertion was refused");
        }
    })?;
    let key = Key::<Assertions>::new(&visit.realm.name, asserted.once.as_str());
    match app.expiring.put(&key, &(), asserted.until, visit.now).await {
        Ok(()) => Ok(asserted.recorded()),
        Err(PutError::Exists) => Err(TokenError::INVALID_CLIENT.into()),
        Err(error) => Err(Failure::from(error).into()),
    }
}

/// RFC 6749 §3.2: parameters come as a form, and nothing else is read as one.
fn form(headers: &HeaderMap, body: &Bytes) -> Result<Parameters, TokenError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = kind.split(';').next().unwrap_or_default().trim() == "application/x-www-form-urlencoded";
    let pairs = web::pairs(body).ok().filter(|_| is_form).ok_or(TokenError::NOT_A_FORM)?;
    Ok(Parameters::parse(&pairs))
}

fn refused(error: TokenError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let response = uncached(status, &error);
    match error.www_authenticate() {
        Some(challenge) => ([(WWW_AUTHENTICATE, challenge)], response).into_response(),
        None => response,
    }
}

/// RFC 6749 §5.1: what holds tokens or tells of them is kept by nobody on the way.
pub fn uncached<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")], Json(body)).into_response()
}
