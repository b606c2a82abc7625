//! The token endpoint (RFC 6749 §3.2): a client proves itself and gets tokens.
//!
//! A code is checked first, which burns nothing; then it is spent, atomically; only then tokens are made. A crash in
//! between costs the client a new sign-in, never the member two sets of tokens.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::GrantId;
use oidc::claims::Confirmation;
use oidc::code::{CodeRefused, CodeState, IssuedCode};
use oidc::token::{AuthenticatedClient, CodeRedemption, Grant, TokenError, TokenResponse};
use realm::Client;
use store::expiring::Key;

use super::client_request::{Refusal, client_request, uncached};
use super::state::good_account;
use super::{key_proof, mint, refresh};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Event, in_realm};
use crate::sign_in::Codes;

/// `POST /REALM/token`
pub async fn token(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match respond(&app, &visit, &headers, &body).await {
        Ok(tokens) => uncached(StatusCode::OK, &tokens),
        Err(refusal) => refusal.into_response(),
    }
}

async fn respond(app: &App, visit: &Visit, headers: &HeaderMap, body: &Bytes) -> Result<TokenResponse, Refusal> {
    let (form, client) = client_request(app, visit, headers, body).await?;
    // Before anything is spent.
    let proof = key_proof::shown(app, visit, (headers, "POST"), None).await?;
    let bound = Confirmation::shown(client.client(), visit.certificate.as_ref(), proof.as_ref())?;
    match Grant::read(&form, &client)? {
        Grant::AuthorizationCode(redemption) => redeem(app, visit, &client, (&redemption, bound)).await,
        Grant::RefreshToken { token, narrower } => {
            refresh::refresh(app, visit, &client, (&token, &narrower, bound)).await
        }
        Grant::ClientCredentials { scope, resources } => {
            Ok(mint::for_client(app, visit, client.client(), (scope, resources, bound)).await?)
        }
    }
}

/// The tokens of a code, if the account, the session and the grant are still good at this moment. More than was granted
/// is refused before the code is spent.
async fn redeem(
    app: &App,
    visit: &Visit,
    client: &AuthenticatedClient,
    (redemption, bound): (&CodeRedemption, Option<Confirmation>),
) -> Result<TokenResponse, Refusal> {
    let code = spend(app, visit, client, (redemption, bound.as_ref())).await?;
    let granted = code.granted();
    let narrowed = granted.narrowed(client.client(), &redemption.narrower)?;
    let good = good_account(app, visit, code.grant).await?;
    let (account, _) = good.filter(|(_, grant)| grant.session_id() == code.session).ok_or(TokenError::UNKNOWN_CODE)?;
    let tokens = mint::for_member(app, visit, client.client(), (&narrowed, &account, bound.clone())).await?;
    Ok(match refresh::first(app, visit, client.client(), (&granted, bound.as_ref())).await? {
        Some(token) => tokens.with_refresh_token(&token),
        None => tokens,
    })
}

/// Spends a code. Of all who present it at once, one gets it; a second use revokes all that came of the first.
async fn spend(
    app: &App,
    visit: &Visit,
    client: &AuthenticatedClient,
    (redemption, bound): (&CodeRedemption, Option<&Confirmation>),
) -> Result<IssuedCode, Refusal> {
    let key = Key::<Codes>::new(&visit.realm.name, redemption.code());
    let stored = app.expiring.get(&key, visit.now).await.map_err(Failure::from)?;
    let stored = stored.ok_or(TokenError::UNKNOWN_CODE)?;
    let issued = match stored.value.redeem((redemption, bound), client, visit.now) {
        Ok(issued) => {
            issued.granted().narrowed(client.client(), &redemption.narrower)?;
            issued.clone()
        }
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
