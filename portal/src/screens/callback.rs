//! `/callback`: the provider's answer to a sign-in (OpenID Connect Core §3.1.2.5).
//!
//! Whatever comes here, the member is never left standing: an answer that counts leads to the page they wanted, one
//! that counts no longer begins a sign-in anew, and an error has a page with one way onward. An error never begins a
//! sign-in by itself, so that two sites cannot send a browser back and forth for ever.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Secret, Text};
use web::ErrorPage;

use super::{sign_in, texts};
use crate::acquaintance;
use crate::boundary::{Failure, Visit};
use crate::relying_party::{Answer, Pending, Refused, SignIn};
use crate::session::Session;

/// `GET /callback`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let Ok(answer) = Answer::read(visit.query()) else {
        return Ok(ErrorPage::of_status(StatusCode::BAD_REQUEST).respond(visit.view()));
    };
    let key = SignIn::key(&visit.realm.name, answer.state.expose(), visit.browser.hash());
    let Some(pending) = visit.app.expiring.take(&key, None, visit.now).await? else {
        return stale(visit).await;
    };
    match visit.app.relying_party.is_answer_of(&visit.realm, answer.issuer.as_deref()).await {
        Ok(true) => {}
        Ok(false) => return Err(OtherIssuer.into()),
        Err(_) => return Ok(sign_in::out_of_reach(&visit, pending.path)),
    }
    match answer.outcome {
        Ok(code) => finish(&visit, &code, &answer.state, pending).await,
        Err(error) => {
            tracing::info!(realm = %visit.realm.name, error = error.as_str(), "the provider ended a sign-in");
            Ok(ended(&visit, error.as_str(), pending.path))
        }
    }
}

/// RFC 9207 §2.4: an answer whose issuer is another than the one asked, or none, is a mix-up attack.
#[derive(Debug, thiserror::Error)]
#[error("an authorization response of another issuer")]
struct OtherIssuer;

/// Less was proved than was demanded as essential, or too long ago: the provider had to answer with an error instead.
#[derive(Debug, thiserror::Error)]
#[error("the provider returned a lower authentication class than the essential one, or an older authentication")]
struct TooLittleProved;

async fn finish(visit: &Visit, code: &Secret, state: &Secret, pending: Pending) -> Result<Response, Failure> {
    let member = match visit.app.relying_party.redeem(&visit.realm, code, (state, &pending)).await {
        Ok(member) => member,
        Err(Refused::OutOfReach(_)) => return Ok(sign_in::out_of_reach(visit, pending.path)),
        Err(Refused::Stale) => return Ok(ended(visit, "invalid_grant", pending.path)),
        Err(cause) => return Err(cause.into()),
    };
    if !pending.is_met_by(&member) {
        return Err(TooLittleProved.into());
    }
    let cookie = Session::begin(&visit.app, &visit.realm.name, &member, visit.session_cookie()).await?;
    acquaintance::remember(visit, &member).await?;
    Ok((visit.set_session(&cookie), Redirect::to(&pending.path)).into_response())
}

/// An answer to nothing that this browser began: an old tab, the Back button, a link from elsewhere.
async fn stale(visit: Visit) -> Result<Response, Failure> {
    if visit.session().await?.is_some() {
        return Ok(Redirect::to(&visit.link("/")).into_response());
    }
    if visit.browser.is_new() {
        // Without its cookie the browser would be sent back and forth for ever.
        return Ok(page(&visit, texts::NO_COOKIES, texts::NO_COOKIES_WHY, visit.link("/sign-in")));
    }
    sign_in::show(visit).await
}

/// The page after an error of the provider: its names are RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6.
fn ended(visit: &Visit, error: &str, again: String) -> Response {
    match error {
        "access_denied" => page(visit, texts::DECLINED, texts::DECLINED_WHY, visit.link("/")),
        "temporarily_unavailable" | "server_error" => sign_in::out_of_reach(visit, again),
        "unmet_authentication_requirements" => page(visit, texts::MORE_NEEDED, texts::MORE_NEEDED_WHY, again),
        _ => page(visit, texts::NOT_SIGNED_IN, texts::NOT_SIGNED_IN_WHY, again),
    }
}

fn page(visit: &Visit, title: Text, explanation: Text, again: String) -> Response {
    let label = if again == visit.link("/") { texts::TO_TOP } else { texts::SIGN_IN_AGAIN };
    let page = ErrorPage { status: StatusCode::BAD_REQUEST, title, explanation, reference: None, onward: None };
    page.onward(visit.view().say(label), again).respond(visit.view())
}
