//! Renewing tokens (RFC 6749 §6, RFC 9700 §4.14).
//!
//! A refresh token is spent when it is used, by one conditional statement, and its successor handed out. Whoever comes
//! with a spent one ends the whole family: of two who hold it one should not. A client that authenticates is excused
//! for half a minute when nobody has used the successor, because an answer may be lost on the way; and one whose tokens
//! are bound to it keeps its refresh token, which is worth nothing to anybody else.

use std::sync::Arc;

use base::{RandomToken, TokenHash};
use chrono::{DateTime, Utc};
use oidc::claims::Confirmation;
use oidc::token::{AuthenticatedClient, TokenError, TokenResponse};
use oidc::{Granted, Narrower};
use realm::{Client, ClientAuthentication, GrantType, Realm};

use super::client_request::Refusal;
use super::mint;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, Actor, Event, GrantRow, RefreshTokenRow, Rotated, in_realm};

/// The first refresh token of a grant, where the client may have one: until its session's limit, or with
/// `offline_access` for the time that the files say.
///
/// # Errors
/// The database's failure.
pub async fn first(
    app: &App,
    visit: &Visit,
    client: &Client,
    (granted, bound): (&Granted, Option<&Confirmation>),
) -> Result<Option<RandomToken>, Failure> {
    if !client.grant_types.contains(&GrantType::RefreshToken) {
        return Ok(None);
    }
    let until = renewable_until(&visit.realm, client, granted);
    let token = RandomToken::generate();
    // RFC 9449 §5: a client that does not authenticate shows the same key each time; another one may change its key.
    let key = bound.and_then(Confirmation::key).filter(|_| is_public(client));
    let row = RefreshTokenRow::first(granted.grant, &token.hash(), (until, key));
    in_realm(&app.database, &visit.realm.name).begin_renewals(&row, visit.now).await?;
    Ok(Some(token))
}

/// Counted from the sign-in, so that no number of renewals makes it longer.
fn renewable_until(realm: &Realm, client: &Client, granted: &Granted) -> DateTime<Utc> {
    let lifetime = if granted.is_offline() {
        client.lifetimes.refresh_token.unwrap_or(realm.lifetimes.refresh_token)
    } else {
        realm.lifetimes.session
    };
    granted.authentication.at + lifetime
}

/// Tokens for a refresh token.
///
/// # Errors
/// [`Refusal`].
pub async fn refresh(
    app: &App,
    visit: &Visit,
    client: &AuthenticatedClient,
    (token, narrower, bound): (&TokenHash, &Narrower, Option<Confirmation>),
) -> Result<TokenResponse, Refusal> {
    let client = client.client();
    let Some((row, account, grant)) = found(app, visit, client, token).await? else {
        return Err(TokenError::UNKNOWN_REFRESH_TOKEN.into());
    };
    if row.key.as_ref().is_some_and(|key| bound.as_ref().and_then(Confirmation::key) != Some(key)) {
        return Err(TokenError::UNKNOWN_REFRESH_TOKEN.into());
    }
    let granted = grant.granted().filter(|_| grant.is_renewable(visit.now));
    let granted = granted.ok_or(TokenError::UNKNOWN_REFRESH_TOKEN)?.narrowed(client, narrower)?;
    let successor = if is_kept(client) && !row.is_spent() {
        None
    } else {
        let successor = RandomToken::generate();
        rotate(app, visit, client, (row, &successor)).await?;
        Some(successor)
    };
    let tokens = mint::for_member(app, visit, client, (&granted, &account, bound)).await?;
    Ok(match &successor {
        Some(successor) => tokens.with_refresh_token(successor),
        None => tokens,
    })
}

/// The token, whose data its grant opens, and that, if they are good and it was handed out to this client.
async fn found(
    app: &App,
    visit: &Visit,
    client: &Client,
    token: &TokenHash,
) -> Result<Option<(RefreshTokenRow, AccountRow, GrantRow)>, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let found = rows.refresh_token_of_good_grant(token, visit.now).await?;
    let found = found
        .filter(|(_, grant, account)| grant.client == client.id && account.refusal(&visit.realm, visit.now).is_none());
    Ok(found.map(|(row, grant, account)| (row, account, grant)))
}

/// FAPI 2.0 Security Profile §5.3.2.1: no rotation where the token is of use to its client alone.
const fn is_kept(client: &Client) -> bool {
    client.sender_constraint.is_some() && !is_public(client)
}

const fn is_public(client: &Client) -> bool {
    matches!(client.authentication, ClientAuthentication::None)
}

async fn rotate(
    app: &App,
    visit: &Visit,
    client: &Client,
    (row, successor): (RefreshTokenRow, &RandomToken),
) -> Result<(), Refusal> {
    let (realm, client_id, now) = (Arc::clone(&visit.realm), client.id.clone(), visit.now);
    let (successor, may_retry, grant) = (successor.hash(), !is_public(client), row.grant);
    let rows = in_realm(&app.database, &visit.realm.name);
    if !row.is_spent() && rows.turn_refresh_token(&row, &successor, now).await.map_err(Failure::from)? {
        return Ok(());
    }
    let turned_again = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let turned = rows.turn_refresh_token_again(&row, &successor, (may_retry, now)).await?;
            if turned == Rotated::Reused {
                rows.revoke_grant(grant, now).await?;
                rows.record((Actor::Client, Event::RefreshTokenReused), None, Some(&client_id), now).await?;
            }
            Ok::<_, Failure>(turned)
        })
    });
    match turned_again.await? {
        Rotated::Done => Ok(()),
        Rotated::Reused => {
            tracing::warn!(realm = %visit.realm.name, client = client.id, %grant, "a refresh token was used twice");
            Err(TokenError::UNKNOWN_REFRESH_TOKEN.into())
        }
    }
}
