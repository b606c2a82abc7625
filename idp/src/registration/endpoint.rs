//! The registration endpoint (RFC 7591 §3) and the one for each registration (RFC 7592 §2).

use std::sync::Arc;

use ::realm::Registration;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::RandomToken;
use chrono::{DateTime, Utc};
use oidc::registration::{ClientMetadata, RegistrationError, accept, is_of_sector, read as read_metadata};
use serde::Serialize;
use serde_json::json;

use super::access::{Secrets, may_register};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Event, RegisteredClientRow, in_realm};

/// The most applications that register in one realm: they are all held in memory.
const MOST: u64 = 10_000;

/// Why nothing is registered or told.
pub enum Refusal {
    /// Applications register themselves in no such realm.
    NotHere,
    /// The token is missing or wrong, or the application is gone (RFC 7592 §2).
    Token,
    /// What the application says cannot be.
    Said(RegistrationError),
    /// There are too many.
    TooMany,
    /// We failed.
    Failure(Failure),
}

impl<F: Into<Failure>> From<F> for Refusal {
    fn from(failure: F) -> Self {
        Self::Failure(failure.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let told = |status: StatusCode, error: &str, why: &str| {
            let body = Json(json!({ "error": error, "error_description": why }));
            (status, [(CACHE_CONTROL, "no-store")], body).into_response()
        };
        match self {
            Self::NotHere => StatusCode::NOT_FOUND.into_response(),
            Self::Token => {
                let challenge = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
                (challenge, told(StatusCode::UNAUTHORIZED, "invalid_token", "the token is not good")).into_response()
            }
            Self::Said(error) => told(StatusCode::BAD_REQUEST, error.code(), &error.to_string()),
            Self::TooMany => {
                told(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "too many applications registered")
            }
            Self::Failure(failure) => failure.into_response(),
        }
    }
}

/// What an application is told of its registration (RFC 7591 §3.2.1, RFC 7592 §3).
#[derive(Serialize)]
struct Information<'a> {
    client_id: &'a str,
    client_id_issued_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    /// 0: it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_expires_at: Option<i64>,
    registration_access_token: &'a str,
    registration_client_uri: String,
    #[serde(flatten)]
    accepted: &'a ClientMetadata,
}

fn told(
    visit: &Visit,
    status: StatusCode,
    (id, issued_at): (&str, DateTime<Utc>),
    (accepted, secrets): (&ClientMetadata, &Secrets),
) -> Response {
    let information = Information {
        client_id: id,
        client_id_issued_at: issued_at.timestamp(),
        client_secret: secrets.client_secret(),
        client_secret_expires_at: secrets.client_secret().map(|_| 0),
        registration_access_token: secrets.registration_access_token(),
        registration_client_uri: format!("{}/register/{id}", visit.realm.issuer),
        accepted,
    };
    (status, [(CACHE_CONTROL, "no-store")], Json(information)).into_response()
}

/// `POST /REALM/register`
pub async fn register(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let rules = rules(&visit)?;
    if !may_register(rules, &headers) {
        return Err(Refusal::Token);
    }
    let accepted = judged(&app, rules, &body).await?;
    if in_realm(app.database.reader(), &visit.realm.name).count_registered_clients().await? >= MOST {
        return Err(Refusal::TooMany);
    }
    let id = RandomToken::generate().expose().to_owned();
    let secrets = Secrets::generate(accepted.has_secret());
    let sealed = secrets.seal(&app, &visit.realm.name, &id)?;
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let (row, stored) = ((id.clone(), accepted.clone()), app.database.clone());
    let written = stored.write(move |tx| {
        Box::pin(async move {
            let (rows, (id, accepted)) = (in_realm(tx, &realm.name), row);
            rows.put_registered_client(&id, (&accepted, &sealed), now).await?;
            rows.record((Actor::Client, Event::ClientRegistered), None, Some(&id), now).await
        })
    });
    written.await?;
    Ok(told(&visit, StatusCode::CREATED, (&id, now), (&accepted, &secrets)))
}

/// `GET /REALM/register/CLIENT` (RFC 7592 §2.1)
pub async fn read(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (row, secrets) = own(&app, &visit, (&id, &headers)).await?;
    Ok(told(&visit, StatusCode::OK, (&id, row.issued_at), (&row.accepted()?, &secrets)))
}

/// `PUT /REALM/register/CLIENT` (RFC 7592 §2.2): what is left out is meant to be as if it had never been said.
pub async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (row, secrets) = own(&app, &visit, (&id, &headers)).await?;
    names_itself(&body, (&id, &secrets))?;
    let accepted = judged(&app, rules(&visit)?, &body).await?;
    let secrets = secrets.with_secret(accepted.has_secret());
    let sealed = secrets.seal(&app, &visit.realm.name, &id)?;
    let (realm, now, of) = (Arc::clone(&visit.realm), visit.now, (id.clone(), accepted.clone()));
    let changed = app.database.write(move |tx| {
        Box::pin(async move {
            let (rows, (id, accepted)) = (in_realm(tx, &realm.name), of);
            let changed = rows.change_registered_client(&id, (&accepted, &sealed)).await?;
            rows.record((Actor::Client, Event::ClientChanged), None, Some(&id), now).await?;
            Ok::<_, Failure>(changed)
        })
    });
    if !changed.await? {
        return Err(Refusal::Token);
    }
    Ok(told(&visit, StatusCode::OK, (&id, row.issued_at), (&accepted, &secrets)))
}

/// `DELETE /REALM/register/CLIENT` (RFC 7592 §2.3): with the application goes all that it was granted.
pub async fn remove(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    own(&app, &visit, (&id, &headers)).await?;
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let removed = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.delete_registered_client(&id).await?;
            rows.revoke_grants_of_client(&id, now).await?;
            rows.record((Actor::Client, Event::ClientRemoved), None, Some(&id), now).await
        })
    });
    removed.await?;
    Ok((StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response())
}

fn rules(visit: &Visit) -> Result<&Registration, Refusal> {
    visit.realm.registration.as_ref().ok_or(Refusal::NotHere)
}

/// The registration whose token the request brings. Of one that is gone nobody hears more than of one that never was.
async fn own(
    app: &App,
    visit: &Visit,
    (id, headers): (&str, &HeaderMap),
) -> Result<(RegisteredClientRow, Secrets), Refusal> {
    rules(visit)?;
    let row = in_realm(app.database.reader(), &visit.realm.name).registered_client(id).await?.ok_or(Refusal::Token)?;
    let secrets = Secrets::open(app, &visit.realm.name, (id, &row.sealed_secrets())).ok_or(Refusal::Token)?;
    if secrets.admit(headers) { Ok((row, secrets)) } else { Err(Refusal::Token) }
}

/// RFC 7592 §2.2: a change names the application it is of, and no other secret than its own.
fn names_itself(body: &[u8], (id, secrets): (&str, &Secrets)) -> Result<(), Refusal> {
    #[derive(serde::Deserialize)]
    struct Named {
        client_id: String,
        client_secret: Option<String>,
    }
    let named: Option<Named> = serde_json::from_slice(body).ok();
    let is_own = |named: &Named| {
        named.client_id == id
            && named.client_secret.as_deref().is_none_or(|secret| Some(secret) == secrets.client_secret())
    };
    if named.is_some_and(|named| is_own(&named)) {
        Ok(())
    } else {
        Err(Refusal::Said(RegistrationError::Metadata("client_id and client_secret must be those of the registration")))
    }
}

/// What the application says, if it can be. A sector is asked whether it knows the application.
async fn judged(app: &App, rules: &Registration, body: &[u8]) -> Result<ClientMetadata, Refusal> {
    let said = read_metadata(body).map_err(Refusal::Said)?;
    let accepted = accept(said, rules, app.outbound.may_stay_here()).map_err(Refusal::Said)?;
    if let Some(address) = &accepted.sector_identifier_uri {
        let document = app.outbound.get(address).await.unwrap_or_default();
        if !is_of_sector(&document, &accepted) {
            let why = "sector_identifier_uri must answer with a list of all redirect URIs";
            return Err(Refusal::Said(RegistrationError::Metadata(why)));
        }
    }
    Ok(accepted)
}
