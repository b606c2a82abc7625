//! 「ログイン」: user ID and password.
//!
//! A wrong ID and a wrong password get the same page in the same time: an attempt is reserved under the ID whether or
//! not somebody has it, and one password hash is computed whatever is stored.

use std::sync::Arc;

use account::{Gate, PasswordMatch, StoredPassword, TypedPassword, UserId};
use axum::extract::State;
use axum::response::Response;
use base::{AccountId, Purpose, SealedFor, Secret, TokenHash};
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{Button, Field, Problems, form};
use web::{FormToken, Posted, Unbound, View};

use super::due::{Due, Screen};
use super::{Current, cancel, limits, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, Guessed, in_realm};

const FORM: &str = "login";

/// The screen of the password gate.
#[derive(Debug)]
pub enum Password {}

impl Screen for Password {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Password
    }
}

/// What is typed.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: Secret,
}

/// What the page shows.
struct Shown<'a> {
    action: String,
    cancel: String,
    user_id: &'a str,
    application: &'a str,
    problems: &'a Problems,
    tokens: (FormToken, FormToken),
}

fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    view.page(view.say(texts::SIGN_IN)).problems(shown.problems).card(html! {
        p.lead { (view.say_with(texts::SIGN_IN_TO, &[("application", &shown.application)])) }
        (form(&shown.action, &shown.tokens.0, &html! {
            (Field::user_id("username", view.say(texts::USER_ID)).value(shown.user_id).check(shown.problems))
            (Field::password("password", view.say(texts::PASSWORD), view.language).check(shown.problems))
            p.actions { (Button::primary("login-submit", view.say(texts::SIGN_IN))) }
        }))
        (form(&shown.cancel, &shown.tokens.1, &html! {
            p.actions { (Button::secondary("login-cancel", view.say(texts::CANCEL))) }
        }))
    })
}

/// `GET /REALM/login`
pub async fn show(State(app): State<Arc<App>>, due: Due<Password>) -> Response {
    let user_id = due.destination.request.login_hint().unwrap_or_default().to_owned();
    again(&app, &due, &user_id, &Problems::none())
}

/// `POST /REALM/login`
pub async fn submit(State(app): State<Arc<App>>, due: Due<Password>, form: Posted<Form>) -> Result<Response, Failure> {
    let view = due.visit.view();
    let typed = match form.open(&due.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => {
            let problems = Problems::of_form(view.say(texts::SEND_AGAIN));
            return Ok(again(&app, &due, &typed.username, &problems));
        }
    };
    let mut problems = Problems::none();
    if typed.username.trim().is_empty() {
        problems.add("username", view.say(texts::USER_ID_EMPTY));
    }
    if typed.password.expose().is_empty() {
        problems.add("password", view.say(texts::PASSWORD_EMPTY));
    }
    if !problems.is_empty() {
        return Ok(again(&app, &due, &typed.username, &problems));
    }
    match verify(&app, &due.visit, &typed).await? {
        Some(right) => due.prove(&app, &right.proof).await,
        None => Ok(again(&app, &due, &typed.username, &limits::wrong(&due.visit, (texts::WRONG_PASSWORD, None)))),
    }
}

fn again(app: &App, due: &Current, user_id: &str, problems: &Problems) -> Response {
    let guard = due.visit.guard(app);
    let shown = Shown {
        action: due.address(),
        cancel: cancel::address(&due.visit, &due.sign_in),
        user_id,
        application: due.destination.name(due.visit.view()),
        problems,
        tokens: (guard.token(FORM), guard.token(cancel::FORM)),
    };
    due.visit.page(page(due.visit.view(), &shown))
}

/// Reserves an attempt, checks the password, and settles both. `None` for whatever was wrong.
async fn verify(app: &App, visit: &Visit, typed: &Form) -> Result<Option<PasswordMatch>, Failure> {
    let place = app.passwords.enter()?;
    let user_id = UserId::spell(typed.username.trim());
    let account = in_realm(app.database.reader(), &visit.realm.name).account_by_user_id(&user_id).await?;
    let (guessed, subject) = match &account {
        Some(row) => (Guessed::Password, row.account_id().to_string()),
        None => (Guessed::PasswordOfNobody, TokenHash::of(&user_id).to_string()),
    };
    let reserved = limits::reserve(app, visit, (guessed, &subject)).await?;
    let stored = match (&account, reserved) {
        (Some(row), Some(_)) => stored_password(app, visit, row)?,
        _ => None,
    };
    let password = TypedPassword::new(&typed.password, visit.realm.sign_in.password.ignore_case);
    let right = place.verify(stored, password, visit.now).await?;
    match (&right, &account) {
        (Some(right), _) => settle(app, visit, subject, right).await?,
        (None, Some(row)) if reserved == Some(visit.realm.sign_in.lockout.failures) => {
            limits::note_lock(app, visit, row.account_id()).await?;
        }
        _ => {}
    }
    Ok(right)
}

/// What an account recognises its password by; `None` for one that has no password yet.
///
/// # Errors
/// When the issued password does not open.
pub fn stored_password(
    app: &App,
    visit: &Visit,
    row: &AccountRow,
) -> Result<Option<(AccountId, StoredPassword)>, Failure> {
    let id = row.account_id();
    if let Some(hash) = row.password_hash.clone() {
        return Ok(Some((id, StoredPassword::Hashed(hash.into()))));
    }
    let Some(sealed) = row.issued_password() else { return Ok(None) };
    let row_id = id.to_string();
    let place = SealedFor { purpose: Purpose::InitialPassword, realm: &visit.realm.name, row: &row_id };
    let opened = app.sealing_key.open(place, &sealed)?;
    let issued = Secret::new(String::from_utf8_lossy(opened.expose()).into_owned());
    let ignore_case = visit.realm.sign_in.password.ignore_case;
    Ok(Some((id, StoredPassword::Issued(TypedPassword::new(&issued, ignore_case)))))
}

/// Gives the reserved attempts back and keeps the hash of a password used for the first time.
async fn settle(app: &App, visit: &Visit, subject: String, right: &PasswordMatch) -> Result<(), Failure> {
    let (realm, account, rehash) = (visit.realm.name.clone(), right.proof.account(), right.rehash.clone());
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm);
                rows.forget_attempts((Guessed::Password, &subject)).await?;
                match rehash {
                    Some(hash) => rows.store_password_hash(account, &hash).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(())
}
