//! `/expenses/columns`: 「医療費明細の見方」, what each column of the table means.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use web::controls::{LinkButton, actions, definitions};

use super::super::menu;
use super::{parts, texts, title};
use crate::boundary::{SignedIn, Visit};

/// `GET /expenses/columns`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Response {
    if visit.realm.portal.offers(Service::Expenses) {
        page(&visit, &signed_in).into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

fn page(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    let columns: Vec<_> =
        texts::COLUMNS.iter().map(|(column, about)| (view.say(*column), html! { (view.say(*about)) })).collect();
    view.page(view.say(texts::HOW_TO_READ))
        .menu(&menu(visit, signed_in.member()))
        .below(title(visit), visit.link("/expenses"))
        .wide(html! {
            p { (view.say(texts::ONE_LINE_IS)) " " (view.say(texts::ADDS_UP)) }
            (definitions(&columns))
            section {
                h2 { (view.say(texts::ALSO)) }
                ul {
                    li { (parts::arrival(visit)) }
                    @for about in texts::ALSO_TRUE { li { (view.say(about)) } }
                }
            }
            (actions(&html! { (LinkButton::primary(&visit.link("/expenses"), view.say(texts::TO_OVERVIEW))) }))
        })
}
