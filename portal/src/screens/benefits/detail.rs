//! `/benefits/ID` and `/benefits/ID/pdf`: one decision, on the screen and on paper.

use ::expenses::Branch;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::BenefitDecision;
use web::controls::{LinkButton, actions, definitions, links};
use web::{View, format};

use super::super::{expenses, insured, menu};
use super::{decisions, link, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::paper::Statement;

/// `GET /benefits/{id}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    Ok(match find(&visit, &signed_in, &id).await? {
        Ok((decision, own)) => page(&visit, &signed_in, &decision, own).into_response(),
        Err(instead) => *instead,
    })
}

/// `GET /benefits/{id}/pdf`
pub async fn pdf(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    match find(&visit, &signed_in, &id).await? {
        Ok((decision, own)) => statement(&visit, &signed_in, &decision, own).download(&visit, "benefit").await,
        Err(instead) => Ok(*instead),
    }
}

/// One of the decisions that the member may read, and the member's own number.
async fn find(
    visit: &Visit,
    signed_in: &SignedIn,
    id: &str,
) -> Result<Result<(BenefitDecision, Branch), Box<Response>>, Failure> {
    let household = match insured::enter(visit, signed_in, Service::Benefits) {
        Ok(household) => household,
        Err(page) => return Ok(Err(page)),
    };
    let found = decisions(visit, &household).await?.into_iter().find(|decision| insured::handle(&decision.id) == id);
    let unknown = || Box::new(StatusCode::NOT_FOUND.into_response());
    Ok(found.map(|decision| (decision, household.own())).ok_or_else(unknown))
}

fn page(visit: &Visit, signed_in: &SignedIn, decision: &BenefitDecision, own: Branch) -> Markup {
    let view = visit.view();
    let facts = facts(view, decision, own);
    let facts: Vec<(&str, Markup)> = facts.iter().map(|(name, value)| (*name, view.japanese(value))).collect();
    let month = format::month(decision.month.first_day(), view.language);
    let lines = expenses::month_link(visit, decision.month);
    let lines_label = view.say_with(texts::EXPENSES_OF, &[("month", &month)]);
    view.page(view.say(texts::ONE))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Benefits), visit.link("/benefits"))
        .wide(html! {
            (insured::former(visit, signed_in))
            (definitions(&facts))
            (actions(&html! {
                (LinkButton::primary(&format!("{}/pdf", link(visit, decision)), view.say(texts::TO_PDF)))
                (LinkButton::secondary(&visit.link("/benefits"), view.say(texts::TO_LIST)))
            }))
            @if expenses::shows(visit, decision.month) { (links(&[(&lines, &lines_label)])) }
            section.notes {
                h2 { (view.say(texts::NOTES)) }
                ul { li { (view.say(texts::NOT_NETTED)) } }
            }
        })
}

/// What is known of the decision, by its names.
fn facts(view: View<'_>, decision: &BenefitDecision, own: Branch) -> Vec<(&'static str, String)> {
    let language = view.language;
    let person = insured::patient_name(view.language, (decision.person.branch, decision.person.name.as_deref()), own);
    let facts = [
        (texts::KIND, Some(decision.kind.clone())),
        (texts::PERSON, Some(person)),
        (texts::MONTH, Some(format::month(decision.month.first_day(), language))),
        (texts::INSTITUTION, decision.institution.clone()),
        (texts::AMOUNT, Some(format::yen(decision.amount, language))),
        (texts::DECIDED_ON, Some(format::date(decision.decided_on, language))),
        (texts::PAID_ON, decision.paid_on.map(|day| format::date(day, language))),
        (texts::PAYMENT, decision.payment.clone()),
        (texts::NOTE, decision.note.clone()),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((view.say(name), value?))).collect()
}

fn statement(visit: &Visit, signed_in: &SignedIn, decision: &BenefitDecision, own: Branch) -> Statement {
    let view = visit.view();
    let name = signed_in.member().name.as_deref();
    let (today, portal) = (format::date(visit.today(), view.language), view.own(&visit.realm.portal.title));
    Statement {
        title: insured::title(visit, Service::Benefits),
        addressee: name.map(|name| view.say_with(texts::ADDRESSEE, &[("name", &name)])).unwrap_or_default(),
        date: format::date(decision.decided_on, view.language),
        introduction: view.say(texts::DECIDED_SO).to_owned(),
        facts: facts(view, decision, own).into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        notes: vec![
            view.say(texts::NOT_NETTED).to_owned(),
            view.say_with(texts::MADE_ON, &[("day", &today), ("portal", &portal)]),
        ],
    }
}
