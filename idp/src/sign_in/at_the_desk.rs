//! What is due has no screen here: the society does it at its desk.

use account::Gate;
use axum::http::StatusCode;
use axum::response::Response;
use realm::{Method, Step};
use web::ErrorPage;

use super::due::{Due, Screen};
use super::texts;

/// `GET /REALM/login/at-the-desk`: what is due has no screen here.
pub async fn show(due: Due<AtTheDesk>) -> Response {
    let page = ErrorPage {
        title: texts::AT_THE_DESK,
        explanation: texts::AT_THE_DESK_WHY,
        ..ErrorPage::of_status(StatusCode::FORBIDDEN)
    };
    due.visit.respond(page.respond(due.visit.view()))
}

/// The screen of the gates that only the society opens.
#[derive(Debug)]
pub enum AtTheDesk {}

impl Screen for AtTheDesk {
    fn opens(gate: Gate) -> bool {
        match gate {
            Gate::Password
            | Gate::SecondFactor(Method::AppOtp | Method::Passkey)
            | Gate::Enrolment(Method::AppOtp | Method::Passkey)
            | Gate::Step(Step::BirthDate | Step::Terms | Step::UserId | Step::Method | Step::Password) => false,
            Gate::SecondFactor(_) | Gate::Enrolment(_) | Gate::Step(_) => true,
        }
    }
}
