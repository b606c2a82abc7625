//! `/back-channel-logout`: the provider's server says that a session ended there, and ours ends with it
//! (OpenID Connect Back-Channel Logout §2.5 to §2.8).
//!
//! The sessions end before the token is noted as used. Ending them twice does no harm, while a token that was noted and
//! then not obeyed, because the process died between, would leave somebody signed in.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{RealmName, TokenHash};
use oidc::logout_token::Ended;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::expiring::{Key, Kind, PutError};
use web::{BadForm, Posted};

use crate::boundary::{Failure, Visit};
use crate::relying_party::NoLogout;
use crate::rows::{SessionsOf, in_realm};

/// The form of §2.5. Whatever else it holds is not looked at.
#[derive(Deserialize)]
pub struct Fields {
    logout_token: String,
}

/// Logout tokens that were obeyed, by the hash of issuer and `jti`, for as long as they could come again.
struct Obeyed;

/// Nothing is remembered but that it came.
#[derive(Serialize, Deserialize)]
struct Came {}

impl Kind for Obeyed {
    const NAME: &'static str = "portal-logout-token";
    type Value = Came;
}

/// `POST /back-channel-logout`
pub async fn submit(visit: Visit, posted: Result<Posted<Fields>, BadForm>) -> Result<Response, Failure> {
    let Ok(posted) = posted else { return Ok(refused("a form with one logout_token is needed")) };
    let Fields { logout_token } = posted.with_own_secret();
    let token = match visit.app.relying_party.logout_token(&visit.realm, &logout_token, visit.now).await {
        Ok(token) => token,
        Err(NoLogout::Refused(reason)) => {
            tracing::warn!(realm = %visit.realm.name, %reason, "a logout token is refused");
            return Ok(refused(&reason.to_string()));
        }
        Err(NoLogout::OutOfReach(_)) => return Ok(later()),
        Err(NoLogout::NotRegistered(cause)) => return Err(cause.into()),
    };
    let key = key(&visit.realm.name, &token.once);
    if visit.app.expiring.get(&key, visit.now).await?.is_some() {
        return Ok(refused("this logout token came before"));
    }
    let (realm, whose) = (visit.realm.name.clone(), sessions_of(&token.ended));
    let end = visit
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).delete_sessions_of(&whose).await }));
    let sessions = end.await?;
    match visit.app.expiring.put(&key, &Came {}, token.until, visit.now).await {
        Ok(()) | Err(PutError::Exists) => {}
        Err(PutError::Store(error)) => return Err(error.into()),
    }
    tracing::info!(realm = %visit.realm.name, sessions, "the provider ended a session");
    Ok(StatusCode::OK.into_response())
}

fn key(realm: &RealmName, once: &TokenHash) -> Key<Obeyed> {
    Key::new(realm, once.as_str())
}

fn sessions_of(ended: &Ended) -> SessionsOf {
    match ended {
        Ended::Session(session) => SessionsOf::ProviderSession(TokenHash::of(session)),
        Ended::Member(subject) => SessionsOf::Subject(TokenHash::of(subject)),
    }
}

/// §2.8: what is wrong is said in the way of RFC 6749 §5.2.
fn refused(why: &str) -> Response {
    error(StatusCode::BAD_REQUEST, "invalid_request", why)
}

/// The provider tries again after any status but 400.
fn later() -> Response {
    error(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "the provider's keys cannot be had now")
}

fn error(status: StatusCode, name: &str, why: &str) -> Response {
    (status, Json(json!({ "error": name, "error_description": why }))).into_response()
}
