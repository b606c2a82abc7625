//! 「別のユーザIDでログインする」: whoever sits at a browser in which somebody else began or is signed in.
//!
//! Nothing of theirs ends by it. The sign-in forgets what was shown in it, and the browser's session does not count.

use std::sync::Arc;

use account::Proofs;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::Posted;

use super::{Current, SignIn, next};
use crate::App;
use crate::boundary::{Failure, Visit};

/// What the form of this screen is called.
pub const FORM: &str = "another";

/// The form has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Another {}

/// Where the form of this screen goes.
#[must_use]
pub fn address(visit: &Visit, sign_in: &SignIn) -> String {
    next::in_sign_in(visit, sign_in, "login/another")
}

/// `GET /REALM/login/another`: opening an address forgets nothing.
///
/// # Errors
/// The stores' failure.
pub async fn show(State(app): State<Arc<App>>, current: Current) -> Result<Response, Failure> {
    current.proceed(&app).await
}

/// `POST /REALM/login/another`
pub async fn submit(State(app): State<Arc<App>>, current: Current, form: Posted<Another>) -> Result<Response, Failure> {
    if form.open(&current.visit.guard(&app), FORM).is_err() {
        return current.proceed(&app).await;
    }
    let anew = |sign_in: &mut SignIn| {
        sign_in.proofs = Proofs::default();
        sign_in.wishes = account::Wishes { anew: true, ..account::Wishes::default() };
    };
    current.change(&app, anew).await
}
