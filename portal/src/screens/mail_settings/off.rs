//! `/mail-off/{ticket}`: the link in every mail about news. Opening it asks; sending the form, or a mail program's own
//! button (RFC 8058 §3.1), switches these mails off, from any browser and without a sign-in.
//!
//! Nothing happens by opening: programs that look through mail open links. What is posted is not read: the ticket in the
//! address says it all, and can do nothing else.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::TokenHash;
use maud::html;
use web::controls::{LinkButton, Notice, actions};

use super::texts;
use crate::boundary::{Failure, Visit};
use crate::digest::{KINDS, kind_name};
use crate::rows::in_realm;

/// Where the link leads, before its ticket.
pub const OFF: &str = "/mail-off";

/// `GET /mail-off/{ticket}`
pub async fn show(visit: Visit, Path((_, ticket)): Path<(String, String)>) -> Result<Response, Failure> {
    let view = visit.view();
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    if !rows.has_ticket(&TokenHash::of(&ticket)).await? {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    let society = view.own(&visit.realm.display_name);
    let page = view.page(view.say(texts::OFF)).card(html! {
        p { (view.say_with(texts::OFF_QUESTION, &[("society", &society)])) }
        form method="post" {
            (actions(&html! {
                button #mail-off .button.primary type="submit" { (view.say(texts::OFF)) }
                (LinkButton::secondary(&visit.link("/notification-settings"), view.say(texts::TO_SETTINGS)))
            }))
        }
    });
    Ok(page.into_response())
}

/// `POST /mail-off/{ticket}`
pub async fn submit(visit: Visit, Path((_, ticket)): Path<(String, String)>) -> Result<Response, Failure> {
    let view = visit.view();
    let realm = visit.realm.name.clone();
    let all = KINDS.map(kind_name).join(" ");
    let stopped = visit.app.database.write(move |tx| {
        Box::pin(async move { in_realm(tx, &realm).decline_mails_by_ticket(&TokenHash::of(&ticket), &all).await })
    });
    if !stopped.await? {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    let page = view.page(view.say(texts::OFF)).card(html! {
        (Notice::success(view.say(texts::OFF_DONE), html! { p { (view.say(texts::OFF_DONE_WHY)) } }))
        (actions(&html! {
            (LinkButton::secondary(&visit.link("/notification-settings"), view.say(texts::TO_SETTINGS)))
        }))
    });
    Ok(page.into_response())
}
