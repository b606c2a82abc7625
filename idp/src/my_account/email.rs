//! 「Eメール変更」: the new address is stated here. It takes the place of the old one only when mail is known to reach the
//! member there, so that a slip of the finger locks nobody out.

use std::sync::Arc;

use account::EmailAddress;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use realm::Realm;
use serde::Deserialize;
use web::controls::{Button, Field, Problems, definitions};
use web::{FormToken, Posted, Unbound};

use super::texts::email as texts;
use super::{FreshAuth, Place};
use crate::App;
use crate::boundary::Failure;
use crate::email::wish;
use crate::mailed_code::page::sender_domain;
use crate::rows::{NotTheirs, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::see_other;
use crate::steps::email::{FIELD, may_try, read, taken, too_many};

const FORM: &str = "account-email";

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    email: String,
}

pub(super) fn page(
    place: &Place<'_>,
    (present, typed): (Option<&str>, &str),
    problems: &Problems,
    token: &FormToken,
) -> Markup {
    let (view, realm): (_, &Realm) = (place.view, place.realm);
    let own = realm.sign_in.email_hint.as_ref().map(|hint| view.own(hint));
    let present = present.unwrap_or_else(|| view.say(super::texts::NO_EMAIL)).to_owned();
    place.page(
        view.say(super::texts::CHANGE_EMAIL),
        problems,
        &html! {
            p.lead { (view.say(texts::LEAD)) }
            (definitions(&[(view.say(texts::PRESENT), html! { (present) })]))
            @if let Some(own) = own { p { (own) } }
            p { (view.say_with(texts::ALLOW, &[("domain", &sender_domain(realm))])) }
            (place.form(token, "", &html! {
                (Field::email(FIELD, view.say(texts::NEW)).hint(view.say(texts::HINT)).value(typed).check(problems))
                p.actions { (Button::primary("email-submit", view.say(texts::SEND))) }
            }))
        },
    )
}

/// `GET /REALM/account/email`
pub async fn show(State(app): State<Arc<App>>, fresh: FreshAuth) -> Result<Response, Failure> {
    let draft: Option<Form> = fresh.draft(&app).await?;
    let typed = draft.map(|draft| draft.email).unwrap_or_default();
    Ok(again(&app, &fresh, &typed, &Problems::none()))
}

/// `POST /REALM/account/email`
pub async fn submit(State(app): State<Arc<App>>, fresh: FreshAuth, form: Posted<Form>) -> Result<Response, Failure> {
    let (view, visit) = (fresh.visit.view(), &fresh.visit);
    let typed = match form.open(&visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &fresh, &typed.email, &unbound(view))),
    };
    let address = match read(view, &typed.email) {
        Ok(address) => address,
        Err(problems) => return Ok(again(&app, &fresh, &typed.email, &problems)),
    };
    if Some(&address) == fresh.account.verified_address().as_ref() {
        let problems = Problems::of_field(FIELD, view.say(texts::SAME));
        return Ok(again(&app, &fresh, &typed.email, &problems));
    }
    if !may_try(&app, visit, fresh.account_id()).await? {
        return Ok(again(&app, &fresh, &typed.email, &too_many(view)));
    }
    if !is_free(&app, &fresh, &address).await? {
        return Ok(again(&app, &fresh, &typed.email, &taken(view)));
    }
    fresh.forget_draft(&app).await?;
    wish::keep(&app, visit, fresh.session.session_id(), &address).await?;
    Ok(see_other(visit, &fresh.address("/email/verify")))
}

fn again(app: &App, fresh: &FreshAuth, typed: &str, problems: &Problems) -> Response {
    let token = fresh.visit.guard(app).token(FORM);
    fresh.visit.page(page(&fresh.place(), (fresh.account.email.as_deref(), typed), problems, &token))
}

/// Whether no other member has shown that the address is theirs, at this moment. It is asked again when the address
/// becomes the member's.
async fn is_free(app: &App, fresh: &FreshAuth, address: &EmailAddress) -> Result<bool, Failure> {
    let (realm, account, address) = (Arc::clone(&fresh.visit.realm), fresh.account_id(), address.clone());
    let checked = app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm.name).check_address(account, &address).await }));
    match checked.await {
        Ok(()) => Ok(true),
        Err(NotTheirs::Taken) => Ok(false),
        Err(NotTheirs::Database(error)) => Err(error.into()),
    }
}
