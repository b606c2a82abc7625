//! Medical expenses (医療費情報): the overview, one year, one month.
//!
//! Every page takes the household out of the session and the month out of the path: there is nothing in an address
//! that could name another family.

pub mod month;
pub mod overview;
pub mod year;

mod parts;
mod table;
mod texts;

use ::expenses::{CareMonth, Overview};
use axum::response::Response;
use chrono::Datelike as _;
use realm::Service;

use super::insured::{self, former};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::rows::in_realm;

/// What the society calls this service.
pub fn title(visit: &Visit) -> String {
    insured::title(visit, Service::Expenses)
}

/// The first month that this society's pages show: January, so that every year shown is whole.
fn first_month(visit: &Visit) -> Option<CareMonth> {
    let years = i32::try_from(visit.realm.portal.expenses.years_shown).ok()?;
    CareMonth::new(visit.today().year() - years + 1, 1).ok()
}

/// What the household's months come to, as far as they are shown.
async fn overview_of(visit: &Visit, household: &Household) -> Result<Overview, Failure> {
    let Some(first) = first_month(visit) else { return Ok(Overview::default()) };
    let months = in_realm(visit.app.database.reader(), &visit.realm.name).months(household, first).await?;
    Ok(Overview::of(months))
}

/// The household whose lines the pages show, or the page that says why there are none.
fn household(visit: &Visit, signed_in: &SignedIn) -> Result<Household, Box<Response>> {
    insured::household(visit, signed_in, &title(visit))
}
