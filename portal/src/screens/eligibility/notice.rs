//! `/eligibility-information`: the notice of each person, and each on paper.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Eligibility;
use web::controls::actions;
use web::format;

use super::super::{insured, menu};
use super::{card, documents, ended, facts, has_ended, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::paper::Statement;
use crate::rows::DocumentKind;

/// `GET /eligibility-information`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::EligibilityInformation) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let documents = documents(&visit, &household, DocumentKind::Notice).await?;
    Ok(page(&visit, &signed_in, &documents).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, documents: &[Eligibility]) -> Markup {
    let view = visit.view();
    let society = view.own(&visit.realm.display_name);
    let printable = |document: &Eligibility| !has_ended(visit, signed_in, document);
    let below = |document: &Eligibility| {
        if printable(document) { to_pdf(visit, document) } else { ended(view, texts::ENDED_NOTICE_WHY) }
    };
    let any_printable = documents.iter().any(printable);
    view.page(insured::title(visit, Service::EligibilityInformation)).menu(&menu(visit, signed_in.member())).wide(
        html! {
            (insured::former(visit, signed_in))
            @if documents.is_empty() {
                p { (view.say(texts::NO_NOTICE)) }
            } @else {
                p { (view.say(texts::ABOUT_NOTICE)) }
                @if any_printable { p { (view.say(texts::ONE_PDF_EACH)) } }
                @for document in documents { (card(view, society, document, &below(document))) }
                section.notes {
                    h2 { (view.say(texts::NOTES)) }
                    ul {
                        @if any_printable { li { (view.say(texts::SHOW_WITH_CARD)) } }
                        li { (view.say(texts::IF_WRONG)) }
                    }
                }
            }
        },
    )
}

/// The button that saves a person's notice.
fn to_pdf(visit: &Visit, document: &Eligibility) -> Markup {
    let view = visit.view();
    let href = visit.link(&format!("/eligibility-information/{}/pdf", insured::handle(&document.id)));
    let name = view.japanese(document.person.name.as_deref().unwrap_or_default());
    let label = view.say_around(texts::TO_PDF, &[("name", &name)]);
    actions(&html! { a.button.secondary href=(href) { (label) } })
}

/// `GET /eligibility-information/{id}/pdf`
pub async fn pdf(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::EligibilityInformation) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let documents = documents(&visit, &household, DocumentKind::Notice).await?;
    // What is no longer true is not printed for others to believe.
    let found = documents.iter().find(|document| insured::handle(&document.id) == id);
    match found.filter(|document| !has_ended(&visit, &signed_in, document)) {
        Some(document) => statement(&visit, document).download(&visit, "eligibility").await,
        None => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

fn statement(visit: &Visit, document: &Eligibility) -> Statement {
    let view = visit.view();
    let name = document.person.name.as_deref().unwrap_or_default();
    let facts = facts(view, view.own(&visit.realm.display_name), document);
    let (today, portal) = (format::date(visit.today(), view.language), view.own(&visit.realm.portal.title));
    let made_on = view.say_with(texts::MADE_ON, &[("day", &today), ("portal", &portal)]);
    Statement {
        title: view.say(Service::EligibilityInformation.usual_label()).to_owned(),
        addressee: view.say_with(texts::ADDRESSEE, &[("name", &name)]),
        date: format::date(document.issued_on, view.language),
        introduction: view.say(texts::STATED_SO).to_owned(),
        facts: facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        notes: vec![view.say(texts::SHOW_WITH_CARD).to_owned(), view.say(texts::IF_WRONG).to_owned(), made_on],
    }
}
