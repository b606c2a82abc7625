//! What was paid back for the lines above: each decision on a benefit that names its line, beside it and never netted
//! into the own payment, because the tax return wants both.

use std::collections::HashMap;

use expenses::{Branch, LineId, ReceiptLine};
use maud::{Markup, html};
use realm::Service;
use records::BenefitDecision;
use web::controls::{Column, Table};
use web::format;

use super::super::{benefits, insured};
use super::{parts, texts};
use crate::boundary::Visit;

/// Those of the decisions that are of one of the lines; nothing where there are none.
pub fn of(visit: &Visit, lines: &[ReceiptLine], decisions: &[BenefitDecision], own: Branch) -> Markup {
    let view = visit.view();
    let lines: HashMap<&LineId, &ReceiptLine> = lines.iter().map(|line| (&line.id, line)).collect();
    let linked = decisions.iter().filter_map(|decision| Some((*lines.get(decision.line.as_ref()?)?, decision)));
    let linked: Vec<(&ReceiptLine, &BenefitDecision)> = linked.collect();
    if linked.is_empty() {
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
    let mut table = Table::new(view.say(texts::BENEFITS), columns);
    for (line, decision) in &linked {
        table.row(row(visit, line, decision, own));
    }
    let sum = linked.iter().map(|(_, decision)| decision.amount).sum();
    let blank = || html! {};
    let total = html! { (view.say(texts::SUM)) };
    table.total(vec![total, blank(), blank(), blank(), blank(), html! { (format::yen(sum, view.language)) }]);
    html! {
        (table)
        p { (view.say(texts::BENEFITS_WHY)) }
    }
}

fn row(visit: &Visit, line: &ReceiptLine, decision: &BenefitDecision, own: Branch) -> Vec<Markup> {
    let view = visit.view();
    let paid_on = decision.paid_on.map(|day| format::date(day, view.language)).unwrap_or_default();
    vec![
        html! { (parts::month_name(view, line.month)) },
        insured::patient(view, (line.branch, line.patient_name.as_deref()), own),
        view.japanese(line.institution.as_deref().unwrap_or(texts::UNKNOWN_INSTITUTION)),
        kind(visit, decision),
        html! { (paid_on) },
        html! { (format::yen(decision.amount, view.language)) },
    ]
}

/// The kind of benefit, which leads to the decision where the society shows decisions.
fn kind(visit: &Visit, decision: &BenefitDecision) -> Markup {
    let kind = visit.view().japanese(&decision.kind);
    if visit.realm.portal.offers(Service::Benefits) {
        html! { a href=(benefits::link(visit, decision)) { (kind) } }
    } else {
        kind
    }
}
