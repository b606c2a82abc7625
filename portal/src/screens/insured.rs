//! What every page about an insured member's family has in common: the service's name, whose data it is, and what is
//! said to whoever is not insured, or no longer.

use std::fmt::Display;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Language, TokenHash};
use expenses::{Branch, LineId, Patient};
use maud::{Markup, html};
use realm::{Service, TileTarget};
use web::controls::{LinkButton, Notice, actions};
use web::{View, format};

use super::{menu, texts};
use crate::boundary::{SignedIn, Visit};
use crate::member::{Eligibility, Household};

/// How many characters of 64 tell the records of one household apart.
const HANDLE: usize = 16;

/// What the society calls a service.
pub fn title(visit: &Visit, service: Service) -> String {
    let view = visit.view();
    let own = visit.realm.portal.tiles.iter().find(|tile| tile.target == TileTarget::Service(service));
    own.map_or_else(|| view.say(service.usual_label()), |tile| view.own(&tile.label)).to_owned()
}

/// The household whose data the pages of a service show, where the society offers that service; otherwise what is
/// answered instead.
///
/// # Errors
/// That answer: the page that says why there is nothing to read, or that there is no such page.
pub fn enter(visit: &Visit, signed_in: &SignedIn, service: Service) -> Result<Household, Box<Response>> {
    if visit.realm.portal.offers(service) {
        household(visit, signed_in, &title(visit, service))
    } else {
        Err(Box::new(StatusCode::NOT_FOUND.into_response()))
    }
}

/// The household whose data the pages of a service show, or the page that says why there is none.
///
/// # Errors
/// That page.
pub fn household(visit: &Visit, signed_in: &SignedIn, title: &str) -> Result<Household, Box<Response>> {
    let page = match signed_in.member().eligibility(&visit.realm.sign_in, visit.today()) {
        Eligibility::Over => time_is_over(visit, signed_in),
        Eligibility::Insured | Eligibility::Former { .. } => match signed_in.household(&visit.realm) {
            Some(household) => return Ok(household),
            None => not_insured(visit, signed_in, title),
        },
    };
    Err(Box::new(page.into_response()))
}

/// Whether the member is insured today.
pub fn is_insured(visit: &Visit, signed_in: &SignedIn) -> bool {
    signed_in.member().eligibility(&visit.realm.sign_in, visit.today()) == Eligibility::Insured
}

/// What a former member is told above the figures.
pub fn former(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    let Eligibility::Former { last_day, readable_until } =
        signed_in.member().eligibility(&visit.realm.sign_in, visit.today())
    else {
        return html! {};
    };
    let day = |day| format::date(day, view.language);
    let values: [(&str, &dyn Display); 2] = [("last", &day(last_day)), ("until", &day(readable_until))];
    let content = html! { p { (view.say_with(texts::FORMER_WHY, &values)) } };
    html! { (Notice::information(view.say(texts::FORMER), content)) }
}

/// The page of a former member whose time of reading is over.
fn time_is_over(visit: &Visit, signed_in: &SignedIn) -> Markup {
    let view = visit.view();
    let top = view.say_with(texts::TO_TOP_OF, &[("portal", &view.own(&visit.realm.portal.title))]);
    view.page(view.say(texts::OVER)).menu(&menu(visit, signed_in.member())).wide(html! {
        p { (view.say(texts::OVER_WHY)) }
        (actions(&html! { (LinkButton::primary(&visit.link("/"), &top)) }))
    })
}

/// The page of a person who is signed in and not insured with this society.
fn not_insured(visit: &Visit, signed_in: &SignedIn, title: &str) -> Markup {
    let view = visit.view();
    view.page(title).menu(&menu(visit, signed_in.member())).wide(html! {
        p { (view.say(texts::NOT_INSURED)) }
    })
}

/// How a person of the household is called: by their number and, where it is known, their name.
pub fn patient(view: View<'_>, (branch, name): (Branch, Option<&str>), own: Branch) -> Markup {
    view.japanese(&patient_name(view.language, (branch, name), own))
}

/// The same where there is no markup.
pub fn patient_name(language: Language, (branch, name): (Branch, Option<&str>), own: Branch) -> String {
    match Patient::of(branch, name, own) {
        Patient::Named(name) => name.to_owned(),
        Patient::Oneself => texts::ONESELF.get(language).to_owned(),
        Patient::Relative(branch) => texts::RELATIVE.with(language, &[("branch", &branch)]),
    }
}

/// The part of an address by which one of the household's records is found. It is made of the society's id, which says
/// perhaps more than a browser's history should keep.
pub fn handle(id: &LineId) -> String {
    TokenHash::of(id.as_str()).as_str().chars().take(HANDLE).collect()
}
