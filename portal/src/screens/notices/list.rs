//! `/notices`: what is in force for the reader, the newest first, by category if they like.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Acr;
use web::controls::{LinkButton, actions};

use super::super::published::{PER_PAGE, neighbours, page_of};
use super::super::{menu, menu_before_sign_in, sign_in};
use super::{category, entries, readable, texts};
use crate::boundary::{Failure, Visit};
use crate::member::Member;
use crate::relying_party::Goal;
use crate::rows::{NoticeRow, Readable, in_realm};

/// The parameter by which whoever reads the list asks to sign in, and to come back to it.
const SIGN_IN: &str = "sign-in";

/// What the page shows.
struct Facts {
    notices: Vec<NoticeRow>,
    opened: std::collections::HashSet<String>,
    category: Option<String>,
    page: u64,
    more: bool,
}

/// `GET /notices`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let session = visit.session().await?;
    let reader = session.as_ref().map(|session| &session.member);
    let pairs = web::pairs(visit.query().as_bytes()).unwrap_or_default();
    let signs_in = pairs.iter().any(|(name, _)| name == SIGN_IN);
    let wanted = pairs.into_iter().find(|(name, _)| name == "category").map(|(_, id)| id);
    if wanted.as_ref().is_some_and(|id| category(&visit, id).is_none()) {
        return Ok(StatusCode::NOT_FOUND.into_response());
    }
    if signs_in && reader.is_none() {
        let list = address(&visit, wanted.as_deref());
        return sign_in::begin(&visit, Goal::page(&list, Acr::Password)).await;
    }
    let facts = facts(&visit, reader, wanted).await?;
    Ok(page(&visit, reader, &facts).into_response())
}

/// The list's address, of one category or of all.
fn address(visit: &Visit, category: Option<&str>) -> String {
    let list = visit.link("/notices");
    category.map_or_else(|| list.clone(), |category| format!("{list}?category={category}"))
}

async fn facts(visit: &Visit, reader: Option<&Member>, category: Option<String>) -> Result<Facts, Failure> {
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let page = page_of(visit.query());
    let of = Readable { category: category.as_deref(), ..readable(visit, reader) };
    // One more than is shown tells whether there is another page.
    let mut notices = rows.notices(&of, (page * PER_PAGE, PER_PAGE + 1)).await?;
    let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = notices.len() > most;
    notices.truncate(most);
    let ids: Vec<&str> = notices.iter().map(|notice| notice.id.as_str()).collect();
    let opened = match reader {
        Some(member) => rows.opened_notices(&member.subject, &ids).await?,
        None => Default::default(),
    };
    Ok(Facts { notices, opened, category, page, more })
}

fn page(visit: &Visit, reader: Option<&Member>, facts: &Facts) -> Markup {
    let view = visit.view();
    let chosen = facts.category.as_deref().and_then(|id| category(visit, id));
    let title = match &chosen {
        Some(category) => view.say_with(texts::LIST_OF, &[("category", category)]),
        None => view.say(texts::NOTICES).to_owned(),
    };
    let list = visit.link("/notices");
    let own = address(visit, facts.category.as_deref());
    let own = if facts.category.is_some() { format!("{own}&") } else { format!("{own}?") };
    let menu = reader.map_or_else(|| menu_before_sign_in(visit), |member| menu(visit, member));
    view.page(title).menu(&menu).wide(html! {
        (categories(visit, &list, facts.category.as_deref()))
        @if facts.notices.is_empty() {
            p { (view.say(texts::NO_NOTICES)) }
        } @else {
            (entries(visit, &facts.notices, |notice| reader.is_some() && !facts.opened.contains(&notice.id)))
        }
        (neighbours(view, &own, facts.page, facts.more))
        @if reader.is_none() {
            p { (view.say(texts::MORE_AFTER_SIGN_IN)) }
            (actions(&html! { (LinkButton::primary(&format!("{own}{SIGN_IN}=yes"), view.say(texts::SIGN_IN))) }))
        }
    })
}

/// The ways to one category alone, and back to all.
fn categories(visit: &Visit, list: &str, chosen: Option<&str>) -> Markup {
    let view = visit.view();
    let one = |label: &str, href: &str, current: bool| {
        html! { li { a href=(href) aria-current=[current.then_some("page")] { (label) } } }
    };
    html! {
        nav.categories aria-label=(view.say(texts::CATEGORIES)) {
            ul {
                (one(view.say(texts::ALL), list, chosen.is_none()))
                @for category in &visit.realm.portal.notice_categories {
                    (one(view.own(&category.label), &format!("{list}?category={}", category.id), chosen == Some(&category.id)))
                }
            }
        }
    }
}
