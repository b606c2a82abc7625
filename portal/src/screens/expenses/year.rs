//! `/expenses/2026`: the months of one calendar year.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use expenses::{Overview, YearTotal};
use maud::{Markup, html};
use web::controls::{Column, Figure, LinkButton, Table, actions, figures};
use web::format;

use super::super::menu;
use super::{former, household, overview_of, parts, texts, title};
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
    Ok(page(&visit, &signed_in, year, &overview).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, year: i32, overview: &Overview) -> Markup {
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
                    p { (view.say_with(texts::NO_LINES_IN_YEAR, &[("year", &name)])) }
                    p { (view.say(texts::WHEN_LINES_APPEAR)) }
                    (actions(&html! { (LinkButton::primary(&visit.link("/expenses"), view.say(texts::TO_OVERVIEW))) }))
                }
                Some(total) => {
                    (figures(&[Figure {
                        label: view.say(texts::PAID),
                        value: &format::yen(total.amounts.own(), view.language),
                        remark: Some(view.say(texts::SUM_OF_OWN)),
                    }]))
                    (months(visit, &view.say_with(texts::MONTHS_OF, &[("year", &name)]), total))
                }
            }
            (parts::neighbours(view, before, after))
            (parts::notes(visit))
        })
}

/// The year's months, each leading to its lines.
fn months(visit: &Visit, caption: &str, total: &YearTotal) -> Markup {
    let view = visit.view();
    let columns = vec![
        Column::text(view.say(texts::CARE_MONTH)),
        Column::number(view.say(texts::LINE_COUNT)),
        Column::number(view.say(texts::TOTAL)),
        Column::number(view.say(texts::OWN)),
    ];
    let mut table = Table::new(caption, columns);
    let yen = |amount| html! { (format::yen(amount, view.language)) };
    for month in &total.months {
        table.row(vec![
            html! { a href=(parts::month_link(visit, month.month)) { (parts::month_name(view, month.month)) } },
            html! { (month.lines) },
            yen(month.amounts.total()),
            yen(month.amounts.own()),
        ]);
    }
    let lines: u32 = total.months.iter().map(|month| month.lines).sum();
    let sum = html! { (view.say(texts::SUM)) };
    table.total(vec![sum, html! { (lines) }, yen(total.amounts.total()), yen(total.amounts.own())]);
    html! { (table) }
}
