//! The page that posts an answer to a client (OAuth 2.0 Form Post Response Mode §2).
//!
//! A small script sends the form when the page is there; without it the member presses a button.

use axum::response::Response;
use maud::html;
use oidc::authorize::FormPost;
use web::assets;
use web::controls::Button;

use super::texts;
use crate::boundary::Visit;

/// The page.
pub(super) fn respond(visit: &Visit, form: &FormPost) -> Response {
    let view = visit.view();
    let page = view.page(view.say(texts::GOING_BACK)).card(html! {
        form method="post" action=(form.address()) data-posting {
            p { (view.say(texts::GOING_BACK_HINT)) }
            @for (name, value) in form.fields() {
                input type="hidden" name=(name) value=(value);
            }
            p.actions { (Button::primary("form-post-submit", view.say(texts::GO_ON))) }
        }
        script src=(assets::url("posting.js")) {}
    });
    visit.page(page)
}
