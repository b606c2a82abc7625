//! 「パスワードの変更」: the member's own password in place of the one that the society issued.

use std::sync::Arc;

use account::Gate;
use axum::extract::State;
use axum::response::Response;
use base::{Sealed, Secret};
use maud::{Markup, html};
use realm::{PasswordPolicy, Step};
use serde::Deserialize;
use web::controls::Button;
use web::{Posted, View};

use super::texts::password as texts;
use crate::App;
use crate::boundary::Failure;
use crate::mail::{self, Message};
use crate::new_password::{self, Refused};
use crate::renewal::{InUse, Renewed, everywhere};
use crate::rows::{AccountRow, Event, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen};

const FORM: &str = "new-password";

/// The screen of a new password.
#[derive(Debug)]
pub enum ChoosePassword {}

impl Screen for ChoosePassword {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Step(Step::Password)
    }
}

/// What is typed and ticked.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    new_password: Secret,
    #[serde(default)]
    new_password_again: Secret,
    everywhere: Option<String>,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub policy: &'a PasswordPolicy,
    pub user_id: &'a str,
    pub refused: &'a Refused,
    /// Whether the box of signing out everywhere is ticked.
    pub everywhere: bool,
    pub frame: Frame,
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let problems = &shown.refused.problems;
    view.page(view.say(texts::TITLE)).problems(problems).card(html! {
        p.lead { (view.say(texts::LEAD)) }
        (new_password::rules(view, shown.policy, shown.refused))
        (shown.frame.around(view, &html! {
            (new_password::fields(view, shown.user_id, problems))
            (everywhere(view, shown.everywhere))
            p.actions { (Button::primary("password-submit", view.say(texts::SUBMIT))) }
        }))
    })
}

/// `GET /REALM/login/new-password`
pub async fn show(State(app): State<Arc<App>>, due: Due<ChoosePassword>) -> Response {
    again(&app, &due, true, &Refused::default())
}

/// `POST /REALM/login/new-password`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<ChoosePassword>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let view = due.visit.view();
    let Ok(typed) = form.open(&due.visit.guard(&app), FORM) else {
        return Ok(again(&app, &due, true, &Refused::form(unbound(view))));
    };
    let Some(account) = &due.standing.account else { return due.look_again(&app).await };
    let ticked = typed.everywhere.is_some();
    let passwords = (typed.new_password, typed.new_password_again);
    match new_password::judge(&app, &due.visit, account, passwords).await? {
        Ok(hash) => {
            keep(&app, &due, account, (hash, ticked)).await?;
            due.look_again(&app).await
        }
        Err(refused) => Ok(again(&app, &due, ticked, &refused)),
    }
}

/// Keeps the password. A member who has signed in before is told by mail; whoever is signing in for the first time is
/// told so at the end of it, and one mail is enough.
async fn keep(
    app: &App,
    due: &Current,
    account: &AccountRow,
    (hash, everywhere): (Sealed, bool),
) -> Result<(), Failure> {
    let (realm, now, id) = (Arc::clone(&due.visit.realm), due.visit.now, account.account_id());
    let told = match account.first_signed_in_at {
        Some(_) => {
            mail::tell(app, (&realm, due.visit.view().language), account, &Message::PasswordChanged { at: now })?
        }
        None => None,
    };
    let (in_use, event, seen) = (InUse::of(due), Event::PasswordChosen, due.visit.seen());
    let renewed = Renewed { account: id, in_use, everywhere, event, seen, told };
    let kept = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.store_password_hash(id, &hash).await?;
            rows.mark_step_done(id, Step::Password, now).await?;
            renewed.record(tx, &realm.name, now).await
        })
    });
    Ok(kept.await?)
}

fn again(app: &App, due: &Current, everywhere: bool, refused: &Refused) -> Response {
    let shown = Shown {
        policy: &due.visit.realm.sign_in.password,
        user_id: due.standing.account.as_ref().map_or("", |account| &account.user_id),
        refused,
        everywhere,
        frame: Frame::of(app, due, FORM),
    };
    due.visit.page(page(due.visit.view(), &shown))
}
