//! Signing out at an application's request (OpenID Connect RP-Initiated Logout 1.0).
//!
//! The rules stand in `oidc::logout`; here a session is ended, and a page asks the member where the rules say so.
//! The page's answer asks the same rules again with the same parameters, so nothing can be slipped in between. The
//! applications that a session served are told on two ways: by their servers (`fan_out`, `back_channel`) and in the
//! browser (`front_channel`).

mod back_channel;
mod fan_out;
mod front_channel;
mod texts;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base::Reference;
use maud::{Markup, html};
use oidc::logout::{Logout, decide};
use oidc::{Parameters, RedirectUrl};
use serde::Deserialize;
use url::Url;
use web::controls::{Button, LinkButton, form};
use web::{ErrorPage, FormToken, Posted, Unbound, View};

pub use back_channel::tell;
pub use fan_out::{keep_telling, receiver};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Actor, Event, SessionRow, in_realm};

const FORM: &str = "logout";
/// Tells the browser to drop what it kept of our pages, so that Back shows nothing.
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// The parameters of the request, carried by the page's form and judged again when it comes back.
const CARRIED: [&str; 5] = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];

/// What the confirmation brings back.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    request: String,
}

/// `GET /REALM/logout`
pub async fn get(State(app): State<Arc<App>>, visit: Visit, uri: Uri) -> Result<Response, Failure> {
    asked(&app, &visit, uri.query().unwrap_or_default().as_bytes()).await
}

/// `POST /REALM/logout` (§2: both methods are to be supported)
pub async fn post(State(app): State<Arc<App>>, visit: Visit, body: Bytes) -> Result<Response, Failure> {
    match visit.again_by_get(&body) {
        Some(response) => Ok(response),
        None => asked(&app, &visit, &body).await,
    }
}

/// `POST /REALM/logout/confirm`. A form that is not this browser's asks once more, at the address of the question.
pub async fn confirm(State(app): State<Arc<App>>, visit: Visit, form: Posted<Form>) -> Result<Response, Failure> {
    match form.open(&visit.guard(&app), FORM) {
        Ok(form) => judge(&app, &visit, form.request.as_bytes(), true).await,
        Err(Unbound(form)) => Ok(question(&visit, &form.request)),
    }
}

/// `GET /REALM/logout/confirm`: whoever switches the language there, or comes back, is asked again.
pub async fn confirm_again(visit: Visit) -> Response {
    question(&visit, "")
}

fn question(visit: &Visit, request: &str) -> Response {
    let pairs = web::pairs(request.as_bytes()).unwrap_or_default();
    let location = format!("/{}/logout?{}", visit.realm.name, carried(&Parameters::parse(&pairs)));
    visit.respond((StatusCode::SEE_OTHER, [(LOCATION, location)]))
}

async fn asked(app: &App, visit: &Visit, encoded: &[u8]) -> Result<Response, Failure> {
    judge(app, visit, encoded, false).await
}

async fn judge(app: &App, visit: &Visit, encoded: &[u8], confirmed: bool) -> Result<Response, Failure> {
    let Ok(pairs) = web::pairs(encoded) else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let parameters = Parameters::parse(&pairs);
    let keys = app.keys.of(app, &visit.realm).await?;
    let session = match visit.session_cookie() {
        Some(cookie) => {
            in_realm(app.database.reader(), &visit.realm.name).session_by_cookie(&cookie, visit.now).await?
        }
        None => None,
    };
    let decision = decide(&visit.realm, &keys, &parameters, session.as_ref().map(SessionRow::session_id));
    match decision {
        Err(refused) => {
            let reference = Reference::generate();
            tracing::warn!(realm = %visit.realm.name, %reference, reason = %refused, "a logout request was refused");
            Ok(refusal(visit, reference))
        }
        Ok(Logout::AskConfirmation { client, .. }) if !confirmed => {
            let application = client.map(|client| visit.view().own(&client.name).to_owned());
            let shown = Shown {
                action: format!("/{}/logout/confirm", visit.realm.name),
                request: carried(&parameters),
                application,
                token: visit.guard(app).token(FORM),
            };
            Ok(visit.page(page(visit.view(), &shown)))
        }
        Ok(Logout::AtOnce { then } | Logout::AskConfirmation { then, .. }) => {
            let mut frames = Vec::new();
            if let Some(session) = session {
                end(app, visit, &session).await?;
                frames = front_channel::frames(app, &visit.realm, session.session_id()).await?;
            }
            Ok((visit.clear_session(), gone(visit, then.as_ref(), &frames)).into_response())
        }
        Ok(Logout::AlreadyOut { then }) => Ok(gone(visit, then.as_ref(), &[])),
    }
}

async fn end(app: &App, visit: &Visit, session: &SessionRow) -> Result<(), Failure> {
    let (realm, id, account, now) = (Arc::clone(&visit.realm), session.session_id(), session.account_id(), visit.now);
    let ended = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            if rows.end_session(id, now).await? {
                rows.revoke_grants_of_session(id, now).await?;
                rows.record((Actor::Member, Event::SignedOut), Some(account), None, now).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    ended.await?;
    app.sessions_ended.notify_one();
    Ok(())
}

/// A page that says that the member is signed out.
pub fn signed_out_here(visit: &Visit) -> Response {
    gone(visit, None, &[])
}

/// Signed out: on to the application, or to a page that says so.
fn gone(visit: &Visit, then: Option<&RedirectUrl>, frames: &[Url]) -> Response {
    let forget = [
        (CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\"")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let view = visit.view();
    let response = match then {
        Some(url) if frames.is_empty() => (StatusCode::SEE_OTHER, [(LOCATION, url.as_str())]).into_response(),
        Some(url) => front_channel::permitting(frames, front_channel::leading_on(view, frames, url.as_str())),
        None => front_channel::permitting(frames, signed_out(view, &visit.realm.portal_url, frames)),
    };
    visit.respond((forget, response))
}

/// The parameters that the form carries, as one encoded text.
fn carried(parameters: &Parameters) -> String {
    let pairs = CARRIED.iter().filter_map(|name| Some((name, parameters.get(name)?)));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

struct Shown {
    action: String,
    request: String,
    application: Option<String>,
    token: FormToken,
}

fn page(view: View<'_>, shown: &Shown) -> Markup {
    view.page(view.say(texts::SIGN_OUT)).card(html! {
        p.lead {
            @match &shown.application {
                Some(application) => (view.say_with(texts::ASKED_BY, &[("application", application)])),
                None => (view.say(texts::ASKED)),
            }
        }
        (form(&shown.action, &shown.token, &html! {
            input type="hidden" name="request" value=(shown.request);
            p.actions { (Button::primary("logout-confirm", view.say(texts::CONFIRM))) }
        }))
    })
}

fn signed_out(view: View<'_>, portal_url: &str, frames: &[Url]) -> Markup {
    let href = format!("{portal_url}/");
    view.page(view.say(texts::SIGNED_OUT)).card(html! {
        p { (view.say(texts::SIGNED_OUT_WHY)) }
        p.actions { (LinkButton::primary(&href, view.say(texts::TO_PORTAL))) }
        (front_channel::markup(view, frames))
    })
}

fn refusal(visit: &Visit, reference: Reference) -> Response {
    let page = ErrorPage {
        title: texts::REFUSED,
        explanation: texts::REFUSED_WHY,
        reference: Some(reference),
        ..ErrorPage::of_status(StatusCode::BAD_REQUEST)
    };
    visit.respond(page.respond(visit.view()))
}
