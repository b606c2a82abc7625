//! The end of a sign-in that proofs alone cannot bring further.

use account::{Gate, Refusal};
use axum::http::StatusCode;
use axum::response::Response;
use realm::Step;
use web::ErrorPage;

use super::due::{Due, Screen};
use super::texts;
use crate::boundary::Visit;

/// The page for a member whose account is closed to them.
#[must_use]
pub fn page(visit: &Visit, refusal: Refusal) -> Response {
    let (title, explanation) = match refusal {
        Refusal::Disabled => (texts::DISABLED, texts::DISABLED_WHY),
        Refusal::NoLongerEligible => (texts::NO_LONGER_ELIGIBLE, texts::NO_LONGER_ELIGIBLE_WHY),
    };
    let page = ErrorPage { title, explanation, ..ErrorPage::of_status(StatusCode::FORBIDDEN) };
    visit.respond(page.respond(visit.view()))
}

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
            Gate::Password | Gate::SecondFactor(_) | Gate::Step(Step::Terms) => false,
            Gate::Enrolment(_) | Gate::Step(_) => true,
        }
    }
}
