//! What was paid back for the lines above, each benefit with the line that it belongs to.

use std::collections::HashMap;

use expenses::{Benefit, Branch, LineId, ReceiptLine};
use maud::{Markup, html};
use web::controls::{Column, Table};
use web::{View, format};

use super::super::insured;
use super::{parts, texts};

/// The benefits of lines; nothing where there are none.
pub fn of(view: View<'_>, lines: &[ReceiptLine], benefits: &[Benefit], own: Branch) -> Markup {
    if benefits.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(view.say(texts::CARE_MONTH)),
        Column::text(view.say(texts::PATIENT)),
        Column::text(view.say(texts::INSTITUTION)),
        Column::text(view.say(texts::BENEFIT)),
        Column::text(view.say(texts::PAID_ON)),
        Column::number(view.say(texts::PAID_BACK)),
    ];
    let lines: HashMap<&LineId, &ReceiptLine> = lines.iter().map(|line| (&line.id, line)).collect();
    let mut table = Table::new(view.say(texts::BENEFITS), columns);
    for benefit in benefits {
        if let Some(line) = lines.get(&benefit.line) {
            table.row(row(view, line, benefit, own));
        }
    }
    let sum = benefits.iter().map(|benefit| benefit.amount).sum();
    let blank = || html! {};
    let total = html! { (view.say(texts::SUM)) };
    table.total(vec![total, blank(), blank(), blank(), blank(), html! { (format::yen(sum, view.language)) }]);
    html! {
        (table)
        p { (view.say(texts::BENEFITS_WHY)) }
    }
}

fn row(view: View<'_>, line: &ReceiptLine, benefit: &Benefit, own: Branch) -> Vec<Markup> {
    let paid_on = benefit.paid_on.map(|day| format::date(day, view.language)).unwrap_or_default();
    vec![
        html! { (parts::month_name(view, line.month)) },
        insured::patient(view, (line.branch, line.patient_name.as_deref()), own),
        view.japanese(line.institution.as_deref().unwrap_or(texts::UNKNOWN_INSTITUTION)),
        view.japanese(&benefit.name),
        html! { (paid_on) },
        html! { (format::yen(benefit.amount, view.language)) },
    ]
}
