//! 「パスワードの変更」 on the account pages, by the same rules as in the first sign-in.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use base::{Sealed, Secret};
use maud::{Markup, html};
use realm::Step;
use serde::Deserialize;
use web::controls::Button;
use web::{FormToken, Posted};

use super::texts::methods as texts;
use super::told::{Told, tell};
use super::{FreshAuth, Place};
use crate::App;
use crate::boundary::Failure;
use crate::mail::{self, Message};
use crate::new_password::{self, Refused};
use crate::renewal::{Renewed, everywhere};
use crate::rows::{Event, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::see_other;

const FORM: &str = "account-password";

/// What is typed and ticked.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    new_password: Secret,
    #[serde(default)]
    new_password_again: Secret,
    everywhere: Option<String>,
}

pub(super) fn page(place: &Place<'_>, user_id: &str, (refused, ticked): (&Refused, bool), token: &FormToken) -> Markup {
    let view = place.view;
    place.page(
        view.say(texts::CHANGE_PASSWORD),
        &refused.problems,
        &html! {
            p.lead { (view.say(texts::CHANGE_PASSWORD_LEAD)) }
            (new_password::rules(view, &place.realm.sign_in.password, refused))
            (place.form(token, "/sign-in", &html! {
                (new_password::fields(view, user_id, &refused.problems))
                (everywhere(view, ticked))
                p.actions { (Button::primary("password-submit", view.say(super::texts::CHANGE))) }
            }))
        },
    )
}

/// `GET /REALM/account/password`
pub async fn show(State(app): State<Arc<App>>, fresh: FreshAuth) -> Response {
    again(&app, &fresh, (&Refused::default(), true))
}

/// `POST /REALM/account/password`
pub async fn submit(State(app): State<Arc<App>>, fresh: FreshAuth, form: Posted<Form>) -> Result<Response, Failure> {
    let view = fresh.visit.view();
    let Ok(typed) = form.open(&fresh.visit.guard(&app), FORM) else {
        return Ok(again(&app, &fresh, (&Refused::form(unbound(view)), true)));
    };
    let ticked = typed.everywhere.is_some();
    let passwords = (typed.new_password, typed.new_password_again);
    match new_password::judge(&app, &fresh.visit, &fresh.account, passwords).await? {
        Ok(hash) => {
            keep(&app, &fresh, (hash, ticked)).await?;
            tell(&app, &fresh, &Told::PasswordChanged).await?;
            Ok(see_other(&fresh.visit, &fresh.address("/sign-in")))
        }
        Err(refused) => Ok(again(&app, &fresh, (&refused, ticked))),
    }
}

fn again(app: &App, fresh: &FreshAuth, refused: (&Refused, bool)) -> Response {
    let token = fresh.visit.guard(app).token(FORM);
    fresh.visit.page(page(&fresh.place(), &fresh.account.user_id, refused, &token))
}

async fn keep(app: &App, fresh: &FreshAuth, (hash, everywhere): (Sealed, bool)) -> Result<(), Failure> {
    let (realm, now, account) = (Arc::clone(&fresh.visit.realm), fresh.visit.now, fresh.account_id());
    let message = Message::PasswordChanged { at: now };
    let told = mail::tell(app, (&realm, fresh.visit.view().language), &fresh.account, &message)?;
    let (in_use, event, seen) = (fresh.in_use(), Event::PasswordChosen, fresh.visit.seen());
    let renewed = Renewed { account, in_use, everywhere, event, seen, told };
    let kept = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.store_password_hash(account, &hash).await?;
            rows.mark_step_done(account, Step::Password, now).await?;
            renewed.record(tx, &realm.name, now).await
        })
    });
    Ok(kept.await?)
}
