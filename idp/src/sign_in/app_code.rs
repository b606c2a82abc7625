//! 「ワンタイムパスワード」: the six digits of an authenticator app.
//!
//! With several devices the member says which one they look at; a code of any of them is accepted, because the
//! choice is there to help and not to trip anybody. Each code counts once.

use std::sync::Arc;

use account::{AppCodeMatch, Authenticator, Gate, matching_authenticator};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{AccountId, AuthenticatorId, Purpose, SealedFor, fold_digits};
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use web::controls::{Button, Field, Problems, Radios};
use web::{Posted, View};

use super::due::{Due, Screen};
use super::frame::Frame;
use super::{Current, limits, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{Attempt, AuthenticatorRow, Guessed, Whose, in_realm};

const FORM: &str = "otp";

/// The screen of the second factor, for members with an authenticator app.
#[derive(Debug)]
pub enum AppCode {}

impl Screen for AppCode {
    fn opens(gate: Gate) -> bool {
        gate == Gate::SecondFactor(Method::AppOtp)
    }
}

/// What is typed and chosen.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    code: String,
    device: Option<String>,
}

/// What the page shows.
struct Shown<'a> {
    devices: &'a [(String, String)],
    chosen: Option<&'a str>,
    problems: &'a Problems,
}

fn page(view: View<'_>, shown: &Shown<'_>, frame: &Frame) -> Markup {
    let chosen = shown.chosen.or_else(|| shown.devices.first().map(|(id, _)| id.as_str()));
    let devices = shown.devices.iter().fold(
        Radios::new("device", view.say(texts::WHICH_DEVICE)).hint(view.say(texts::WHICH_DEVICE_HINT)).chosen(chosen),
        |radios, (id, name)| radios.option(id, name),
    );
    view.page(view.say(texts::APP_CODE)).problems(shown.problems).card(html! {
        p.lead { (view.say(texts::APP_CODE_LEAD)) }
        (frame.around(view, &html! {
            @if shown.devices.len() > 1 { (devices) }
            (Field::code("code", view.say(texts::CODE)).hint(view.say(texts::CODE_HINT)).check(shown.problems).focused())
            p.actions { (Button::primary("login-submit", view.say(texts::CONFIRM))) }
            p.hint { (view.say(texts::PHONE_LOST)) }
        }))
    })
}

/// `GET /REALM/login/otp`
pub async fn show(State(app): State<Arc<App>>, due: Due<AppCode>) -> Result<Response, Failure> {
    again(&app, &due, None, &Problems::none()).await
}

/// `POST /REALM/login/otp`
pub async fn submit(State(app): State<Arc<App>>, due: Due<AppCode>, form: Posted<Form>) -> Result<Response, Failure> {
    let view = due.visit.view();
    let Ok(typed) = form.open(&due.visit.guard(&app), FORM) else {
        return again(&app, &due, None, &Problems::of_form(view.say(texts::SEND_AGAIN))).await;
    };
    let device = typed.device.as_deref();
    let code = fold_digits(&typed.code);
    if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
        return again(&app, &due, device, &Problems::of_field("code", view.say(texts::CODE_MALFORMED))).await;
    }
    let Some(account) = due.account() else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    match verify(&app, &due.visit, account, (&code, device)).await? {
        Some(right) => due.prove(&app, &right.used(account, due.visit.now)).await,
        None => {
            let problems = limits::wrong(&due.visit, (texts::WRONG_CODE, Some("code")));
            again(&app, &due, device, &problems).await
        }
    }
}

async fn again(app: &App, due: &Current, chosen: Option<&str>, problems: &Problems) -> Result<Response, Failure> {
    let rows = in_realm(app.database.reader(), &due.visit.realm.name);
    let devices = match due.account() {
        Some(account) => rows.authenticators(account).await?,
        None => Vec::new(),
    };
    let devices: Vec<_> =
        devices.into_iter().map(|device| (device.authenticator_id().to_string(), device.name)).collect();
    let chosen = chosen.filter(|chosen| devices.iter().any(|(id, _)| id == chosen));
    let shown = Shown { devices: &devices, chosen, problems };
    Ok(due.visit.page(page(due.visit.view(), &shown, &Frame::of(app, due, FORM))))
}

/// Reserves an attempt, finds the device that shows the code, and uses the code up. `None` for whatever was wrong.
async fn verify(
    app: &App,
    visit: &Visit,
    account: AccountId,
    (code, device): (&str, Option<&str>),
) -> Result<Option<AppCodeMatch>, Failure> {
    let (realm, now) = (&visit.realm, visit.now);
    let reserved = limits::reserve(app, visit, (Guessed::AppCode, Whose::Account(account))).await?;
    let Some(attempt) = reserved else { return Ok(None) };
    let rows = in_realm(app.database.reader(), &realm.name).authenticators(account).await?;
    let devices = rows.iter().map(|row| opened(app, visit, row)).collect::<Result<Vec<_>, _>>()?;
    let named = device.and_then(|id| id.parse::<AuthenticatorId>().ok());
    let right = matching_authenticator(&devices, named, code, now);
    let right = match right {
        Some(right) if use_up(app, &realm.name, &attempt, right).await? => Some(right),
        _ => None,
    };
    if right.is_none() {
        limits::was_wrong(app, visit, &attempt).await?;
    }
    Ok(right)
}

fn opened(app: &App, visit: &Visit, row: &AuthenticatorRow) -> Result<Authenticator, Failure> {
    let id = row.authenticator_id();
    let row_id = id.to_string();
    let place = SealedFor { purpose: Purpose::AuthenticatorSeed, realm: &visit.realm.name, row: &row_id };
    let seed = app.sealing_key.open(place, &row.sealed_seed())?;
    Ok(Authenticator { id, seed, last_step: row.last_step })
}

/// Uses the code up and gives the reserved attempts back. `false` when another request used the same code first.
async fn use_up(app: &App, realm: &base::RealmName, attempt: &Attempt, right: AppCodeMatch) -> Result<bool, Failure> {
    let (realm, attempt) = (realm.clone(), attempt.clone());
    let used = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            let used = rows.use_app_code(right).await?;
            if used {
                rows.forget_attempts(&attempt).await?;
            }
            Ok::<_, Failure>(used)
        })
    });
    used.await
}
