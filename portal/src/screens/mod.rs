//! The portal's screens: one file each, found by its address.

pub mod applications;
pub mod back_channel;
pub mod benefits;
pub mod callback;
pub mod checkups;
pub mod eligibility;
pub mod expenses;
pub mod help;
pub mod mail_settings;
pub mod my_mail;
pub mod notices;
pub mod prescriptions;
pub mod settings;
pub mod sign_in;
pub mod sign_out;
pub mod tax_data;
pub mod top;

mod bells;
mod draft;
#[cfg(test)]
mod guard_tests;
mod insured;
mod published;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::Text;
use realm::{Lookup, Service};
use web::{Menu, MenuItem, MenuMember};

use crate::App;
use crate::boundary::Visit;
use crate::member::Member;
use crate::rows::DbErr;

/// The menu of whoever asks, signed in or not: of a page that is open to everybody.
async fn menu_of(visit: &Visit) -> Result<Menu, DbErr> {
    Ok(match visit.session().await? {
        Some(session) => menu(visit, &session.member),
        None => menu_before_sign_in(visit),
    })
}

/// The menu before anybody is signed in.
fn menu_before_sign_in(visit: &Visit) -> Menu {
    let home = entry(visit, visit.view().say(texts::HOME).to_owned(), "/");
    Menu { items: std::iter::once(home).chain(help_pages(visit)).collect(), member: None }
}

/// The menu of a signed-in member.
fn menu(visit: &Visit, member: &Member) -> Menu {
    let mut items = vec![entry(visit, visit.view().say(texts::HOME).to_owned(), "/")];
    if visit.realm.portal.offers(Service::Expenses) {
        items.push(entry(visit, expenses::title(visit), "/expenses"));
    }
    if visit.realm.portal.offers(Service::TaxData) {
        items.push(entry(visit, insured::title(visit, Service::TaxData), "/tax-data"));
    }
    items.extend(account_pages(visit));
    items.extend(own_settings(visit).map(|(title, page)| entry(visit, visit.view().say(title).to_owned(), page)));
    items.extend(help_pages(visit));
    let name = member.profile.nickname.as_ref().or(member.name.as_ref());
    let name = name.cloned().unwrap_or_else(|| visit.view().say(texts::NAMELESS).to_owned());
    let picture = settings::picture::address(visit, member);
    Menu { items, member: Some(MenuMember { name, picture, sign_out: visit.link("/sign-out") }) }
}

/// What a member settles on the portal itself: about themselves, and about mails where the society sends any.
fn own_settings(visit: &Visit) -> impl Iterator<Item = (Text, &'static str)> {
    let mails = crate::digest::offered(&visit.realm).next().map(|_| (mail_settings::TITLE, "/notification-settings"));
    std::iter::once((settings::TITLE, "/settings")).chain(mails)
}

/// An entry of the menu: a page of ours.
fn entry(visit: &Visit, label: String, page: &str) -> MenuItem {
    let href = visit.link(page);
    // A page below an entry belongs to it; everything is below the top page, which stands for itself only.
    let current = visit.path() == href || (page != "/" && visit.path().starts_with(&format!("{href}/")));
    MenuItem { label, href, current, own_tab: false }
}

/// Terms, guide and questions.
fn help_pages(visit: &Visit) -> impl Iterator<Item = MenuItem> {
    help::PAGES.into_iter().map(|(label, page, _)| entry(visit, visit.view().say(label).to_owned(), page))
}

/// The pages at the provider on which members change what is known of them and how they sign in.
fn account_pages(visit: &Visit) -> impl Iterator<Item = MenuItem> {
    // Another provider has its own.
    let own = visit.realm.portal.provider.is_none();
    let pages = [(texts::PROFILE, "account"), (texts::SIGN_IN_METHODS, "account/sign-in")];
    pages.into_iter().filter(move |_| own).map(|(label, page)| MenuItem {
        label: visit.view().say(label).to_owned(),
        href: format!("{}/{page}?tab=own", visit.realm.issuer),
        current: false,
        own_tab: true,
    })
}

/// `/minato` is `/minato/`.
pub async fn to_top(Path(realm): Path<String>, State(app): State<Arc<App>>) -> Response {
    match app.realms.find(&realm) {
        Lookup::Unknown => StatusCode::NOT_FOUND.into_response(),
        // A name that is found has nothing in it but letters, digits and hyphens.
        _ => Redirect::permanent(&format!("/{realm}/")).into_response(),
    }
}

/// The society's colours and logo.
pub async fn brand(Path((realm, hash, name)): Path<(String, String, String)>, State(app): State<Arc<App>>) -> Response {
    match app.realms.find(&realm) {
        Lookup::Serving(realm) => match &app.site(&realm).brand {
            Some(brand) => brand.serve(&hash, &name),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
