//! Prescriptions (処方医薬品照会): the months with medicines, and one month's.

pub mod list;
pub mod month;

#[cfg(test)]
pub mod tests;
mod texts;

use records::Prescription;

use crate::boundary::Visit;
use crate::member::Household;
use crate::rows::{DbErr, in_realm};

/// The medicines that the member may read of, the newest month first.
async fn medicines(visit: &Visit, household: &Household) -> Result<Vec<Prescription>, DbErr> {
    in_realm(visit.app.database.reader(), &visit.realm.name).prescriptions(household).await
}
