//! Revocation (RFC 7009): an application gives back what it was granted.
//!
//! Whichever token of a grant comes, the whole grant ends with it (§2.1 lets an access token take its refresh token
//! along): an application that signs its member out wants nothing of it to go on. A token that is unknown, or another
//! client's, is answered like one that was revoked (§2.2), and nothing happens.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{GrantId, TokenHash};
use oidc::claims::AccessToken;
use oidc::token::TokenError;
use realm::Client;

use super::client_request::{Refusal, client_request};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Event, in_realm};

/// `POST /REALM/revoke`
pub async fn revoke(State(app): State<Arc<App>>, visit: Visit, headers: HeaderMap, body: Bytes) -> Response {
    match respond(&app, &visit, &headers, &body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn respond(app: &App, visit: &Visit, headers: &HeaderMap, body: &Bytes) -> Result<(), Refusal> {
    let (form, client) = client_request(app, visit, headers, body).await?;
    let token = form.get("token").ok_or(TokenError::TOKEN_MISSING)?;
    let Some(grant) = grant_of(app, visit, client.client(), token).await? else { return Ok(()) };
    let (realm, client, now) = (Arc::clone(&visit.realm), client.client().id.clone(), visit.now);
    let revoked = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            if rows.live_grant(grant).await?.is_some() {
                rows.revoke_grant(grant, now).await?;
                rows.record((Actor::Client, Event::GrantRevoked), None, Some(&client), now).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    Ok(revoked.await?)
}

/// The grant that a token of this client belongs to.
async fn grant_of(app: &App, visit: &Visit, client: &Client, token: &str) -> Result<Option<GrantId>, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    if let Some(row) = rows.refresh_token(&TokenHash::of(token)).await? {
        let grant = rows.live_grant(row.grant).await?.filter(|grant| grant.client == client.id);
        return Ok(grant.map(|_| row.grant));
    }
    let keys = app.keys.of(app, &visit.realm).await?;
    let token = AccessToken::verify(&visit.realm, &keys, token, visit.now).ok();
    let own = token.filter(|token| token.client_id == client.id);
    Ok(own.and_then(|token| token.member).map(|(_, grant)| grant))
}
