//! `/checkups/ID`: all that was found at one check-up.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::{Checkup, CheckupResult};
use web::controls::{Column, LinkButton, Table, actions, definitions};

use super::super::expenses::patients;
use super::super::{insured, menu};
use super::{checkups, day, range, texts, trend, trend_link, value};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;

/// `GET /checkups/{id}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Checkups) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let checkups = checkups(&visit, &household).await?;
    let is_named =
        |head: &CheckupResult| patients::is_named_of_day(&visit, &household, (head.person.branch, head.taken_on), &id);
    let wanted = |checkup: &&Checkup| checkup.head().is_some_and(is_named);
    Ok(match checkups.iter().find(wanted).and_then(|checkup| Some((checkup, checkup.head()?))) {
        Some((checkup, head)) => page(&visit, &signed_in, (checkup, head), &household).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

fn page(
    visit: &Visit,
    signed_in: &SignedIn,
    (checkup, head): (&Checkup, &CheckupResult),
    household: &Household,
) -> Markup {
    let view = visit.view();
    let name = day(view, head);
    let person = insured::patient(view, (head.person.branch, head.person.name.as_deref()), household.own());
    let mut facts = vec![(view.say(texts::PERSON), person), (view.say(texts::TAKEN_ON), html! { (name) })];
    facts.extend(head.institution.as_ref().map(|place| (view.say(texts::INSTITUTION), view.japanese(place))));
    let to_trend = trend_link(visit, household, head);
    view.page(view.say_with(texts::CHECKUP_OF, &[("day", &name)]))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Checkups), visit.link("/checkups"))
        .wide(html! {
            (insured::former(visit, signed_in))
            (definitions(&facts))
            (table(visit, checkup))
            (actions(&html! {
                (LinkButton::primary(&to_trend, view.say(texts::TO_TREND)))
                (LinkButton::secondary(&visit.link("/checkups"), view.say(texts::TO_LIST)))
            }))
            (trend::notes(view))
        })
}

/// The items. What no item has is no column.
fn table(visit: &Visit, checkup: &Checkup) -> Markup {
    let view = visit.view();
    let results = &checkup.results;
    let ranged = results.iter().any(|result| range(view, result).is_some());
    let judged = results.iter().any(|result| result.judgement.is_some());
    let noted = results.iter().any(|result| result.note.is_some());
    let mut columns = vec![Column::text(view.say(texts::ITEM)), Column::number(view.say(texts::VALUE))];
    columns.extend(ranged.then(|| Column::number(view.say(texts::RANGE))));
    columns.extend(judged.then(|| Column::text(view.say(texts::JUDGEMENT))));
    columns.extend(noted.then(|| Column::text(view.say(texts::FINDING))));
    let mut table = Table::new(view.say(texts::RESULTS), columns);
    for result in results {
        let text = |text: &Option<String>| view.japanese(text.as_deref().unwrap_or_default());
        let mut cells = vec![view.japanese(&result.item), value(view, result)];
        cells.extend(ranged.then(|| html! { (range(view, result).unwrap_or_default()) }));
        cells.extend(judged.then(|| text(&result.judgement)));
        cells.extend(noted.then(|| text(&result.note)));
        table.row(cells);
    }
    html! { (table) }
}
