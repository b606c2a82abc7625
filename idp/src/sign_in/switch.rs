//! Somebody else is signed in at this browser: whoever signed in just now decides, with both names before them.
//!
//! It is asked last, so that nobody learns whose session it is before they have shown who they are.

use std::sync::Arc;

use account::Gate;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{Button, form};
use web::{Posted, View};

use super::due::{Due, Screen};
use super::frame::Frame;
use super::texts;
use crate::App;
use crate::boundary::Failure;
use crate::rows::{AccountRow, SessionRow, in_realm};

const FORM: &str = "switch";

/// The screen of the question whose session it is to be.
#[derive(Debug)]
pub enum Switch {}

impl Screen for Switch {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Switch
    }
}

/// The form has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Form {}

/// The names of both, as the page says them.
pub(crate) struct Names {
    /// Who is signed in.
    pub there: String,
    /// Who signs in.
    pub new: String,
}

pub(crate) fn page(view: View<'_>, names: &Names, frame: &Frame) -> Markup {
    let both = |text| view.say_with(text, &[("there", &names.there), ("new", &names.new)]);
    view.page(view.say(texts::SWITCH)).card(html! {
        p.lead { (both(texts::SWITCH_LEAD)) }
        (form(&frame.action, &frame.tokens.0, &html! {
            p.actions { (Button::primary("switch-confirm", &both(texts::SWITCH_CONFIRM))) }
        }))
        (form(&frame.cancel, &frame.tokens.1, &html! {
            p.actions { (Button::secondary("login-cancel", &both(texts::SWITCH_CANCEL))) }
        }))
    })
}

/// `GET /REALM/login/switch`
pub async fn show(State(app): State<Arc<App>>, due: Due<Switch>) -> Result<Response, Failure> {
    let there = match due.standing.session.as_ref().map(SessionRow::account_id) {
        Some(account) => in_realm(app.database.reader(), &due.visit.realm.name).account(account).await?,
        None => None,
    };
    let name = |row: Option<&AccountRow>| row.map(|row| format!("{} {}", row.family_name, row.given_name));
    let (Some(there), Some(new)) = (name(there.as_ref()), name(due.standing.account.as_ref())) else {
        return due.look_again(&app).await;
    };
    Ok(due.visit.page(page(due.visit.view(), &Names { there, new }, &Frame::of(&app, &due, FORM))))
}

/// `POST /REALM/login/switch`
pub async fn submit(State(app): State<Arc<App>>, due: Due<Switch>, form: Posted<Form>) -> Result<Response, Failure> {
    let there = due.standing.session.as_ref().map(SessionRow::account_id);
    match form.open(&due.visit.guard(&app), FORM) {
        Ok(Form {}) => due.change(&app, |sign_in| sign_in.wishes.switch_from = there).await,
        Err(_) => due.look_again(&app).await,
    }
}
