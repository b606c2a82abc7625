//! Medical expenses (医療費情報): the overview, one year, one month, a search, and how all of it is read.
//!
//! Every page takes the household out of the session and the month out of the path: there is nothing in an address
//! that could name another family.

pub mod columns;
pub mod export;
pub mod find;
pub mod month;
pub mod overview;
pub mod year;

mod benefits;
mod found;
mod parts;
mod patients;
mod table;
#[cfg(test)]
mod tests;
pub mod texts;

use ::expenses::{Overview, Period};
use axum::response::Response;
use realm::Service;

use super::insured::{self, former};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::rows::in_realm;

pub use parts::note_texts;

/// What the society calls this service.
pub fn title(visit: &Visit) -> String {
    insured::title(visit, Service::Expenses)
}

/// The months that this society's pages show: whole calendar years, this one included.
fn shown(visit: &Visit) -> Option<Period> {
    Period::of_years_until(visit.today(), visit.realm.portal.expenses.years_shown)
}

/// What the household's months come to, as far as they are shown.
async fn overview_of(visit: &Visit, household: &Household) -> Result<Overview, Failure> {
    let Some(shown) = shown(visit) else { return Ok(Overview::default()) };
    let months = in_realm(visit.app.database.reader(), &visit.realm.name).months(household, shown, None).await?;
    Ok(Overview::of(months))
}

/// The household whose lines the pages show, or the page that says why there are none.
fn household(visit: &Visit, signed_in: &SignedIn) -> Result<Household, Box<Response>> {
    insured::household(visit, signed_in, &title(visit))
}
