//! 「認証方法の選択」: the second factor, with the society's recommendation and in plain words.
//!
//! Most realms ask for it together with the user ID; then that screen shows the choice made here.

use std::sync::Arc;

use account::Gate;
use axum::extract::State;
use axum::response::Response;
use base::Language;
use maud::{Markup, html};
use realm::{Enrolment, Method, Realm, Step};
use serde::Deserialize;
use web::controls::{Button, Problems, Radios};
use web::{Posted, Unbound, View};

use super::texts::method as texts;
use crate::App;
use crate::boundary::Failure;
use crate::rows::{AccountRow, Actor, Event, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen};

const FORM: &str = "method";

/// The field of the choice.
pub const FIELD: &str = "method";

/// The screen of the choice.
#[derive(Debug)]
pub enum ChooseMethod {}

impl Screen for ChooseMethod {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Step(Step::Method)
    }
}

/// What is chosen.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    method: String,
}

/// The method that a form names, if the realm offers it.
#[must_use]
pub fn offered(realm: &Realm, name: &str) -> Option<Method> {
    realm.sign_in.methods.iter().copied().find(|method| method.name() == name)
}

/// What the society calls a method.
#[must_use]
pub fn label<'a>(view: View<'_>, realm: &'a Realm, method: Method) -> &'a str {
    label_in(view.language, realm, method)
}

/// The same where there is no page: on paper, at a terminal.
#[must_use]
pub fn label_in(language: Language, realm: &Realm, method: Method) -> &str {
    let own = realm.sign_in.method_labels.iter().find(|(named, _)| *named == method);
    own.map_or_else(|| texts::label(method).get(language), |(_, label)| label.in_language(language))
}

/// The choice among a realm's methods. Before one is made, the recommended one stands chosen.
#[must_use]
pub fn choice<'a>(view: View<'_>, realm: &'a Realm, chosen: Option<Method>, problems: &'a Problems) -> Radios<'a> {
    let policy = &realm.sign_in;
    let hint = if policy.recommended_method.is_some() { texts::HINT_RECOMMENDED } else { texts::HINT };
    let chosen = chosen.or(policy.recommended_method).map(Method::name);
    let empty = Radios::new(FIELD, view.say(texts::LEGEND)).hint(view.say(hint)).chosen(chosen).check(problems);
    policy.methods.iter().fold(empty, |radios, method| {
        let radios =
            radios.option(method.name(), label(view, realm, *method)).explained(view.say(texts::about(*method)));
        if Some(*method) == policy.recommended_method { radios.recommended(view.language) } else { radios }
    })
}

/// What is said when none is chosen.
#[must_use]
pub const fn none_chosen(view: View<'_>) -> &'static str {
    view.say(texts::NONE)
}

/// When the chosen method is set up, for the foot of the form.
#[must_use]
pub fn set_up(view: View<'_>, realm: &Realm) -> Markup {
    let when = match realm.sign_in.enrolment {
        Enrolment::AtOnce => texts::SET_UP_AT_ONCE,
        Enrolment::SecondSignIn => texts::SET_UP_NEXT_TIME,
    };
    html! { p.hint { (view.say(when)) } }
}

pub(super) fn page(
    view: View<'_>,
    realm: &Realm,
    chosen: Option<Method>,
    problems: &Problems,
    frame: &Frame,
) -> Markup {
    view.page(view.say(texts::TITLE)).problems(problems).card(html! {
        p.lead { (view.say(texts::LEAD)) }
        (frame.around(view, &html! {
            (choice(view, realm, chosen, problems))
            (set_up(view, realm))
            p.actions { (Button::primary("method-submit", view.say(texts::SUBMIT))) }
        }))
    })
}

/// `GET /REALM/login/method`
pub async fn show(State(app): State<Arc<App>>, due: Due<ChooseMethod>) -> Result<Response, Failure> {
    let typed: Option<Form> = due.draft(&app).await?;
    let chosen = typed.and_then(|typed| offered(&due.visit.realm, &typed.method));
    let chosen = chosen.or_else(|| due.standing.account.as_ref().and_then(AccountRow::chosen_method));
    Ok(again(&app, &due, chosen, &Problems::none()))
}

/// `POST /REALM/login/method`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<ChooseMethod>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let (view, realm) = (due.visit.view(), &due.visit.realm);
    let typed = match form.open(&due.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &due, offered(realm, &typed.method), &unbound(view))),
    };
    let Some(method) = offered(realm, &typed.method) else {
        return Ok(again(&app, &due, None, &Problems::of_field(FIELD, view.say(texts::NONE))));
    };
    let Some(account) = due.account() else { return due.look_again(&app).await };
    let (realm, now) = (Arc::clone(realm), due.visit.now);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                rows.choose_method(account, method).await?;
                rows.record((Actor::Member, Event::MethodChosen), Some(account), None, now).await
            })
        })
        .await?;
    due.look_again(&app).await
}

fn again(app: &App, due: &Current, chosen: Option<Method>, problems: &Problems) -> Response {
    due.visit.page(page(due.visit.view(), &due.visit.realm, chosen, problems, &Frame::of(app, due, FORM)))
}
