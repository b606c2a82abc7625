//! The token endpoint (RFC 6749 §3.2): a client proves itself and gets tokens.
//!
//! A code is checked first, which burns nothing; then it is spent, atomically; only then tokens are made. A crash in
//! between costs the client a new sign-in, never the member two sets of tokens.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::GrantId;
use oidc::Parameters;
use oidc::claims::{AccessTokenClaims, IdTokenClaims};
use oidc::code::{CodeRefused, CodeState, IssuedCode};
use oidc::jose::{Jwt, TokenType};
use oidc::keys::{ACCESS_TOKEN_ALGORITHM, KeySet};
use oidc::token::{
    AuthenticatedClient, ClientCredentials, CodeRedemption, Grant, TokenError, TokenResponse, authenticate,
};
use realm::{Client, SigningAlgorithm};
use serde::Serialize;
use store::expiring::Key;

use super::state::{good_account, person};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Event, in_realm};
use crate::sign_in::Codes;

/// Why no tokens are issued.
enum Refusal {
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

/// `POST /REALM/token`
pub async fn token(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match respond(&app, &visit, &headers, &body).await {
        Ok(tokens) => uncached(StatusCode::OK, &tokens),
        Err(Refusal::Failure(failure)) => failure.into_response(),
        Err(Refusal::Token(error)) => refused(error),
    }
}

async fn respond(app: &App, visit: &Visit, headers: &HeaderMap, body: &Bytes) -> Result<TokenResponse, Refusal> {
    let form = form(headers, body)?;
    let authorization = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    let client = authenticate(&visit.realm, &ClientCredentials::read(authorization, &form)?)?;
    match Grant::read(&form, &client)? {
        Grant::AuthorizationCode(redemption) => {
            let code = spend(app, visit, &client, &redemption).await?;
            Ok(for_member(app, visit, client.client(), &code).await??)
        }
        Grant::ClientCredentials { scope } => {
            let claims = AccessTokenClaims::for_client(&visit.realm, client.client(), scope.clone(), visit.now);
            let keys = app.keys.of(app, &visit.realm).await?;
            let access_token = sign(&keys, visit, (ACCESS_TOKEN_ALGORITHM, TokenType::AccessToken), &claims)?;
            Ok(TokenResponse::new(access_token, visit.realm.lifetimes.access_token, scope))
        }
    }
}

/// RFC 6749 §3.2: parameters come as a form, and nothing else is read as one.
fn form(headers: &HeaderMap, body: &Bytes) -> Result<Parameters, TokenError> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = kind.split(';').next().unwrap_or_default().trim() == "application/x-www-form-urlencoded";
    let pairs = web::pairs(body).ok().filter(|_| is_form).ok_or(TokenError::NOT_A_FORM)?;
    Ok(Parameters::parse(&pairs))
}

/// Spends a code. Of all who present it at once, one gets it; a second use revokes all that came of the first.
async fn spend(
    app: &App,
    visit: &Visit,
    client: &AuthenticatedClient,
    redemption: &CodeRedemption,
) -> Result<IssuedCode, Refusal> {
    let key = Key::<Codes>::new(&visit.realm.name, redemption.code());
    let stored = app.expiring.get(&key, visit.now).await.map_err(Failure::from)?;
    let stored = stored.ok_or(TokenError::UNKNOWN_CODE)?;
    let issued = match stored.value.redeem(redemption, client, visit.now) {
        Ok(issued) => issued.clone(),
        Err(CodeRefused::Unfit(error)) => return Err(error.into()),
        Err(CodeRefused::Reused { grant }) => return Err(revoke(app, visit, client.client(), grant).await),
    };
    let spent = CodeState::Spent { grant: issued.grant };
    let remembered_until = visit.now + visit.realm.lifetimes.session;
    let won = app.expiring.replace(&stored, &spent, remembered_until, visit.now).await.map_err(Failure::from)?;
    if won { Ok(issued) } else { Err(revoke(app, visit, client.client(), issued.grant).await) }
}

/// RFC 6749 §4.1.2: a code used twice is in two hands, and everything issued from it ends.
async fn revoke(app: &App, visit: &Visit, client: &Client, grant: GrantId) -> Refusal {
    tracing::warn!(realm = %visit.realm.name, client = client.id, %grant, "an authorization code was used twice");
    let (realm, client, now) = (Arc::clone(&visit.realm), client.id.clone(), visit.now);
    let revoked = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.revoke_grant(grant, now).await?;
            rows.record((Actor::Client, Event::CodeReused), None, Some(&client), now).await?;
            Ok::<_, Failure>(())
        })
    });
    match revoked.await {
        Ok(()) => TokenError::UNKNOWN_CODE.into(),
        Err(failure) => failure.into(),
    }
}

/// The tokens of a spent code, if the account, the session and the grant are still good at this moment.
async fn for_member(
    app: &App,
    visit: &Visit,
    client: &Client,
    code: &IssuedCode,
) -> Result<Result<TokenResponse, TokenError>, Failure> {
    let Some((account, _)) = good_account(app, visit, (code.grant, code.session)).await? else {
        return Ok(Err(TokenError::UNKNOWN_CODE));
    };
    let keys = app.keys.of(app, &visit.realm).await?;
    let access = AccessTokenClaims::for_member(&visit.realm, code, visit.now);
    let access_token = sign(&keys, visit, (ACCESS_TOKEN_ALGORITHM, TokenType::AccessToken), &access)?;
    let scope = code.request.scope().clone();
    let tokens = TokenResponse::new(access_token, visit.realm.lifetimes.access_token, scope);
    if !code.request.is_openid() {
        return Ok(Ok(tokens));
    }
    let person = person(&account);
    let claims = IdTokenClaims::new(&visit.realm, code, &person, visit.now);
    let id_token = sign(&keys, visit, (client.id_token_signed_response_alg, TokenType::IdToken), &claims)?;
    Ok(Ok(tokens.with_id_token(id_token)))
}

/// There is no key of an algorithm that is needed, though the key ring makes them.
#[derive(Debug, thiserror::Error)]
#[error("the realm has no {0:?} key that signs")]
struct NoKey(SigningAlgorithm);

fn sign<T: Serialize>(
    keys: &KeySet,
    visit: &Visit,
    (algorithm, token_type): (SigningAlgorithm, TokenType),
    claims: &T,
) -> Result<Jwt, Failure> {
    let key = keys.signing(algorithm, visit.now).ok_or(NoKey(algorithm))?;
    Ok(key.sign(token_type, claims)?)
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
fn uncached<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, [(CACHE_CONTROL, "no-store"), (PRAGMA, "no-cache")], Json(body)).into_response()
}
