//! `/expenses/2026/11`: one month's lines, with all that a member needs to read them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use expenses::{CareMonth, Period, ReceiptLine, total_of};
use maud::{Markup, html};
use records::BenefitDecision;
use web::controls::{Figure, LinkButton, actions, figures};
use web::format;

use super::super::menu;
use super::{benefits, export, former, household, parts, shown, shows, table, texts, title};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::rows::in_realm;

/// `GET /expenses/{year}/{month}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, year, month)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let Ok(month) = format!("{year}-{month}").parse::<CareMonth>() else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let household = match household(&visit, &signed_in) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let lines = lines_of(&visit, &household, month).await?;
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let benefits = rows.benefits(&household).await?;
    let neighbours = match shown(&visit) {
        Some(shown) => rows.neighbours(&household, shown, month).await?,
        None => (None, None),
    };
    Ok(page(&visit, &signed_in, &Facts { month, lines, benefits, neighbours, household }).into_response())
}

/// What the page shows.
struct Facts {
    month: CareMonth,
    lines: Vec<ReceiptLine>,
    benefits: Vec<BenefitDecision>,
    /// The nearest months with lines before and after it.
    neighbours: (Option<CareMonth>, Option<CareMonth>),
    household: Household,
}

/// The month's lines, if the society's pages go back that far.
async fn lines_of(visit: &Visit, household: &Household, month: CareMonth) -> Result<Vec<ReceiptLine>, Failure> {
    if !shows(visit, month) {
        return Ok(Vec::new());
    }
    let month = Period::of_month(month);
    Ok(in_realm(visit.app.database.reader(), &visit.realm.name).lines(household, month, None).await?)
}

fn page(visit: &Visit, signed_in: &SignedIn, facts: &Facts) -> Markup {
    let view = visit.view();
    let name = parts::month_name(view, facts.month);
    let neighbour = |month: CareMonth| (parts::month_name(view, month), parts::month_link(visit, month));
    let year = facts.month.year();
    view.page(view.say_with(texts::MONTH_TITLE, &[("month", &name)]))
        .menu(&menu(visit, signed_in.member()))
        .below(title(visit), visit.link("/expenses"))
        .below(format::year(year, view.language), parts::year_link(visit, year))
        .wide(html! {
            (former(visit, signed_in))
            @if facts.lines.is_empty() {
                (nothing(visit, facts))
                (actions(&html! { (LinkButton::primary(&visit.link("/expenses"), view.say(texts::TO_OVERVIEW))) }))
            } @else {
                (paid(visit, facts))
                (table::of(view, &view.say_with(texts::LINES_OF, &[("month", &name)]), &facts.lines, facts.household.own()))
                (benefits::of(visit, &facts.lines, &facts.benefits, facts.household.own()))
                (export::button(visit, Period::of_month(facts.month)))
            }
            (parts::neighbours(
                view,
                facts.neighbours.0.map(neighbour),
                facts.neighbours.1.map(neighbour),
            ))
            (parts::notes(visit))
        })
}

/// Why no lines are shown: the pages do not go back so far, or there are none.
fn nothing(visit: &Visit, facts: &Facts) -> Markup {
    let too_old = parts::too_old(visit, Period::of_month(facts.month));
    too_old.unwrap_or_else(|| parts::nothing_in(visit, &facts.household, facts.month, texts::NO_LINES_IN_MONTH))
}

/// The box 「あなたが支払った額」.
fn paid(visit: &Visit, facts: &Facts) -> Markup {
    let view = visit.view();
    let amount = format::yen(total_of(&facts.lines).own(), view.language);
    let remark = parts::sum_of_lines(view, u32::try_from(facts.lines.len()).unwrap_or(u32::MAX));
    figures(&[Figure { label: view.say(texts::PAID), value: &amount, remark: Some(&remark) }])
}
