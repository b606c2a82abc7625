//! The lines of several months: what each month comes to, and below it line by line, as long as a page holds them.

use expenses::{Branch, MonthTotal, Period};
use maud::{Markup, html};
use web::controls::{Column, Table};
use web::format;

use super::{benefits, parts, table, texts};
use crate::boundary::{Failure, Visit};
use crate::member::Household;
use crate::rows::in_realm;

/// The most lines on one page. Beyond them a page is a list of months, each of which leads to its lines.
const MOST_LINES: u32 = 1000;

/// Whose lines are shown, of which months.
pub struct Asked<'a> {
    pub household: &'a Household,
    pub period: Period,
    /// One patient, or all.
    pub patient: Option<Branch>,
}

/// What stands above the two tables.
pub struct Captions {
    pub months: String,
    pub lines: String,
}

/// The tables of months with lines, given what each month comes to.
pub async fn show(
    visit: &Visit,
    asked: &Asked<'_>,
    months: &[MonthTotal],
    captions: &Captions,
) -> Result<Markup, Failure> {
    let view = visit.view();
    let count: u32 = months.iter().map(|month| month.lines).sum();
    if count > MOST_LINES {
        return Ok(html! {
            p { (view.say_with(texts::TOO_MANY, &[("n", &count)])) }
            (by_month(visit, &captions.months, months))
        });
    }
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let lines = rows.lines(asked.household, asked.period, asked.patient).await?;
    let paid_back = rows.benefits(asked.household).await?;
    let own = asked.household.own();
    Ok(html! {
        (by_month(visit, &captions.months, months))
        (table::of(view, &captions.lines, &lines, own))
        (benefits::of(visit, &lines, &paid_back, own))
    })
}

/// Months, each leading to its lines.
fn by_month(visit: &Visit, caption: &str, months: &[MonthTotal]) -> Markup {
    let view = visit.view();
    let columns = vec![
        Column::text(view.say(texts::CARE_MONTH)),
        Column::number(view.say(texts::LINE_COUNT)),
        Column::number(view.say(texts::TOTAL)),
        Column::number(view.say(texts::OWN)),
    ];
    let mut table = Table::new(caption, columns);
    let yen = |amount| html! { (format::yen(amount, view.language)) };
    for month in months {
        table.row(vec![
            html! { a href=(parts::month_link(visit, month.month)) { (parts::month_name(view, month.month)) } },
            html! { (month.lines) },
            yen(month.amounts.total()),
            yen(month.amounts.own()),
        ]);
    }
    let lines: u32 = months.iter().map(|month| month.lines).sum();
    let sum: expenses::Amounts = months.iter().map(|month| month.amounts).sum();
    table.total(vec![html! { (view.say(texts::SUM)) }, html! { (lines) }, yen(sum.total()), yen(sum.own())]);
    html! { (table) }
}
