//! Data for the tax return (医療費控除用データ): one of the past years, its lines, and the files that filers use.
//!
//! Returns are for years that have ended, so this year is none of them; for the deduction they can be filed for five years.

pub mod year;

#[cfg(test)]
mod tests;
mod texts;

use std::ops::RangeInclusive;

use ::expenses::{Overview, Period};
use axum::response::{IntoResponse, Response};
use chrono::Datelike as _;
use maud::{Markup, html};
use realm::Service;
use web::controls::{Column, Table};
use web::format;

use super::{insured, menu};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::rows::in_realm;

/// The years that the society offers.
fn years(visit: &Visit) -> RangeInclusive<i32> {
    let (this_year, count) = (visit.today().year(), visit.realm.portal.expenses.tax_years);
    this_year.saturating_sub_unsigned(count)..=this_year - 1
}

/// The address of a year's page, where the society offers that year.
pub fn link_if_offered(visit: &Visit, year: i32) -> Option<String> {
    let offered = visit.realm.portal.offers(Service::TaxData) && years(visit).contains(&year);
    offered.then(|| year_link(visit, year))
}

/// `GET /tax-data`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::TaxData) {
        Ok(household) => household,
        Err(answer) => return Ok(*answer),
    };
    let (first, last) = (Period::of_year(*years(&visit).start()), Period::of_year(*years(&visit).end()));
    let overview = match first.zip(last) {
        Some((first, last)) => {
            let period = Period::between(first.first(), last.last());
            let months =
                in_realm(visit.app.database.reader(), &visit.realm.name).months(&household, period, None).await?;
            Overview::of(months)
        }
        None => Overview::default(),
    };
    Ok(page(&visit, &signed_in, &overview).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, overview: &Overview) -> Markup {
    let view = visit.view();
    let columns = vec![
        Column::text(view.say(texts::YEAR)),
        Column::number(view.say(texts::LINE_COUNT)),
        Column::number(view.say(texts::OWN)),
    ];
    let mut table = Table::new(view.say(texts::YEARS), columns);
    for year in years(visit).rev() {
        let total = overview.year(year);
        let lines: u32 = total.iter().flat_map(|total| &total.months).map(|month| month.lines).sum();
        let own = total.map_or(0, |total| total.amounts.own());
        table.row(vec![
            html! { a href=(year_link(visit, year)) { (format::year(year, view.language)) } },
            html! { (lines) },
            html! { (format::yen(own, view.language)) },
        ]);
    }
    view.page(insured::title(visit, Service::TaxData)).menu(&menu(visit, signed_in.member())).wide(html! {
        (insured::former(visit, signed_in))
        p.lead { (view.say(texts::LEAD)) }
        (table)
        (notes(visit))
    })
}

fn year_link(visit: &Visit, year: i32) -> String {
    visit.link(&format!("/tax-data/{year:04}"))
}

/// What must be known before a file is used.
fn notes(visit: &Visit) -> Markup {
    let view = visit.view();
    html! {
        section.notes {
            h2 { (view.say(texts::NOTES)) }
            ul {
                @for note in [texts::CONSENT, texts::AS_OF_NOW, texts::TAX_OFFICE] { li { (view.say(note)) } }
                @for note in super::expenses::note_texts(&visit.realm, view.language) { li { (note) } }
            }
        }
    }
}
