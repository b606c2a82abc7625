//! The page on which a member waits until mail to an address has reached them: it takes the code, and goes on by itself
//! when the link was opened elsewhere.
//!
//! A small script asks now and then and says so in words before it leads on; without it there is a button. Nothing
//! reloads by itself: who reads slowly is not interrupted (WCAG 2.2, 2.2.1).

use axum::Json;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use web::controls::{Button, LinkButton, Problems, links};
use web::{View, assets};

use super::texts;
use crate::boundary::Visit;
use crate::mailed_code::page::{self, Mailed};

/// What the page shows.
#[derive(Debug)]
pub struct Waiting<'a> {
    /// The mail that is waited for.
    pub mailed: Mailed<'a>,
    /// The page's own address, which leads on once the address is confirmed.
    pub here: &'a str,
    /// Where the script asks: it answers with [`state`].
    pub asks: &'a str,
    /// Where another address can be stated.
    pub change: &'a str,
}

/// What stands inside the form. The button is `email-verify-submit`.
#[must_use]
pub fn fields(view: View<'_>, waiting: &Waiting<'_>, problems: &Problems) -> Markup {
    let Waiting { mailed, here, asks, change } = waiting;
    html! {
        (page::about(view, mailed))
        (page::field(view, problems))
        p.actions { (Button::primary("email-verify-submit", view.say(texts::ENTER))) }
        p.hint { (view.say(texts::REFRESH_HINT)) }
        p role="status" data-waiting=(asks) data-done=(view.say(texts::GOES_ON)) data-next=(here) {}
        p.actions { (LinkButton::secondary(here, view.say(texts::REFRESH))) }
        (page::again(view, mailed))
        (links(&[(change, view.say(texts::CHANGE))]))
        (page::help(view, mailed.realm))
        script src=(assets::url("waiting.js")) defer {}
    }
}

/// The page, whose script may ask us.
#[must_use]
pub fn respond(visit: &Visit, page: Markup) -> Response {
    let policy = format!("{}; connect-src 'self'", web::CONTENT_SECURITY_POLICY);
    ([(CONTENT_SECURITY_POLICY, policy)], visit.page(page)).into_response()
}

/// What the script is told.
#[derive(Debug, Serialize)]
struct State {
    waiting: bool,
}

/// The answer to the script.
#[must_use]
pub fn state(waiting: bool) -> Response {
    Json(State { waiting }).into_response()
}
