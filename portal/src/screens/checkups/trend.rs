//! `/checkups/trend/PERSON`: one person's results of the last five years, side by side and as lines.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::Datelike as _;
use expenses::Branch;
use maud::{Markup, html};
use realm::Service;
use records::{Checkup, CheckupResult, courses_of};
use web::View;
use web::controls::{Column, LinkButton, Table, actions};

use super::super::expenses::patients;
use super::super::{insured, menu};
use super::{chart, checkups, day, texts, value};
use crate::boundary::{Failure, SignedIn, Visit};

/// How many calendar years the page shows, this one included.
const YEARS: i32 = 5;

/// `GET /checkups/trend/{branch}`. What stands in the address is no branch number, but by what addresses name a patient.
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, index)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Checkups) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let checkups = checkups(&visit, &household).await?;
    let is_named = |head: &CheckupResult| patients::is_named(&visit, &household, head.person.branch, &index);
    let of_person = |checkup: &&Checkup| checkup.head().is_some_and(is_named);
    let theirs: Vec<&Checkup> = checkups.iter().filter(of_person).collect();
    Ok(match theirs.first().and_then(|newest| newest.head()) {
        Some(newest) => page(&visit, &signed_in, (&theirs, newest), household.own()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

fn page(visit: &Visit, signed_in: &SignedIn, (checkups, newest): (&[&Checkup], &CheckupResult), own: Branch) -> Markup {
    let view = visit.view();
    let first_year = visit.today().year() - YEARS + 1;
    let recent = |checkup: &&Checkup| checkup.head().is_some_and(|head| head.taken_on.year() >= first_year);
    let shown: Vec<&Checkup> = checkups.iter().copied().filter(recent).collect();
    let person = insured::patient(view, (newest.person.branch, newest.person.name.as_deref()), own);
    let trend_of = if newest.person.name.is_some() { texts::TREND_OF_NAMED } else { texts::TREND_OF };
    view.page(view.say(texts::TREND))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Checkups), visit.link("/checkups"))
        .wide(html! {
            (insured::former(visit, signed_in))
            p { (view.say_around(trend_of, &[("person", &person)])) }
            @if shown.is_empty() {
                p { (view.say(texts::NOTHING_RECENT)) }
            } @else {
                (table(view, &shown))
                (chart::charts(view, &shown))
            }
            (actions(&html! { (LinkButton::secondary(&visit.link("/checkups"), view.say(texts::TO_LIST))) }))
            (notes(view))
        })
}

/// The items, each with what was found at each check-up.
fn table(view: View<'_>, checkups: &[&Checkup]) -> Markup {
    let days: Vec<String> = checkups.iter().filter_map(|checkup| checkup.head()).map(|head| day(view, head)).collect();
    let columns = [Column::text(view.say(texts::ITEM))].into_iter().chain(days.iter().map(|day| Column::number(day)));
    let mut table = Table::new(view.say(texts::RESULTS), columns.collect());
    for course in courses_of(checkups) {
        let found = course.results.iter().map(|result| {
            html! {
                @if let Some(result) = result {
                    (value(view, result))
                    @if let Some(judgement) = &result.judgement { " (" (view.japanese(judgement)) ")" }
                }
            }
        });
        table.row([view.japanese(course.item)].into_iter().chain(found).collect());
    }
    html! { (table) }
}

/// What must be known of the figures.
pub fn notes(view: View<'_>) -> Markup {
    html! {
        section.notes {
            h2 { (view.say(texts::NOTES)) }
            ul {
                @for note in texts::USUAL_NOTES { li { (view.say(note)) } }
            }
        }
    }
}
