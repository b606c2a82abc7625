//! Introspection (RFC 7662): whether a token is good at this moment, for those whom it concerns.
//!
//! A client may ask about its own tokens, and about those for the resources that it serves. Of every other token it
//! hears what it would hear of a text that is no token at all (§2.2).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::TokenHash;
use oidc::claims::{AccessToken, Confirmation};
use oidc::token::TokenError;
use realm::{Client, ClientAuthentication};
use serde_json::{Value, json};

use super::client_request::{Refusal, client_request, uncached};
use super::state::good_account;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::in_realm;

/// `POST /REALM/introspect`
pub async fn introspect(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match respond(&app, &visit, &headers, &body).await {
        Ok(told) => uncached(StatusCode::OK, &told),
        Err(refusal) => refusal.into_response(),
    }
}

async fn respond(app: &App, visit: &Visit, headers: &HeaderMap, body: &Bytes) -> Result<Value, Refusal> {
    let (form, client) = client_request(app, visit, headers, body).await?;
    // §2.1: the endpoint is for those who prove themselves, so that nobody tries tokens out.
    if client.client().authentication == ClientAuthentication::None {
        return Err(TokenError::INVALID_CLIENT.into());
    }
    let token = form.get("token").ok_or(TokenError::TOKEN_MISSING)?;
    let told = match access_token(app, visit, client.client(), token).await? {
        Some(told) => Some(told),
        None => refresh_token(app, visit, client.client(), token).await?,
    };
    Ok(told.unwrap_or_else(|| json!({ "active": false })))
}

async fn access_token(app: &App, visit: &Visit, client: &Client, token: &str) -> Result<Option<Value>, Failure> {
    let keys = app.keys.of(app, &visit.realm).await?;
    let Ok(token) = AccessToken::verify(&visit.realm, &keys, token, visit.now) else { return Ok(None) };
    let concerned = token.client_id == client.id || token.audience.iter().any(|one| client.serves.contains(one));
    if !concerned || visit.realm.client(&token.client_id).is_none() {
        return Ok(None);
    }
    if let Some((session, grant)) = token.member
        && good_account(app, visit, grant).await?.is_none_or(|(_, grant)| grant.session_id() != session)
    {
        return Ok(None);
    }
    let (issued_at, expires_at) = token.times;
    let mut told = json!({
        "active": true,
        "iss": visit.realm.issuer,
        "sub": token.subject,
        "client_id": token.client_id,
        "aud": token.audience,
        "scope": token.scope,
        "iat": issued_at,
        "exp": expires_at,
        "jti": token.id,
        "token_type": Confirmation::token_type(token.confirmation.as_ref()),
    });
    if let (Some((session, _)), Some(told)) = (token.member, told.as_object_mut()) {
        told.insert("sid".to_owned(), json!(session));
    }
    // RFC 8705 §3.2, RFC 9449 §6.2: whoever serves the token must ask for this too.
    if let (Some(bound), Some(told)) = (&token.confirmation, told.as_object_mut()) {
        told.insert("cnf".to_owned(), json!(bound));
    }
    Ok(Some(told))
}

async fn refresh_token(app: &App, visit: &Visit, client: &Client, token: &str) -> Result<Option<Value>, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let Some(row) = rows.refresh_token(&TokenHash::of(token)).await?.filter(|row| !row.is_spent()) else {
        return Ok(None);
    };
    let good = good_account(app, visit, row.grant).await?;
    let Some((_, grant)) = good.filter(|(_, grant)| grant.client == client.id) else { return Ok(None) };
    let Some(granted) = grant.granted().filter(|_| grant.is_renewable(visit.now)) else { return Ok(None) };
    Ok(Some(json!({
        "active": true,
        "iss": visit.realm.issuer,
        "sub": granted.subject,
        "client_id": granted.client_id,
        "scope": granted.scope,
        "exp": grant.renewable_until.map(|until| until.timestamp()),
        "sid": granted.session,
    })))
}
