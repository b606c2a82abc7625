//! `/prescriptions`: the months in which medicines were dispensed.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Prescription;
use web::controls::{Column, Table};
use web::{View, format};

use super::super::{expenses, insured, menu};
use super::{medicines, texts};
use crate::boundary::{Failure, SignedIn, Visit};

/// `GET /prescriptions`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Prescriptions) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let medicines = medicines(&visit, &household).await?;
    Ok(page(&visit, &signed_in, &medicines).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, medicines: &[Prescription]) -> Markup {
    let view = visit.view();
    view.page(insured::title(visit, Service::Prescriptions)).menu(&menu(visit, signed_in.member())).wide(html! {
        (insured::former(visit, signed_in))
        @if medicines.is_empty() {
            p { (view.say(texts::NONE)) }
            p { (expenses::arrival(visit)) }
        } @else {
            p { (view.say(texts::CHOOSE)) }
            (table(visit, view, medicines))
        }
    })
}

/// The months, each leading to its medicines.
fn table(visit: &Visit, view: View<'_>, medicines: &[Prescription]) -> Markup {
    let columns = vec![
        Column::text(view.say(texts::MONTH)),
        Column::number(view.say(texts::MEDICINES)),
        Column::number(view.say(texts::PERSONS)),
    ];
    let mut table = Table::new(view.say(texts::BY_MONTH), columns);
    for of_month in medicines.chunk_by(|one, other| one.month == other.month) {
        let Some(month) = of_month.first().map(|medicine| medicine.month) else { continue };
        let persons = of_month.chunk_by(|one, other| one.person.branch == other.person.branch).count();
        let href = visit.link(&format!("/prescriptions/{:04}/{:02}", month.year(), month.month()));
        table.row(vec![
            html! { a href=(href) { (format::month(month.first_day(), view.language)) } },
            html! { (of_month.len()) },
            html! { (persons) },
        ]);
    }
    html! { (table) }
}
