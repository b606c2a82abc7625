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
use chrono::Datelike as _;
use maud::{Markup, html};
use realm::Service;

use super::menu;
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::rows::in_realm;

/// What the society calls this service.
pub fn title(visit: &Visit) -> String {
    let view = visit.view();
    let own = visit.realm.portal.tiles.iter().find(|tile| tile.target == realm::TileTarget::Service(Service::Expenses));
    own.map_or_else(|| view.say(Service::Expenses.usual_label()), |tile| view.own(&tile.label)).to_owned()
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

/// The page of a person who is signed in and not insured with this society.
fn not_insured(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    view.page(title(visit)).menu(&menu(visit, signed_in.member())).wide(html! {
        p { (view.say(texts::NOT_INSURED)) }
    })
}
