//! `/sign-in`: off to the identity provider. Also the address by which the provider begins a sign-in anew
//! (`initiate_login_uri`, OpenID Connect Core §4): what comes along is not looked at, since there is one provider
//! and the member's goal is the top page.

use axum::http::StatusCode;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use realm::Acr;
use web::ErrorPage;

use super::texts;
use crate::boundary::{Failure, Visit};
use crate::relying_party::{Goal, NoRequest, SignIn};

/// How long the provider's answer is waited for: as long as a sign-in may take there, so that whoever took two days over
/// the terms of use still arrives at the page that they asked for.
const ANSWER_WITHIN: TimeDelta = TimeDelta::hours(72);

/// `GET /sign-in`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    begin(&visit, Goal::page(&visit.link("/"), Acr::Password)).await
}

/// Sends the browser to the provider, to come back to a goal.
pub async fn begin(visit: &Visit, goal: Goal) -> Result<Response, Failure> {
    let again = goal.path.clone();
    let begun = match visit.app.relying_party.begin(&visit.realm, goal, visit.language()).await {
        Ok(begun) => begun,
        Err(NoRequest::OutOfReach(_)) => return Ok(out_of_reach(visit, again)),
        Err(NoRequest::NotRegistered(cause)) => return Err(cause.into()),
    };
    let key = SignIn::key(&visit.realm.name, begun.state.expose(), visit.browser.hash());
    visit.app.expiring.put(&key, &begun.pending, visit.now + ANSWER_WITHIN, visit.now).await?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, begun.url.as_str())]).into_response())
}

/// The page for as long as the provider is not there. Its button tries once more.
pub fn out_of_reach(visit: &Visit, again: String) -> Response {
    let page = ErrorPage {
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: texts::OUT_OF_REACH,
        explanation: texts::OUT_OF_REACH_WHY,
        reference: None,
        onward: None,
    };
    let page = page.onward(visit.view().say(texts::TRY_AGAIN), again);
    ([(RETRY_AFTER, "30")], page.respond(visit.view())).into_response()
}
