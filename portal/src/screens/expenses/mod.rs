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

use std::fmt::Display;

use ::expenses::{CareMonth, Overview};
use axum::response::{IntoResponse, Response};
use chrono::Datelike as _;
use maud::{Markup, html};
use realm::Service;
use web::controls::{LinkButton, Notice, actions};
use web::format;

use super::menu;
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::{Eligibility, Household};
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

/// The household whose lines the pages show, or the page that says why there are none.
fn household(visit: &Visit, signed_in: &SignedIn) -> Result<Household, Box<Response>> {
    let page = match signed_in.member().eligibility(&visit.realm.sign_in, visit.today()) {
        Eligibility::Over => time_is_over(visit, signed_in),
        Eligibility::Insured | Eligibility::Former { .. } => match signed_in.household(&visit.realm) {
            Some(household) => return Ok(household),
            None => not_insured(visit, signed_in),
        },
    };
    Err(Box::new(page.into_response()))
}

/// What a former member is told above the figures.
fn former(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    let Eligibility::Former { last_day, readable_until } =
        signed_in.member().eligibility(&visit.realm.sign_in, visit.today())
    else {
        return html! {};
    };
    let day = |day| format::date(day, view.language);
    let values: [(&str, &dyn Display); 2] = [("last", &day(last_day)), ("until", &day(readable_until))];
    let content = html! { p { (view.say_with(texts::FORMER_WHY, &values)) } };
    html! { (Notice::information(view.say(texts::FORMER), content)) }
}

/// The page of a former member whose time of reading is over.
fn time_is_over(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    let top = view.say_with(texts::TO_TOP_OF, &[("portal", &view.own(&visit.realm.portal.title))]);
    view.page(view.say(texts::OVER)).menu(&menu(visit, signed_in.member())).wide(html! {
        p { (view.say(texts::OVER_WHY)) }
        (actions(&html! { (LinkButton::primary(&visit.link("/"), &top)) }))
    })
}

/// The page of a person who is signed in and not insured with this society.
fn not_insured(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    view.page(title(visit)).menu(&menu(visit, signed_in.member())).wide(html! {
        p { (view.say(texts::NOT_INSURED)) }
    })
}
