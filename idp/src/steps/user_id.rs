//! 「ユーザID」, with 「認証方法」 on the same page where the realm's order has the one directly after the other.
//!
//! The ID that the member has stands in the field and may stay. Of two who want one ID at the same moment, the
//! database's unique index lets one have it; the other sees their form again as they filled it in.

use std::sync::Arc;

use account::{Gate, NewUserId, NewUserIdFault, USER_ID_REFUSED, USER_ID_SIGNS, new_user_id};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use realm::{Method, Realm, Step};
use serde::Deserialize;
use web::controls::{Button, Field, Problems};
use web::{Posted, Unbound, View};

use super::method;
use super::texts::user_id as texts;
use crate::App;
use crate::boundary::Failure;
use crate::rows::{AccountRow, Actor, Event, NotRenamed, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen};

const FORM: &str = "user-id";
const FIELD: &str = "username";

/// The screen of the user ID.
#[derive(Debug)]
pub enum ChooseUserId {}

impl Screen for ChooseUserId {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Step(Step::UserId)
    }
}

/// What is typed and chosen.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    pub(super) username: String,
    #[serde(default)]
    pub(super) method: String,
}

/// Whether the page asks for the method too.
fn asks_method(realm: &Realm) -> bool {
    realm.sign_in.methods.len() > 1 && realm.sign_in.steps.windows(2).any(|pair| pair == [Step::UserId, Step::Method])
}

pub(super) fn page(view: View<'_>, realm: &Realm, typed: &Form, problems: &Problems, frame: &Frame) -> Markup {
    let with_method = asks_method(realm);
    let (title, lead) =
        if with_method { (texts::TITLE_WITH_METHOD, texts::LEAD_WITH_METHOD) } else { (texts::TITLE, texts::LEAD) };
    view.page(view.say(title)).problems(problems).card(html! {
        p.lead { (view.say(lead)) }
        (frame.around(view, &html! {
            (field(view, realm, &typed.username, problems))
            @if with_method {
                (method::choice(view, realm, method::offered(realm, &typed.method), problems))
                (method::set_up(view, realm))
            }
            p.actions { (Button::primary("user-id-submit", view.say(texts::SUBMIT))) }
        }))
    })
}

/// The field, what may stand in it, and the list of what may not.
pub fn field(view: View<'_>, realm: &Realm, typed: &str, problems: &Problems) -> Markup {
    let length = realm.sign_in.user_id;
    let hint =
        view.say_with(texts::HINT, &[("min", &length.min), ("max", &length.max), ("signs", &spaced(USER_ID_SIGNS))]);
    html! {
        (Field::user_id(FIELD, view.say(texts::USER_ID)).hint(&hint).value(typed).check(problems))
        details.field.unfold {
            summary { (view.say(texts::REFUSED)) }
            p { (view.say(texts::REFUSED_LEAD)) }
            p { code.signs { (spaced(USER_ID_REFUSED)) } }
            p { (view.say(texts::REFUSED_ALSO)) }
        }
    }
}

fn spaced(signs: &str) -> String {
    signs.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// `GET /REALM/login/user-id`
pub async fn show(State(app): State<Arc<App>>, due: Due<ChooseUserId>) -> Result<Response, Failure> {
    let account = due.standing.account.as_ref();
    let stands = || Form {
        username: account.map(|row| row.user_id.clone()).unwrap_or_default(),
        method: account.and_then(AccountRow::chosen_method).map(|method| method.name().to_owned()).unwrap_or_default(),
    };
    let typed = due.draft(&app).await?.unwrap_or_else(stands);
    Ok(again(&app, &due, &typed, &Problems::none()))
}

/// `POST /REALM/login/user-id`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<ChooseUserId>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let view = due.visit.view();
    let typed = match form.open(&due.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &due, &typed, &unbound(view))),
    };
    let Some(account) = &due.standing.account else { return due.look_again(&app).await };
    let chosen = match read(view, &due.visit.realm, account, &typed) {
        Ok(chosen) => chosen,
        Err(problems) => return Ok(again(&app, &due, &typed, &problems)),
    };
    match keep(&app, &due, account, chosen).await {
        Ok(()) => due.look_again(&app).await,
        Err(NotRenamed::Taken) => Ok(again(&app, &due, &typed, &taken(view))),
        Err(NotRenamed::Database(error)) => Err(error.into()),
    }
}

fn again(app: &App, due: &Current, typed: &Form, problems: &Problems) -> Response {
    due.visit.page(page(due.visit.view(), &due.visit.realm, typed, problems, &Frame::of(app, due, FORM)))
}

/// The ID and, where the page asks for it, the method that the form means.
fn read(
    view: View<'_>,
    realm: &Realm,
    account: &AccountRow,
    typed: &Form,
) -> Result<(NewUserId, Option<Method>), Problems> {
    let (user_id, mut problems) = match judge(view, realm, account, &typed.username) {
        Ok(user_id) => (Some(user_id), Problems::none()),
        Err(problems) => (None, problems),
    };
    let method = method::offered(realm, &typed.method).filter(|_| asks_method(realm));
    if method.is_none() && asks_method(realm) {
        problems.add(method::FIELD, view.say(super::texts::method::NONE));
    }
    match user_id {
        Some(user_id) if problems.is_empty() => Ok((user_id, method)),
        _ => Err(problems),
    }
}

/// What becomes of a member's ID when they typed this, or all that is wrong with it.
///
/// # Errors
/// What the page says.
pub fn judge(view: View<'_>, realm: &Realm, account: &AccountRow, typed: &str) -> Result<NewUserId, Problems> {
    new_user_id(typed, &account.user_id, realm.sign_in.user_id).map_err(|faults| {
        let mut problems = Problems::none();
        for fault in &faults {
            problems.add(FIELD, say_fault(view, realm, fault));
        }
        problems
    })
}

/// What is said when another member has the ID.
#[must_use]
pub fn taken(view: View<'_>) -> Problems {
    Problems::of_field(FIELD, view.say(texts::TAKEN))
}

fn say_fault(view: View<'_>, realm: &Realm, fault: &NewUserIdFault) -> String {
    let length = realm.sign_in.user_id;
    match fault {
        NewUserIdFault::Empty => view.say(texts::EMPTY).to_owned(),
        NewUserIdFault::Length => view.say_with(texts::LENGTH, &[("min", &length.min), ("max", &length.max)]),
        NewUserIdFault::Characters(refused) => {
            let name = |c: char| if c == ' ' { view.say(texts::SPACE).to_owned() } else { c.to_string() };
            let named: Vec<String> = refused.chars().map(name).collect();
            view.say_with(texts::CHARACTERS, &[("characters", &named.join(" "))])
        }
    }
}

/// Writes all that was chosen, or nothing.
async fn keep(
    app: &App,
    due: &Current,
    account: &AccountRow,
    (user_id, method): (NewUserId, Option<Method>),
) -> Result<(), NotRenamed> {
    let (realm, now, id) = (Arc::clone(&due.visit.realm), due.visit.now, account.account_id());
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                if let NewUserId::Chosen(user_id) = &user_id {
                    rows.rename(id, user_id, now).await?;
                }
                rows.mark_step_done(id, Step::UserId, now).await?;
                rows.record((Actor::Member, Event::UserIdChosen), Some(id), None, now).await?;
                if let Some(method) = method {
                    rows.choose_method(id, method).await?;
                    rows.record((Actor::Member, Event::MethodChosen), Some(id), None, now).await?;
                }
                Ok(())
            })
        })
        .await
}
