//! `/sign-out` asks, ends the portal's session and goes on to end the provider's (RP-Initiated Logout);
//! `/signed-out` is where both are ended.

use axum::http::header::LOCATION;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base::{RandomToken, RealmName, Text, TokenHash};
use chrono::TimeDelta;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};
use web::controls::{Button, LinkButton, Notice, actions, form};
use web::{ErrorPage, Posted};

use super::{menu, texts};
use crate::boundary::{Failure, Visit};
use crate::member::Member;
use crate::relying_party::NoRequest;

/// What the browser must not show again when somebody else presses Back (Clear-Site-Data §3.1).
const FORGET_PAGES: (HeaderName, &str) = (HeaderName::from_static("clear-site-data"), "\"cache\"");
/// The form's name in its token.
const FORM: &str = "sign-out";
const TO_TOP: Text = Text { ja: "トップページへ", en: "To the top page" };
/// How long the way over the provider may take.
const RETURN_WITHIN: TimeDelta = TimeDelta::minutes(30);

/// The form has no field but its token.
#[derive(Deserialize)]
pub struct Fields {}

/// A sign-out on its way over the provider, by the hash of its `state`.
struct SignOut;

impl Kind for SignOut {
    const NAME: &'static str = "portal-sign-out";
    type Value = Departed;
}

/// Nothing is remembered but that it was begun here.
#[derive(Serialize, Deserialize)]
struct Departed {}

fn key(realm: &RealmName, state: &str) -> Key<SignOut> {
    Key::new(realm, TokenHash::of(state).as_str())
}

fn question(visit: &Visit, member: &Member) -> Markup {
    let view = visit.view();
    let content = html! {
        p { (view.say(texts::SIGN_OUT_QUESTION)) }
        (actions(&html! {
            (Button::primary("logout-confirm", view.say(texts::SIGN_OUT_YES)))
            (LinkButton::secondary(&visit.link("/"), view.say(texts::CANCEL)))
        }))
    };
    let token = visit.guard().token(FORM);
    view.page(view.say(texts::SIGN_OUT)).menu(&menu(visit, member)).card(form(
        &visit.link("/sign-out"),
        &token,
        &content,
    ))
}

/// `GET /sign-out`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    match visit.session().await? {
        Some(session) => Ok(question(&visit, &session.member).into_response()),
        None => Ok(Redirect::to(&visit.link("/")).into_response()),
    }
}

/// `POST /sign-out`
pub async fn submit(visit: Visit, posted: Posted<Fields>) -> Result<Response, Failure> {
    let Some(session) = visit.session().await? else { return Ok(Redirect::to(&visit.link("/")).into_response()) };
    if posted.open(&visit.guard(), FORM).is_err() {
        return Ok(question(&visit, &session.member).into_response());
    }
    let member = session.end(&visit.app, &visit.realm.name).await?;
    let state = RandomToken::generate();
    visit
        .app
        .expiring
        .put(&key(&visit.realm.name, state.expose()), &Departed {}, visit.now + RETURN_WITHIN, visit.now)
        .await?;
    let over = visit.app.relying_party.sign_out(&visit.realm, &member.id_token, &state, visit.language()).await;
    let onward = match over {
        Ok(url) => (StatusCode::SEE_OTHER, [(LOCATION, url.as_str())]).into_response(),
        Err(NoRequest::OutOfReach(_) | NoRequest::NotRegistered(_)) => only_here(&visit),
    };
    Ok((visit.clear_session(), [FORGET_PAGES], onward).into_response())
}

/// Ours is ended, the provider's is not: somebody at the same browser could still sign in without a password.
fn only_here(visit: &Visit) -> Response {
    let page = ErrorPage {
        status: StatusCode::SERVICE_UNAVAILABLE,
        title: texts::SIGNED_OUT_HERE,
        explanation: texts::SIGNED_OUT_HERE_WHY,
        reference: None,
        onward: None,
    };
    page.respond(visit.view())
}

fn farewell(visit: &Visit) -> Markup {
    let view = visit.view();
    view.page(view.say(texts::SIGNED_OUT)).card(html! {
        (Notice::success(view.say(texts::SIGNED_OUT_DONE), html! { p { (view.say(texts::SIGNED_OUT_HINT)) } }))
        (actions(&html! {
            (LinkButton::primary(&visit.link("/sign-in"), view.say(texts::SIGN_IN)))
            (LinkButton::secondary(&visit.link("/"), view.say(TO_TOP)))
        }))
    })
}

/// `GET /signed-out`: back from the provider. Whoever did not begin a sign-out here is shown the top page instead.
pub async fn done(visit: Visit) -> Result<Response, Failure> {
    let pairs = web::pairs(visit.query().as_bytes()).unwrap_or_default();
    let state = pairs.iter().find(|(name, _)| name == "state").map(|(_, state)| state.as_str()).unwrap_or_default();
    let begun_here = visit.app.expiring.take(&key(&visit.realm.name, state), None, visit.now).await?.is_some();
    if !begun_here {
        return Ok(Redirect::to(&visit.link("/")).into_response());
    }
    Ok(([FORGET_PAGES], farewell(&visit)).into_response())
}

#[cfg(test)]
mod tests {
    use crate::testing::{Site, member};

    #[tokio::test]
    async fn whoever_has_signed_out_finds_the_way_to_the_top_page() {
        let site = Site::open().await;
        let mut browser = site.browser_of("minato", &member(None)).await;
        let form = format!("form_token={}", browser.get("/minato/sign-out").await.form_token());
        let onward = browser.post("/minato/sign-out", &form).await.location().to_owned();
        let state = onward.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let back = browser.get(&format!("/minato/signed-out?state={state}")).await.text;
        assert!(
            back.contains("href=\"/minato/\">トップページへ</a>") && back.contains("href=\"/minato/sign-in\""),
            "{back}"
        );
    }
}
