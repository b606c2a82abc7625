//! The userinfo endpoint (OpenID Connect Core §5.3): what an access token tells of its member.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use oidc::Parameters;
use oidc::bearer::{self, BearerError};
use oidc::claims::{AccessToken, userinfo};
use serde_json::json;

use super::mint;
use super::state::{good_account, person};
use crate::App;
use crate::boundary::{Failure, Visit};

/// `GET /REALM/userinfo`
pub async fn get(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    respond(&app, &visit, &headers, None).await
}

/// `POST /REALM/userinfo`, with the token in the header or in a form
pub async fn post(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = web::pairs(&body).map(|pairs| Parameters::parse(&pairs)).unwrap_or_default();
    respond(&app, &visit, &headers, Some(&form)).await
}

async fn respond(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    form: Option<&Parameters>,
) -> Result<Response, Failure> {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    let token = match bearer::token(authorization, form) {
        Ok(token) => token,
        Err(error) => return Ok(refused(error)),
    };
    let keys = app.keys.of(app, &visit.realm).await?;
    let token = match AccessToken::verify(&visit.realm, &keys, token.expose(), visit.now) {
        Ok(token) => token,
        Err(error) => return Ok(refused(error)),
    };
    if token.confirmation.as_ref().is_some_and(|bound| !bound.is_met_by(visit.certificate.as_ref())) {
        return Ok(refused(BearerError::InvalidToken));
    }
    let (session, grant) = match token.for_userinfo(&visit.realm) {
        Ok(member) => member,
        Err(error) => return Ok(refused(error)),
    };
    if !token.scope.contains("openid") {
        return Ok(refused(BearerError::InsufficientScope));
    }
    let Some((account, grant)) = good_account(app, visit, (grant, session)).await? else {
        return Ok(refused(BearerError::InvalidToken));
    };
    let claims = userinfo(&person(&account), &token.subject, &token.scope, &grant.requested_claims());
    let Some(client) = visit.realm.client(&token.client_id) else { return Ok(refused(BearerError::InvalidToken)) };
    let Some(algorithm) = client.userinfo_signed_response_alg else {
        return Ok(([(CACHE_CONTROL, "no-store")], Json(claims)).into_response());
    };
    let signed = mint::userinfo(&keys, visit, (client, algorithm), claims)?;
    let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_TYPE, "application/jwt")];
    Ok((headers, signed.expose().to_owned()).into_response())
}

fn refused(error: BearerError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let headers = [(WWW_AUTHENTICATE, error.www_authenticate()), (CACHE_CONTROL, "no-store")];
    (status, headers, Json(json!({ "error_description": error.to_string() }))).into_response()
}
