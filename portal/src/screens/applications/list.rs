//! `/applications`: what the member applied for, and the way to the form.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Application;
use web::controls::{Column, LinkButton, Table, actions};
use web::{View, format};

use super::super::{insured, menu};
use super::{applications, link, state, texts};
use crate::boundary::{Failure, SignedIn, Visit};

/// `GET /applications`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Applications) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let applications = applications(&visit, &household).await?;
    Ok(page(&visit, &signed_in, &applications).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, applications: &[Application]) -> Markup {
    let view = visit.view();
    view.page(insured::title(visit, Service::Applications)).menu(&menu(visit, signed_in.member())).wide(html! {
        (insured::former(visit, signed_in))
        p { (view.say(texts::ABOUT)) }
        (actions(&html! { (LinkButton::primary(&visit.link("/applications/new"), view.say(texts::APPLY))) }))
        section {
            h2 { (view.say(texts::SO_FAR)) }
            @if applications.is_empty() {
                p { (view.say(texts::NONE)) }
            } @else {
                (table(visit, view, applications))
            }
        }
    })
}

fn table(visit: &Visit, view: View<'_>, applications: &[Application]) -> Markup {
    let columns = vec![
        Column::text(view.say(texts::NUMBER)),
        Column::text(view.say(texts::SUBMITTED_AT)),
        Column::text(view.say(texts::PATIENT)),
        Column::text(view.say(texts::VACCINATED_ON)),
        Column::text(view.say(texts::STATE)),
    ];
    let mut table = Table::new(view.say(texts::APPLICATIONS), columns);
    for application in applications {
        table.row(vec![
            html! { a href=(link(visit, application)) { (application.id.as_str()) } },
            html! { (format::moment(application.submitted_at, view.language)) },
            view.japanese(&application.claim.patient_name),
            html! { (format::date(application.claim.vaccinated_on, view.language)) },
            html! { (view.say(state(application))) },
        ]);
    }
    html! { (table) }
}
