//! `/prescriptions/2026/08`: the medicines of one month.

use ::expenses::{Branch, CareMonth};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Prescription;
use web::controls::{Column, LinkButton, Table, actions};
use web::{View, format};

use super::super::{expenses, insured, menu};
use super::{medicines, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;

/// `GET /prescriptions/{year}/{month}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, year, month)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let Ok(month) = format!("{year}-{month}").parse::<CareMonth>() else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let household = match insured::enter(&visit, &signed_in, Service::Prescriptions) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let mut medicines = medicines(&visit, &household).await?;
    medicines.retain(|medicine| medicine.month == month);
    Ok(page(&visit, &signed_in, (month, &medicines), &household).into_response())
}

fn page(
    visit: &Visit,
    signed_in: &SignedIn,
    (month, medicines): (CareMonth, &[Prescription]),
    household: &Household,
) -> Markup {
    let view = visit.view();
    let name = format::month(month.first_day(), view.language);
    let list = visit.link("/prescriptions");
    view.page(view.say_with(texts::MONTH_TITLE, &[("month", &name)]))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Prescriptions), list.clone())
        .wide(html! {
            (insured::former(visit, signed_in))
            @if medicines.is_empty() {
                (expenses::nothing_in(visit, household, month, texts::NONE_IN_MONTH))
            } @else {
                (table(view, medicines, household.own()))
            }
            (actions(&html! { (LinkButton::secondary(&list, view.say(texts::TO_LIST))) }))
            section.notes {
                h2 { (view.say(texts::NOTES)) }
                ul {
                    @for note in texts::USUAL_NOTES { li { (view.say(note)) } }
                }
            }
        })
}

/// A column that is there where the society says something of at least one medicine.
type Optional<'a> = (Column<'a>, fn(View<'_>, &Prescription) -> Option<Markup>);

/// The medicines. What the society says of none is no column.
fn table(view: View<'_>, medicines: &[Prescription], own: Branch) -> Markup {
    let optional: [Optional<'_>; 6] = [
        (Column::text(view.say(texts::QUANTITY)), |view, one| Some(view.japanese(one.quantity.as_ref()?))),
        (Column::text(view.say(texts::DISPENSED_ON)), |view, one| {
            one.dispensed_on.map(|day| html! { (format::date(day, view.language)) })
        }),
        (Column::text(view.say(texts::PHARMACY)), |view, one| Some(view.japanese(one.pharmacy.as_ref()?))),
        (Column::number(view.say(texts::COST)), |view, one| yen(view, one.cost)),
        (Column::number(view.say(texts::SAVING)), |view, one| yen(view, one.generic_saving)),
        (Column::text(view.say(texts::NOTE)), |view, one| Some(view.japanese(one.note.as_ref()?))),
    ];
    let known = optional.into_iter().filter(|(_, cell)| medicines.iter().any(|one| cell(view, one).is_some()));
    let (known, cells): (Vec<_>, Vec<_>) = known.unzip();
    let mut columns = vec![Column::text(view.say(texts::MEDICINE)), Column::text(view.say(texts::PERSON))];
    columns.extend(known);
    let mut table = Table::new(view.say(texts::DISPENSED), columns);
    for one in medicines {
        let person = insured::patient(view, (one.person.branch, one.person.name.as_deref()), own);
        let mut row = vec![view.japanese(&one.medicine), person];
        row.extend(cells.iter().map(|cell| cell(view, one).unwrap_or_default()));
        table.row(row);
    }
    html! { (table) }
}

fn yen(view: View<'_>, yen: Option<i64>) -> Option<Markup> {
    yen.map(|yen| html! { (format::yen(yen, view.language)) })
}
