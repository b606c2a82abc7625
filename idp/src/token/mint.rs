//! Making the tokens of a grant, once it is sure that they may be made.

use oidc::Granted;
use oidc::claims::{AccessTokenClaims, Confirmation, IdTokenClaims};
use oidc::jose::{Jwt, TokenType};
use oidc::keys::{ACCESS_TOKEN_ALGORITHM, KeySet};
use oidc::token::TokenResponse;
use realm::{Client, SigningAlgorithm};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::state::person;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::AccountRow;

/// There is no key of an algorithm that is needed, though the key ring makes them.
#[derive(Debug, thiserror::Error)]
#[error("the realm has no {0:?} key that signs")]
struct NoKey(SigningAlgorithm);

/// An access token and, where they are due, an ID token.
///
/// # Errors
/// The key ring's failure.
pub async fn for_member(
    app: &App,
    visit: &Visit,
    client: &Client,
    (granted, account, bound): (&Granted, &AccountRow, Option<Confirmation>),
) -> Result<TokenResponse, Failure> {
    let keys = app.keys.of(app, &visit.realm).await?;
    let access = AccessTokenClaims::for_member(&visit.realm, client, granted, visit.now).bound_to(bound.clone());
    let tokens = response(&keys, visit, client, (&access, granted.scope.clone()))?.bound_to(bound.as_ref());
    if !granted.is_openid() {
        return Ok(tokens);
    }
    let claims = IdTokenClaims::new(&visit.realm, client, granted, (&person(account), visit.now));
    let id_token = sign(&keys, visit, (client.id_token_signed_response_alg, TokenType::IdToken), &claims)?;
    Ok(tokens.with_id_token(id_token))
}

/// An access token of the client's own.
///
/// # Errors
/// The key ring's failure.
pub async fn for_client(
    app: &App,
    visit: &Visit,
    client: &Client,
    (scope, resources, bound): (oidc::Scope, Vec<String>, Option<Confirmation>),
) -> Result<TokenResponse, Failure> {
    let keys = app.keys.of(app, &visit.realm).await?;
    let claims = AccessTokenClaims::for_client(&visit.realm, client, (scope.clone(), resources), visit.now)
        .bound_to(bound.clone());
    Ok(response(&keys, visit, client, (&claims, scope))?.bound_to(bound.as_ref()))
}

/// Userinfo for a client that wants it signed: with issuer and audience (OpenID Connect Core §5.3.2).
///
/// # Errors
/// When a key is missing.
pub fn userinfo(
    keys: &KeySet,
    visit: &Visit,
    (client, algorithm): (&Client, SigningAlgorithm),
    mut claims: Map<String, Value>,
) -> Result<Jwt, Failure> {
    claims.insert("iss".to_owned(), json!(visit.realm.issuer));
    claims.insert("aud".to_owned(), json!(client.id));
    sign(keys, visit, (algorithm, TokenType::Userinfo), &claims)
}

fn response(
    keys: &KeySet,
    visit: &Visit,
    client: &Client,
    (claims, scope): (&AccessTokenClaims, oidc::Scope),
) -> Result<TokenResponse, Failure> {
    let access_token = sign(keys, visit, (ACCESS_TOKEN_ALGORITHM, TokenType::AccessToken), claims)?;
    Ok(TokenResponse::new(access_token, client.access_token_lifetime(&visit.realm), scope))
}

fn sign<T: Serialize>(
    keys: &KeySet,
    visit: &Visit,
    (algorithm, token_type): (SigningAlgorithm, TokenType),
    claims: &T,
) -> Result<Jwt, Failure> {
    let key = keys.signing(algorithm, visit.now).ok_or(NoKey(algorithm))?;
    Ok(key.sign(token_type, claims)?)
}
