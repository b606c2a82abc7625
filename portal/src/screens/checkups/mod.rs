//! Results of check-ups (健診結果): the check-ups of each person, one of them, and the course of five years.

pub mod detail;
pub mod list;
pub mod trend;

mod chart;
#[cfg(test)]
pub mod tests;
mod texts;

use maud::{Markup, html};
use records::{Checkup, CheckupResult, checkups_of};
use web::{View, format};

use super::expenses::patients;
use crate::boundary::Visit;
use crate::member::Household;
use crate::rows::{DbErr, in_realm};

/// The check-ups that the member may read: person by person, the newest first.
async fn checkups(visit: &Visit, household: &Household) -> Result<Vec<Checkup>, DbErr> {
    let results = in_realm(visit.app.database.reader(), &visit.realm.name).checkup_results(household).await?;
    Ok(checkups_of(results))
}

/// The address of a check-up's page.
fn link(visit: &Visit, household: &Household, head: &CheckupResult) -> String {
    let of_day = (head.person.branch, head.taken_on);
    visit.link(&format!("/checkups/{}", patients::index_of_day(visit, household, of_day)))
}

/// The address of the page with a person's last five years.
fn trend_link(visit: &Visit, household: &Household, head: &CheckupResult) -> String {
    visit.link(&format!("/checkups/trend/{}", patients::index(visit, household, head.person.branch)))
}

/// A check-up as people call it: its day.
fn day(view: View<'_>, head: &CheckupResult) -> String {
    format::date(head.taken_on, view.language)
}

/// What was found, with its unit.
fn value(view: View<'_>, result: &CheckupResult) -> Markup {
    html! {
        (view.japanese(&result.value))
        @if let Some(unit) = &result.unit { " " (unit) }
    }
}

/// The reference range as it was sent: from, to, or both.
fn range(view: View<'_>, result: &CheckupResult) -> Option<String> {
    match (&result.low, &result.high) {
        (Some(low), Some(high)) => Some(format!("{low}–{high}")),
        (Some(low), None) => Some(view.say_with(texts::FROM, &[("low", low)])),
        (None, Some(high)) => Some(view.say_with(texts::UP_TO, &[("high", high)])),
        (None, None) => None,
    }
}
