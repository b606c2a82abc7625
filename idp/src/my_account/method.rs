//! 「認証方法の変更」: which second factor the sign-in asks for.
//!
//! It is chosen here and nowhere else: registering a device changes nothing about it. Whoever chooses a method that they
//! have no device for goes on to its registration.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use web::controls::{Button, Problems};
use web::{FormToken, Posted, Unbound};

use super::texts::methods as texts;
use super::told::{Told, tell};
use super::{FreshAuth, Place};
use crate::App;
use crate::boundary::Failure;
use crate::rows::{Actor, Details, Event, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::see_other;
use crate::steps::method::{FIELD, choice, none_chosen, offered};

const FORM: &str = "account-method";

/// What is chosen.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    method: String,
}

pub(super) fn page(place: &Place<'_>, chosen: Option<Method>, problems: &Problems, token: &FormToken) -> Markup {
    let view = place.view;
    place.page(
        view.say(texts::METHOD),
        problems,
        &html! {
            p.lead { (view.say(texts::METHOD_LEAD)) }
            (place.form(token, "", &html! {
                (choice(view, place.realm, chosen, problems))
                p.actions { (Button::primary("method-submit", view.say(super::texts::CHANGE))) }
            }))
        },
    )
}

/// `GET /REALM/account/method`
pub async fn show(State(app): State<Arc<App>>, fresh: FreshAuth) -> Response {
    if fresh.visit.realm.sign_in.methods.len() == 1 {
        // One method is no choice.
        return see_other(&fresh.visit, &fresh.address(""));
    }
    again(&app, &fresh, fresh.account.chosen_method(), &Problems::none())
}

/// `POST /REALM/account/method`
pub async fn submit(State(app): State<Arc<App>>, fresh: FreshAuth, form: Posted<Form>) -> Result<Response, Failure> {
    let (view, realm) = (fresh.visit.view(), &fresh.visit.realm);
    let typed = match form.open(&fresh.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &fresh, offered(realm, &typed.method), &unbound(view))),
    };
    let Some(method) = offered(realm, &typed.method) else {
        return Ok(again(&app, &fresh, None, &Problems::of_field(FIELD, none_chosen(view))));
    };
    choose(&app, &fresh, method).await?;
    tell(&app, &fresh, &Told::MethodChanged).await?;
    let facts = in_realm(app.database.reader(), &realm.name).account_facts(&fresh.account).await?;
    let next = match method {
        method if facts.is_ready_for(method) => "",
        Method::AppOtp => "/authenticators/new",
        Method::Passkey => "/passkeys/new",
        Method::MailOtp => "/email",
    };
    Ok(see_other(&fresh.visit, &fresh.address(next)))
}

fn again(app: &App, fresh: &FreshAuth, chosen: Option<Method>, problems: &Problems) -> Response {
    fresh.visit.page(page(&fresh.place(), chosen, problems, &fresh.visit.guard(app).token(FORM)))
}

async fn choose(app: &App, fresh: &FreshAuth, method: Method) -> Result<(), Failure> {
    let (realm, now, account) = (Arc::clone(&fresh.visit.realm), fresh.visit.now, fresh.account_id());
    let seen = fresh.visit.seen();
    let chosen = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.choose_method(account, method).await?;
            let details = Details { account: Some(account), seen, ..Details::default() };
            rows.record_with((Actor::Member, Event::MethodChosen), details, now).await
        })
    });
    Ok(chosen.await?)
}
