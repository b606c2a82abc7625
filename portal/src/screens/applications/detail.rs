//! `/applications/NUMBER`: what was applied for, how far it has come, what was decided.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Application;
use web::controls::{LinkButton, Notice, actions, definitions};
use web::format;

use super::super::{insured, menu};
use super::{applications, facts, state, texts};
use crate::boundary::{Failure, SignedIn, Visit};

/// `GET /applications/{number}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, number)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Applications) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let applications = applications(&visit, &household).await?;
    Ok(match applications.iter().find(|application| application.id.as_str() == number) {
        Some(application) => page(&visit, &signed_in, application).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

fn page(visit: &Visit, signed_in: &SignedIn, application: &Application) -> Markup {
    let view = visit.view();
    let mut all = vec![
        (view.say(texts::NUMBER), html! { (application.id.as_str()) }),
        (view.say(texts::SUBMITTED_AT), html! { (format::moment(application.submitted_at, view.language)) }),
    ];
    all.extend(facts(view, &application.claim));
    all.push((view.say(texts::STATE), html! { (view.say(state(application))) }));
    if let Some(decision) = &application.decision {
        all.extend(decision.granted.map(|yen| (view.say(texts::AMOUNT), html! { (format::yen(yen, view.language)) })));
        all.push((view.say(texts::DECIDED_ON), html! { (format::date(decision.decided_on, view.language)) }));
        all.extend(decision.note.as_ref().map(|note| (view.say(texts::NOTE), view.japanese(note))));
    }
    view.page(view.say(texts::ONE))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Applications), visit.link("/applications"))
        .wide(html! {
            (insured::former(visit, signed_in))
            @if application.decision.is_none() {
                (Notice::success(view.say(texts::RECEIVED_SO), html! { p { (view.say(texts::RECEIVED_WHY)) } }))
            }
            (definitions(&all))
            (actions(&html! { (LinkButton::secondary(&visit.link("/applications"), view.say(texts::TO_LIST))) }))
        })
}
