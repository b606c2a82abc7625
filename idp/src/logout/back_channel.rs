//! Telling one application's server that a session ended (OpenID Connect Back-Channel Logout §2.5).
//!
//! The token is signed when it is sent and not when the session ends, so that it is young at every attempt.

use axum::http::StatusCode;
use oidc::jose::TokenType;
use oidc::logout_token::LogoutTokenClaims;
use realm::Lookup;
use store::mail::Undelivered;
use store::outbox::Errand;

use super::fan_out::Told;
use crate::App;
use crate::boundary::Failure;
use crate::registration::RegisteredClients;

/// Runs an errand that [`fan_out`](super::fan_out) left.
///
/// # Errors
/// [`Undelivered`], with whether another attempt is worth it.
pub async fn tell(app: &App, errand: Errand) -> Result<(), Undelivered> {
    const NEVER: Undelivered = Undelivered { code: None, try_again: false, no_recipient: false };
    let told: Told = serde_json::from_value(errand.errand.clone()).map_err(|_| NEVER)?;
    let Some((uri, token)) = token(app, &errand, &told).await.map_err(|failure| {
        tracing::warn!(realm = %errand.realm, client = told.client, cause = ?failure, "no logout token could be made");
        Undelivered::for_now()
    })?
    else {
        return Err(NEVER);
    };
    let answer = app.outbound.post_form(&uri, &[("logout_token", &token)]).await;
    match answer {
        Ok(status) if status.is_success() => Ok(()),
        // §2.8: the application looked at the token and could not do it. It would say the same again.
        Ok(status) => {
            let code = Some(status.as_u16());
            Err(Undelivered { code, try_again: status != StatusCode::BAD_REQUEST, no_recipient: false })
        }
        Err(_) => Err(Undelivered::for_now()),
    }
}

/// Where the token goes, and the token. `None` when the realm or the application is there no longer.
async fn token(app: &App, errand: &Errand, told: &Told) -> Result<Option<(String, String)>, Failure> {
    let Lookup::Serving(realm) = RegisteredClients::find(app, errand.realm.as_str()).await? else { return Ok(None) };
    let Some(client) = realm.client(&told.client) else { return Ok(None) };
    let Some(address) = &client.backchannel_logout else { return Ok(None) };
    let now = app.clock.now();
    let keys = app.keys.of(app, &realm).await?;
    let claims = LogoutTokenClaims::new(&realm, client, (&told.subject, told.session), now);
    let Some(key) = keys.signing(client.id_token_signed_response_alg, now) else { return Ok(None) };
    let token = key.sign(TokenType::LogoutToken, &claims)?;
    Ok(Some((address.uri.clone(), token.expose().to_owned())))
}
