//! The one dispatcher: which address belongs to what comes next.
//!
//! No screen knows another. Each hands back to here, and here every gate has its line.

use account::{Gate, Next};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use oidc::authorize::{AuthorizationResponse, Delivery};
use realm::{Method, Step};
use url::form_urlencoded;

use super::{SignIn, form_post, pages};
use crate::App;
use crate::boundary::{Failure, Visit};

/// The path of a gate's screen, below the realm. One path a page, so that password managers, bookmarks and people
/// can tell them apart.
#[must_use]
pub const fn path(gate: Gate) -> &'static str {
    match gate {
        Gate::Password => "login",
        Gate::SecondFactor(Method::AppOtp) => "login/otp",
        Gate::SecondFactor(Method::Passkey) => "login/passkey",
        Gate::SecondFactor(Method::MailOtp) => "login/mail-code",
        Gate::Enrolment(Method::AppOtp) => "login/enrol/otp",
        Gate::Enrolment(Method::Passkey) => "login/enrol/passkey",
        Gate::Switch => "login/switch",
        Gate::Consent => "login/consent",
        Gate::Step(Step::BirthDate) => "login/birth-date",
        Gate::Step(Step::Terms) => "login/terms",
        Gate::Step(Step::Email) => "login/email",
        // What a code by mail needs is an address that was verified.
        Gate::Step(Step::EmailVerification) | Gate::Enrolment(Method::MailOtp) => "login/email-verification",
        Gate::Step(Step::UserId) => "login/user-id",
        Gate::Step(Step::Method) => "login/method",
        Gate::Step(Step::Password) => "login/new-password",
    }
}

/// The address of the screen that a gate has in a sign-in.
#[must_use]
pub fn address(visit: &Visit, sign_in: &SignIn, gate: Gate) -> String {
    in_sign_in(visit, sign_in, path(gate))
}

/// The address of a path below the realm, with what finds the sign-in again, or else what it was for.
#[must_use]
pub fn in_sign_in(visit: &Visit, sign_in: &SignIn, path: &str) -> String {
    let (name, value) = sign_in.goal.way_back().parameter();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("sign_in", &sign_in.id.to_string())
        .append_pair(name, value)
        .finish();
    format!("/{}/{path}?{query}", visit.realm.name)
}

/// Sends the browser to the screen that is due. (A sign-in that is done goes by `finish`, not by here.)
#[must_use]
pub fn go_to(visit: &Visit, sign_in: &SignIn, next: &Next) -> Response {
    match next {
        Next::Due(gate) => see_other(visit, &address(visit, sign_in, *gate)),
        Next::Refused(refusal) => pages::refused(visit, *refusal),
        Next::Done(_) | Next::Unreachable => see_other(visit, &address(visit, sign_in, Gate::Password)),
    }
}

/// Sends the browser to a client with an answer, signed where the client asked for that.
///
/// # Errors
/// No key to sign with.
pub async fn answer(app: &App, visit: &Visit, response: &AuthorizationResponse) -> Result<Response, Failure> {
    Ok(match response {
        AuthorizationResponse::Plain(delivery) => deliver(visit, delivery),
        AuthorizationResponse::ToSign(unsigned) => {
            let keys = app.keys.of(app, &visit.realm).await?;
            deliver(visit, &unsigned.sign(&keys, visit.now)?)
        }
    })
}

fn deliver(visit: &Visit, delivery: &Delivery) -> Response {
    match delivery {
        Delivery::Redirect(url) => see_other(visit, url.as_str()),
        Delivery::FormPost(form) => form_post::respond(visit, form),
    }
}

/// Sends the browser elsewhere.
///
/// 303 whatever the method was, so that a form's content never travels on (RFC 9700 §4.12).
#[must_use]
pub fn see_other(visit: &Visit, location: &str) -> Response {
    visit.respond((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
}
