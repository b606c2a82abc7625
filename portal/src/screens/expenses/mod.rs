//! Medical expenses (医療費情報): the overview, one year, one month, a search, and how all of it is read.
//!
//! Every page takes the household out of the session and the month out of the path: there is nothing in an address
//! that could name another family.

pub mod columns;
pub mod export;
pub mod find;
pub mod month;
pub mod overview;
pub mod patients;
pub mod year;

mod benefits;
mod found;
mod parts;
mod table;
#[cfg(test)]
mod tests;
pub mod texts;

use ::expenses::{CareMonth, Overview, Period};
use axum::response::Response;
use realm::Service;

use super::insured::{self, former};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::rows::in_realm;

pub use parts::{arrival, month_link, note_texts, nothing_in};

/// What the society calls this service.
pub fn title(visit: &Visit) -> String {
    insured::title(visit, Service::Expenses)
}

/// The months that this society's pages show: whole calendar years, this one included.
fn shown(visit: &Visit) -> Option<Period> {
    Period::of_years_until(visit.today(), visit.realm.portal.expenses.years_shown)
}

/// Whether this society's pages show a month.
pub fn shows(visit: &Visit, month: CareMonth) -> bool {
    visit.realm.portal.offers(Service::Expenses) && shown(visit).is_some_and(|shown| shown.contains(month))
}

/// What the household's months come to, as far as they are shown.
async fn overview_of(visit: &Visit, household: &Household) -> Result<Overview, Failure> {
    let Some(shown) = shown(visit) else { return Ok(Overview::default()) };
    let months = in_realm(visit.app.database.reader(), &visit.realm.name).months(household, shown, None).await?;
    Ok(Overview::of(months))
}

/// The household whose lines the pages show, or what is answered instead.
fn household(visit: &Visit, signed_in: &SignedIn) -> Result<Household, Box<Response>> {
    insured::enter(visit, signed_in, Service::Expenses)
}
