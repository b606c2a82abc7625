//! `/terms`: the terms of use (利用規約) in force, and those that are announced. Agreeing to them is part of signing in, at
//! the provider; here they are read again.

use axum::response::{IntoResponse, Response};
use maud::html;
use web::controls::document;
use web::format;

use super::texts;
use crate::boundary::{Failure, Visit};
use crate::screens::menu_of;

/// `GET /terms`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let (view, menu, today) = (visit.view(), menu_of(&visit).await?, visit.today());
    let since = |text, day| view.say_with(text, &[("day", &format::date(day, view.language))]);
    let coming = visit.realm.terms.iter().filter(|version| version.effective_from > today);
    let content = html! {
        @match visit.realm.terms_in_force(today) {
            Some(version) => {
                p.hint { (since(texts::TERMS_SINCE, version.effective_from)) }
                (document(version.documents.of(view.language)))
            }
            None => p { (view.say(texts::NO_TERMS)) }
        }
        @for version in coming {
            details.question {
                summary { (since(texts::TERMS_COMING, version.effective_from)) }
                (document(version.documents.of(view.language)))
            }
        }
    };
    let page = view.page(view.say(texts::TERMS)).below(view.say(texts::HELP), visit.link("/help"));
    Ok(page.menu(&menu).wide(content).into_response())
}
