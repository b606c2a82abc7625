//! 「設定」: another authenticator app or passkey, by the screens of the sign-in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use realm::Method;
use web::Posted;

use super::FreshAuth;
use super::told::{Told, tell};
use crate::App;
use crate::boundary::Failure;
use crate::enrolment::{Enroller, app_otp, passkey};
use crate::sign_in::see_other;

/// `GET /REALM/account/authenticators/new`
pub async fn show_app(State(app): State<Arc<App>>, headers: HeaderMap, fresh: FreshAuth) -> Result<Response, Failure> {
    if !offers(&fresh, Method::AppOtp) {
        return Ok(back(&fresh));
    }
    app_otp::open(&app, &Enroller::at_account(&app, &fresh, app_otp::FORM), &headers).await
}

/// `POST /REALM/account/authenticators/new`
pub async fn submit_app(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    fresh: FreshAuth,
    form: Posted<app_otp::Form>,
) -> Result<Response, Failure> {
    if !offers(&fresh, Method::AppOtp) {
        return Ok(back(&fresh));
    }
    let enroller = Enroller::at_account(&app, &fresh, app_otp::FORM);
    match app_otp::answer(&app, &enroller, &headers, form).await? {
        app_otp::Answered::Now(_) => done(&app, &fresh, &Told::AppAdded).await,
        app_otp::Answered::Before => Ok(back(&fresh)),
        app_otp::Answered::Page(page) => Ok(page),
    }
}

/// `GET /REALM/account/passkeys/new`
pub async fn show_passkey(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    fresh: FreshAuth,
) -> Result<Response, Failure> {
    if !offers(&fresh, Method::Passkey) {
        return Ok(back(&fresh));
    }
    passkey::open(&app, &Enroller::at_account(&app, &fresh, passkey::FORM), &headers).await
}

/// `POST /REALM/account/passkeys/new`
pub async fn submit_passkey(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    form: Posted<passkey::Form>,
) -> Result<Response, Failure> {
    if !offers(&fresh, Method::Passkey) {
        return Ok(back(&fresh));
    }
    let enroller = Enroller::at_account(&app, &fresh, passkey::FORM);
    match passkey::answer(&app, &enroller, form).await? {
        passkey::Answered::Now(_) => done(&app, &fresh, &Told::PasskeyAdded).await,
        passkey::Answered::Before => Ok(back(&fresh)),
        passkey::Answered::Page(page) => Ok(page),
    }
}

fn offers(fresh: &FreshAuth, method: Method) -> bool {
    fresh.visit.realm.sign_in.methods.contains(&method)
}

async fn done(app: &App, fresh: &FreshAuth, told: &Told) -> Result<Response, Failure> {
    tell(app, fresh, told).await?;
    Ok(back(fresh))
}

fn back(fresh: &FreshAuth) -> Response {
    see_other(&fresh.visit, &fresh.address("/sign-in"))
}
