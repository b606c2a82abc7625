//! Giving up: back to the application, which is told `access_denied` (RFC 6749 §4.1.2.1).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use oidc::authorize::AuthorizeError;
use serde::Deserialize;
use web::Posted;

use super::{Current, SignIn, next};
use crate::App;
use crate::boundary::{Failure, Visit};

/// What the form of this screen is called.
pub const FORM: &str = "cancel";

/// The form has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Cancel {}

/// Where the form of this screen goes.
#[must_use]
pub fn address(visit: &Visit, sign_in: &SignIn) -> String {
    next::in_sign_in(visit, sign_in, "login/cancel")
}

/// `GET /REALM/login/cancel`: nothing is given up by opening an address.
///
/// # Errors
/// The stores' failure.
pub async fn show(State(app): State<Arc<App>>, current: Current) -> Result<Response, Failure> {
    current.proceed(&app).await
}

/// `POST /REALM/login/cancel`
pub async fn submit(State(app): State<Arc<App>>, current: Current, form: Posted<Cancel>) -> Result<Response, Failure> {
    let Current { visit, sign_in, destination, standing, .. } = &current;
    if form.open(&visit.guard(&app), FORM).is_err() {
        return Ok(next::go_to(visit, sign_in, &standing.next));
    }
    sign_in.forget(&app, visit).await?;
    destination.refuse(&app, visit, AuthorizeError::AccessDenied).await
}
