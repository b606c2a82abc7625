//! 「生年月日の確認」: the member proves at the first sign-in that the letter reached the right person.
//!
//! A birth date is soon guessed, so attempts are reserved and limited like those at the password.

use std::sync::Arc;

use account::{Gate, read_birth_date};
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use maud::{Markup, html};
use realm::Step;
use serde::Deserialize;
use web::controls::{Button, Field, Problems};
use web::{Posted, Unbound, View};

use super::texts::birth_date as texts;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, Actor, Event, Guessed, Whose, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen, limits};

const FORM: &str = "birth-date";
/// The field of a birth date.
pub const FIELD: &str = "birth_date";

/// The screen of the birth date.
#[derive(Debug)]
pub enum BirthDate {}

impl Screen for BirthDate {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Step(Step::BirthDate)
    }
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    birth_date: String,
}

pub(super) fn page(view: View<'_>, typed: &Form, problems: &Problems, frame: &Frame) -> Markup {
    view.page(view.say(texts::TITLE)).problems(problems).card(html! {
        p.lead { (view.say(texts::LEAD)) }
        (frame.around(view, &html! {
            (field(view, &typed.birth_date, problems).focused())
            p.actions { (Button::primary("birth-date-submit", view.say(texts::SUBMIT))) }
        }))
    })
}

/// The field, on whichever page a birth date is asked for.
#[must_use]
pub fn field<'a>(view: View<'_>, typed: &'a str, problems: &'a Problems) -> Field<'a> {
    let field = Field::digits(FIELD, view.say(texts::BIRTH_DATE)).hint(view.say(texts::HINT)).autocomplete("bday");
    field.value(typed).check(problems)
}

/// What is said of a text that is no date.
#[must_use]
pub fn say_malformed(view: View<'_>, typed: &str) -> &'static str {
    view.say(if typed.trim().is_empty() { texts::EMPTY } else { texts::MALFORMED })
}

/// `GET /REALM/login/birth-date`
pub async fn show(State(app): State<Arc<App>>, due: Due<BirthDate>) -> Result<Response, Failure> {
    let typed = due.draft(&app).await?.unwrap_or_default();
    Ok(again(&app, &due, &typed, &Problems::none()))
}

/// `POST /REALM/login/birth-date`
pub async fn submit(State(app): State<Arc<App>>, due: Due<BirthDate>, form: Posted<Form>) -> Result<Response, Failure> {
    let view = due.visit.view();
    let typed = match form.open(&due.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &due, &typed, &unbound(view))),
    };
    let Some(stated) = read_birth_date(&typed.birth_date) else {
        let said = say_malformed(view, &typed.birth_date);
        return Ok(again(&app, &due, &typed, &Problems::of_field(FIELD, said)));
    };
    let Some(account) = &due.standing.account else { return due.look_again(&app).await };
    if confirm(&app, &due.visit, account, stated).await? {
        return due.look_again(&app).await;
    }
    Ok(again(&app, &due, &typed, &limits::wrong(&due.visit, (texts::WRONG, Some(FIELD)))))
}

fn again(app: &App, due: &Current, typed: &Form, problems: &Problems) -> Response {
    due.visit.page(page(due.visit.view(), typed, problems, &Frame::of(app, due, FORM)))
}

/// Reserves an attempt, and marks the step when the date is the one on record. `false` for whatever was wrong.
async fn confirm(app: &App, visit: &Visit, account: &AccountRow, stated: NaiveDate) -> Result<bool, Failure> {
    let id = account.account_id();
    let reserved = limits::reserve(app, visit, (Guessed::BirthDate, Whose::Account(id))).await?;
    let Some(attempt) = reserved else { return Ok(false) };
    if stated != account.birth_date {
        limits::was_wrong(app, visit, &attempt).await?;
        return Ok(false);
    }
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                rows.forget_attempts(&attempt).await?;
                rows.mark_step_done(id, Step::BirthDate, now).await?;
                rows.record((Actor::Member, Event::BirthDateConfirmed), Some(id), None, now).await
            })
        })
        .await?;
    Ok(true)
}
