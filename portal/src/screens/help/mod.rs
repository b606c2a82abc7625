//! Help (ヘルプ・サポート): guide, questions, terms, and whom to ask. All of it is open before a sign-in too, because most who
//! look for help cannot sign in; the provider's pages lead here.

pub mod faq;
pub mod guide;
mod questions;
pub mod terms;
#[cfg(test)]
mod tests;
mod texts;
mod usual;

use axum::response::{IntoResponse, Response};
use base::Text;
use maud::{Markup, html};
use web::controls::{Tile, tiles};

use super::{menu_of, top};
use crate::boundary::{Failure, Visit};

/// The pages of help: what they are called, where they are, and what they are about.
pub const PAGES: [(Text, &str, Text); 3] = [
    (texts::TERMS, "/terms", texts::TERMS_ABOUT),
    (texts::GUIDE, "/help/guide", texts::GUIDE_ABOUT),
    (texts::FAQ, "/help/faq", texts::FAQ_ABOUT),
];
/// What all of it is called.
pub const TITLE: Text = texts::HELP;

/// `GET /help`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let (view, menu) = (visit.view(), menu_of(&visit).await?);
    let page = view.page(view.say(TITLE)).menu(&menu).wide(html! {
        (faq::search_form(&visit, ""))
        (pages(&visit))
        (contact(&visit))
        (top::documents(&visit))
    });
    Ok(page.into_response())
}

/// The ways to each page of help.
pub fn pages(visit: &Visit) -> Markup {
    let view = visit.view();
    let addressed = PAGES.map(|(label, page, about)| (view.say(label), visit.link(page), view.say(about)));
    let shown: Vec<Tile<'_>> =
        addressed.iter().map(|(label, href, about)| Tile { label, href, about: Some(about) }).collect();
    tiles(&shown)
}

/// Whom to ask stands at the foot of every page, in the society's own words.
fn contact(visit: &Visit) -> Markup {
    let view = visit.view();
    html! {
        section {
            h2 { (view.say(texts::CONTACT)) }
            p { (view.say(texts::CONTACT_WHY)) }
            p { a href="#contact" { (view.own(&visit.realm.contact.name)) } }
        }
    }
}
