//! The table of receipt lines: its nine columns and its total row.

use base::Language;
use expenses::{Amounts, Branch, Kind, ReceiptLine, Unit, total_of};
use maud::{Markup, html};
use web::controls::{Column, Table};
use web::{View, format};

use super::super::insured;
use super::{parts, texts};

/// The lines as the member with this branch number reads them.
pub fn of(view: View<'_>, caption: &str, lines: &[ReceiptLine], own: Branch) -> Markup {
    let columns = vec![
        Column::text(view.say(texts::CARE_MONTH)),
        Column::text(view.say(texts::PATIENT)),
        Column::text(view.say(texts::INSTITUTION)),
        Column::text(view.say(texts::KIND_AND_COUNT)),
        Column::number(view.say(texts::TOTAL)),
        Column::number(view.say(texts::INSURER)),
        Column::number(view.say(texts::PUBLIC)),
        Column::number(view.say(texts::OWN)),
        Column::text(view.say(texts::NOTE)),
    ];
    let mut table = Table::new(caption, columns);
    for line in lines {
        table.row(row(view, line, own));
    }
    table.total(total(view, total_of(lines)));
    html! { (table) }
}

fn row(view: View<'_>, line: &ReceiptLine, own: Branch) -> Vec<Markup> {
    let mut cells = vec![
        html! { (parts::month_name(view, line.month)) },
        insured::patient(view, (line.branch, line.patient_name.as_deref()), own),
        view.japanese(line.institution.as_deref().unwrap_or(texts::UNKNOWN_INSTITUTION)),
        html! { (line.kind.name().in_language(view.language)) " / " (count(view.language, &line.kind, line.count)) },
    ];
    cells.extend(amounts(view, line.amounts));
    cells.push(view.japanese(&line.note));
    cells
}

fn total(view: View<'_>, sum: Amounts) -> Vec<Markup> {
    let mut cells = vec![html! { (view.say(texts::SUM)) }, html! {}, html! {}, html! {}];
    cells.extend(amounts(view, sum));
    cells.push(html! {});
    cells
}

fn amounts(view: View<'_>, amounts: Amounts) -> [Markup; 4] {
    [amounts.total(), amounts.insurer(), amounts.public(), amounts.own()]
        .map(|yen| html! { (format::yen(yen, view.language)) })
}

/// How often: `3日`, of medicines `2回`.
pub fn count(language: Language, kind: &Kind, count: u32) -> String {
    let text = match (kind.unit(), count) {
        (Unit::Days, 1) => texts::ONE_DAY,
        (Unit::Days, _) => texts::DAYS,
        (Unit::Times, 1) => texts::ONCE,
        (Unit::Times, _) => texts::TIMES,
    };
    text.with(language, &[("n", &count)])
}
