//! The userinfo endpoint (OpenID Connect Core §5.3): what an access token tells of its member.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::Secret;
use oidc::Parameters;
use oidc::bearer::{self, BearerError, Scheme};
use oidc::claims::{AccessToken, userinfo};
use oidc::keys::KeySet;
use serde_json::json;

use super::state::{good_account, person};
use super::{key_proof, mint};
use crate::App;
use crate::boundary::{Failure, Visit};

/// `GET /REALM/userinfo`
pub async fn get(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    respond(&app, &visit, (&headers, "GET"), None).await
}

/// `POST /REALM/userinfo`, with the token in the header or in a form
pub async fn post(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let form = web::pairs(&body).map(|pairs| Parameters::parse(&pairs)).unwrap_or_default();
    respond(&app, &visit, (&headers, "POST"), Some(&form)).await
}

async fn respond(
    app: &App,
    visit: &Visit,
    (headers, method): (&HeaderMap, &str),
    form: Option<&Parameters>,
) -> Result<Response, Failure> {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    let (scheme, token) = match bearer::token(authorization, form) {
        Ok(presented) => presented,
        Err(error) => return Ok(refused(error, Scheme::Bearer)),
    };
    let keys = app.keys.of(app, &visit.realm).await?;
    let verified = match AccessToken::verify(&visit.realm, &keys, token.expose(), visit.now) {
        Ok(verified) => verified,
        Err(error) => return Ok(refused(error, scheme)),
    };
    if let Err(error) = possessed(app, visit, (headers, method), (scheme, &token, &verified)).await? {
        return Ok(refused(error, scheme));
    }
    match told(app, visit, &keys, &verified).await? {
        Ok(answer) => Ok(answer),
        Err(error) => Ok(refused(error, scheme)),
    }
}

/// Whether whoever sends the token shows what it is bound to. A bound token is none for whoever does not, and a proof
/// makes none of a token that is not bound to its key (RFC 9449 §7.1, §7.2).
async fn possessed(
    app: &App,
    visit: &Visit,
    request: (&HeaderMap, &str),
    (scheme, token, verified): (Scheme, &Secret, &AccessToken),
) -> Result<Result<(), BearerError>, Failure> {
    let bound = verified.confirmation.as_ref();
    let by_key = bound.is_some_and(|bound| bound.key().is_some());
    if by_key != (scheme == Scheme::Dpop) {
        return Ok(Err(BearerError::InvalidToken));
    }
    let proof = match scheme {
        Scheme::Bearer => None,
        Scheme::Dpop => match key_proof::shown(app, visit, request, Some(token.expose())).await {
            Ok(Some(proof)) => Some(proof),
            Ok(None) => return Ok(Err(BearerError::InvalidDpopProof)),
            Err(no_proof) => return no_proof.at_a_resource().map(Err),
        },
    };
    let is_met = bound.is_none_or(|bound| bound.is_met_by(visit.certificate.as_ref(), proof.as_ref()));
    Ok(if is_met { Ok(()) } else { Err(BearerError::InvalidToken) })
}

/// What a good token tells.
async fn told(
    app: &App,
    visit: &Visit,
    keys: &KeySet,
    token: &AccessToken,
) -> Result<Result<Response, BearerError>, Failure> {
    let (session, grant) = match token.for_userinfo(&visit.realm) {
        Ok(member) => member,
        Err(error) => return Ok(Err(error)),
    };
    if !token.scope.contains("openid") {
        return Ok(Err(BearerError::InsufficientScope));
    }
    let good = good_account(app, visit, grant).await?;
    let Some((account, grant)) = good.filter(|(_, grant)| grant.session_id() == session) else {
        return Ok(Err(BearerError::InvalidToken));
    };
    let claims = userinfo(&person(&account), &token.subject, &token.scope, &grant.requested_claims());
    let Some(client) = visit.realm.client(&token.client_id) else { return Ok(Err(BearerError::InvalidToken)) };
    let Some(algorithm) = client.userinfo_signed_response_alg else {
        return Ok(Ok(([(CACHE_CONTROL, "no-store")], Json(claims)).into_response()));
    };
    let signed = mint::userinfo(keys, visit, (client, algorithm), claims)?;
    let headers = [(CACHE_CONTROL, "no-store"), (CONTENT_TYPE, "application/jwt")];
    Ok(Ok((headers, signed.expose().to_owned()).into_response()))
}

fn refused(error: BearerError, scheme: Scheme) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let headers = [(WWW_AUTHENTICATE, error.www_authenticate(scheme)), (CACHE_CONTROL, "no-store".to_owned())];
    (status, headers, Json(json!({ "error_description": error.to_string() }))).into_response()
}
