//! `/eligibility-certificate`: what stands on each person's certificate. The certificate itself is a card or a letter: a
//! picture of it on a screen would be taken for one.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Eligibility;
use web::controls::Notice;

use super::super::{insured, menu};
use super::{card, documents, ended, has_ended, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::rows::DocumentKind;

/// `GET /eligibility-certificate`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::EligibilityCertificate) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let documents = documents(&visit, &household, DocumentKind::Certificate).await?;
    Ok(page(&visit, &signed_in, &documents).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, documents: &[Eligibility]) -> Markup {
    let view = visit.view();
    let society = view.own(&visit.realm.display_name);
    view.page(insured::title(visit, Service::EligibilityCertificate)).menu(&menu(visit, signed_in.member())).wide(
        html! {
            (insured::former(visit, signed_in))
            @if documents.is_empty() {
                p { (view.say(texts::NO_CERTIFICATE)) }
            } @else {
                p { (view.say(texts::ABOUT_CERTIFICATE)) }
                @for document in documents { (card(view, society, document, &use_of(visit, signed_in, document))) }
            }
        },
    )
}

/// What is said below a certificate: to show it, or why it can no longer be shown.
fn use_of(visit: &Visit, signed_in: &SignedIn, document: &Eligibility) -> Markup {
    let view = visit.view();
    if has_ended(visit, signed_in, document) {
        return ended(view, texts::ENDED_CERTIFICATE_WHY);
    }
    if document.valid_until.is_some_and(|last| last < visit.today()) {
        let what_to_do = html! { p { (view.say(texts::EXPIRED_WHY)) } };
        return html! { (Notice::warning(view.say(texts::EXPIRED), what_to_do)) };
    }
    html! { p { (view.say(texts::SHOW_IT)) } }
}
