//! 「ワンタイムパスワード」: the six digits of an authenticator app.
//!
//! With several devices the member says which one they look at; a code of any of them is accepted, because the
//! choice is there to help and not to trip anybody. Each code counts once.

use std::sync::Arc;

use account::{AppCodeMatch, Authenticator, CODES_PER_STEP, Gate, JudgedCode, judge_app_code, time_step};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{AccountId, AuthenticatorId, Purpose, SealedFor, Text, fold_digits};
use chrono::TimeDelta;
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use store::expiring::{Count, Key, Kind};
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

/// How many codes were judged, by account and time step.
#[derive(Debug)]
enum CodesOfAStep {}

impl Kind for CodesOfAStep {
    const NAME: &'static str = "app-codes";
    type Value = u32;
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
        |radios, (id, name)| radios.option(id, name).in_own_words(view.language),
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
        Ok(right) => due.prove(&app, &right.used(account, due.visit.now)).await,
        Err(problems) => again(&app, &due, device, &problems).await,
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

/// Reserves an attempt, finds the device that shows the code, and uses the code up.
async fn verify(
    app: &App,
    visit: &Visit,
    account: AccountId,
    (code, device): (&str, Option<&str>),
) -> Result<Result<AppCodeMatch, Problems>, Failure> {
    let wrong = |what: Text| Ok(Err(limits::wrong(visit, (what, Some("code")))));
    let reserved = limits::reserve(app, visit, (Guessed::AppCode, Whose::Account(account))).await?;
    let Some(attempt) = reserved else { return wrong(texts::WRONG_CODE) };
    if !may_be_judged(app, visit, account).await? {
        limits::give_back(app, visit, &attempt).await?;
        return Ok(Err(Problems::of_field("code", visit.view().say(texts::CODES_TOO_FAST))));
    }
    let rows = in_realm(app.database.reader(), &visit.realm.name).authenticators(account).await?;
    let devices = rows.iter().map(|row| opened(app, visit, row)).collect::<Result<Vec<_>, _>>()?;
    let named = device.and_then(|id| id.parse::<AuthenticatorId>().ok());
    let what = match judge_app_code(&devices, named, code, visit.now) {
        JudgedCode::Right(right) if use_up(app, visit, &attempt, right).await? => return Ok(Ok(right)),
        JudgedCode::Right(_) | JudgedCode::Wrong => texts::WRONG_CODE,
        JudgedCode::ClockOff(off) => {
            refuse(app, visit, off).await?;
            texts::CLOCK_OFF
        }
    };
    limits::was_wrong(app, visit, &attempt).await?;
    wrong(what)
}

/// Whether fewer codes of this account were judged in this time step than may be, in all lanes together.
async fn may_be_judged(app: &App, visit: &Visit, account: AccountId) -> Result<bool, Failure> {
    let step = time_step(visit.now);
    let key = Key::<CodesOfAStep>::new(&visit.realm.name, format_args!("{account}:{step}"));
    let count = app.expiring.count(&key, CODES_PER_STEP, TimeDelta::minutes(1), visit.now).await?;
    Ok(matches!(count, Count::Reserved(_)))
}

fn opened(app: &App, visit: &Visit, row: &AuthenticatorRow) -> Result<Authenticator, Failure> {
    let id = row.authenticator_id();
    let row_id = id.to_string();
    let place = SealedFor { purpose: Purpose::AuthenticatorSeed, realm: &visit.realm.name, row: &row_id };
    let seed = app.sealing_key.open(place, &row.sealed_seed())?;
    Ok(Authenticator { id, seed, last_step: row.last_step, refused_step: row.refused_step })
}

/// Uses the code up and forgets the wrong attempts. `false` when another request used the same code first.
async fn use_up(app: &App, visit: &Visit, attempt: &Attempt, right: AppCodeMatch) -> Result<bool, Failure> {
    let (realm, attempt) = (Arc::clone(&visit.realm), attempt.clone());
    let used = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let used = rows.use_app_code(right).await?;
            if used {
                rows.forget_attempts(&attempt).await?;
            }
            Ok::<_, Failure>(used)
        })
    });
    used.await
}

/// Lets a code never count of which the page says that its device's clock is off: before it is said.
async fn refuse(app: &App, visit: &Visit, off: AppCodeMatch) -> Result<(), Failure> {
    let realm = Arc::clone(&visit.realm);
    let refused =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm.name).refuse_app_code(off).await }));
    Ok(refused.await?)
}
