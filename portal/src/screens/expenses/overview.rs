//! `/expenses`: the latest own payment, this year's, and the way to every month with lines.

use axum::response::{IntoResponse, Response};
use chrono::Datelike as _;
use expenses::{MonthTotal, Overview, YearTotal};
use maud::{Markup, html};
use web::controls::{self, Figure, LinkButton, actions};
use web::format;

use super::super::menu;
use super::{former, household, overview_of, parts, texts, title};
use crate::boundary::{Failure, SignedIn, Visit};

/// `GET /expenses`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match household(&visit, &signed_in) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let overview = overview_of(&visit, &household).await?;
    Ok(page(&visit, &signed_in, &overview).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, overview: &Overview) -> Markup {
    let view = visit.view();
    view.page(title(visit)).menu(&menu(visit, signed_in.member())).wide(html! {
        (former(visit, signed_in))
        @match overview.latest() {
            None => {
                p { (view.say(texts::NO_LINES)) }
                p { (parts::arrival(visit)) }
            }
            Some(latest) => {
                (figures(visit, overview, latest))
                (actions(&html! {
                    (LinkButton::primary(&parts::month_link(visit, latest.month), view.say(texts::SEE_LATEST)))
                    (LinkButton::secondary(&parts::year_link(visit, latest.month.year()), view.say(texts::SEE_ALL)))
                    (LinkButton::secondary(&visit.link("/expenses/find"), view.say(texts::FIND)))
                }))
                p { (parts::arrival(visit)) }
                section {
                    h2 { (view.say(texts::BY_MONTH)) }
                    @for year in overview.years() { (months(visit, year, year.year == latest.month.year())) }
                }
            }
        }
        (parts::notes(visit))
    })
}

/// What was paid in the newest month with lines, and in this calendar year.
fn figures(visit: &Visit, overview: &Overview, latest: &MonthTotal) -> Markup {
    let view = visit.view();
    let this_year = visit.today().year();
    let of_this_year = overview.year(this_year).map(|year| year.amounts).unwrap_or_default();
    controls::figures(&[
        Figure {
            label: view.say(texts::LATEST_PAID),
            value: &format::yen(latest.amounts.own(), view.language),
            remark: Some(&parts::month_name(view, latest.month)),
        },
        Figure {
            label: view.say(texts::PAID_THIS_YEAR),
            value: &format::yen(of_this_year.own(), view.language),
            remark: Some(&format::year(this_year, view.language)),
        },
    ])
}

/// One year, unfolding to its months.
fn months(visit: &Visit, year: &YearTotal, open: bool) -> Markup {
    let view = visit.view();
    html! {
        details.period open[open] {
            summary {
                span.name { (format::year(year.year, view.language)) }
                span.sum { (format::yen(year.amounts.own(), view.language)) }
            }
            ul {
                @for month in &year.months {
                    li {
                        a href=(parts::month_link(visit, month.month)) {
                            span.name { (parts::month_name(view, month.month)) }
                            span.sum { (format::yen(month.amounts.own(), view.language)) }
                        }
                    }
                }
            }
        }
    }
}
