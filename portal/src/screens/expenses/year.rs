//! `/expenses/2026`: the months of one calendar year, and its lines.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use expenses::{Overview, Period, YearTotal};
use maud::{Markup, html};
use web::controls::{Figure, LinkButton, actions, figures};
use web::format;

use super::super::menu;
use super::{export, former, found, household, overview_of, parts, texts, title};
use crate::boundary::{Failure, SignedIn, Visit};

/// `GET /expenses/{year}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, year)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let four_digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let Some(year) = year.parse::<i32>().ok().filter(|_| four_digits) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let household = match household(&visit, &signed_in) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let overview = overview_of(&visit, &household).await?;
    let lines = match (overview.year(year), Period::of_year(year)) {
        (Some(total), Some(period)) => {
            let captions = captions(&visit, year);
            let asked = found::Asked { household: &household, period, patient: None };
            found::show(&visit, &asked, &total.months, &captions).await?
        }
        _ => html! {},
    };
    Ok(page(&visit, &signed_in, (year, &overview), &lines).into_response())
}

fn captions(visit: &Visit, year: i32) -> found::Captions {
    let view = visit.view();
    let name = format::year(year, view.language);
    found::Captions {
        months: view.say_with(texts::MONTHS_OF, &[("year", &name)]),
        lines: view.say_with(texts::LINES_OF_YEAR, &[("year", &name)]),
    }
}

fn page(visit: &Visit, signed_in: &SignedIn, (year, overview): (i32, &Overview), lines: &Markup) -> Markup {
    let view = visit.view();
    let name = format::year(year, view.language);
    let neighbour = |year: &YearTotal| (format::year(year.year, view.language), parts::year_link(visit, year.year));
    let before = overview.years().iter().find(|other| other.year < year).map(neighbour);
    let after = overview.years().iter().rfind(|other| other.year > year).map(neighbour);
    view.page(view.say_with(texts::YEAR_TITLE, &[("year", &name)]))
        .menu(&menu(visit, signed_in.member()))
        .below(title(visit), visit.link("/expenses"))
        .wide(html! {
            (former(visit, signed_in))
            @match overview.year(year) {
                None => {
                    @if let Some(too_old) = Period::of_year(year).and_then(|year| parts::too_old(visit, year)) {
                        (too_old)
                    } @else {
                        p { (view.say_with(texts::NO_LINES_IN_YEAR, &[("year", &name)])) }
                        p { (parts::arrival(visit)) }
                    }
                    (actions(&html! { (LinkButton::primary(&visit.link("/expenses"), view.say(texts::TO_OVERVIEW))) }))
                }
                Some(total) => {
                    (figures(&[Figure {
                        label: view.say(texts::PAID),
                        value: &format::yen(total.amounts.own(), view.language),
                        remark: Some(view.say(texts::SUM_OF_OWN)),
                    }]))
                    (lines)
                    @if let Some(period) = Period::of_year(year) { (export::button(visit, period)) }
                }
            }
            (parts::neighbours(view, before, after))
            (parts::notes(visit))
        })
}
