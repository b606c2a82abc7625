//! Decisions on cash benefits (給付金支給決定通知): the list, one decision, and the decision on paper.

pub mod detail;
pub mod list;

#[cfg(test)]
pub mod tests;
mod texts;

use records::BenefitDecision;

use super::insured;
use crate::boundary::Visit;
use crate::member::Household;
use crate::rows::{DbErr, in_realm};

/// What the member may read, the newest month first.
async fn decisions(visit: &Visit, household: &Household) -> Result<Vec<BenefitDecision>, DbErr> {
    in_realm(visit.app.database.reader(), &visit.realm.name).benefits(household).await
}

/// The address of a decision's page.
pub fn link(visit: &Visit, decision: &BenefitDecision) -> String {
    visit.link(&format!("/benefits/{}", insured::handle(&decision.id)))
}
