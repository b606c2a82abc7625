//! `/benefits`: what was decided, each leading to its page.

use axum::response::{IntoResponse, Response};
use expenses::Branch;
use maud::{Markup, html};
use realm::Service;
use records::BenefitDecision;
use web::controls::{Column, Table};
use web::{View, format};

use super::super::{insured, menu};
use super::{decisions, link, texts};
use crate::boundary::{Failure, SignedIn, Visit};

/// `GET /benefits`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Benefits) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let decisions = decisions(&visit, &household).await?;
    Ok(page(&visit, &signed_in, &decisions, household.own()).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, decisions: &[BenefitDecision], own: Branch) -> Markup {
    let view = visit.view();
    view.page(insured::title(visit, Service::Benefits)).menu(&menu(visit, signed_in.member())).wide(html! {
        (insured::former(visit, signed_in))
        @if decisions.is_empty() {
            p { (view.say(texts::NONE)) }
        } @else {
            p { (view.say(texts::CHOOSE)) }
            (table(visit, view, decisions, own))
        }
    })
}

fn table(visit: &Visit, view: View<'_>, decisions: &[BenefitDecision], own: Branch) -> Markup {
    let columns = vec![
        Column::text(view.say(texts::KIND)),
        Column::text(view.say(texts::DECIDED_ON)),
        Column::text(view.say(texts::PERSON)),
        Column::text(view.say(texts::MONTH)),
        Column::number(view.say(texts::AMOUNT)),
    ];
    let mut table = Table::new(view.say(texts::DECISIONS), columns);
    for decision in decisions {
        let person = &decision.person;
        table.row(vec![
            html! { a href=(link(visit, decision)) { (view.japanese(&decision.kind)) } },
            html! { (format::date(decision.decided_on, view.language)) },
            insured::patient(view, (person.branch, person.name.as_deref()), own),
            html! { (format::month(decision.month.first_day(), view.language)) },
            html! { (format::yen(decision.amount, view.language)) },
        ]);
    }
    html! { (table) }
}
