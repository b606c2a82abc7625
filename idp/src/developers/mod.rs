//! `/REALM/developers`: what another vendor needs to connect an application, on one page.
//!
//! It tells nothing that the provider's metadata and its standards do not tell too, and no secret. What can be read from
//! the files or from the protocol's own tables is read from there, so that the page cannot say what is not so.

mod errors;
mod setups;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use oidc::authorize::reachable_acrs;
use oidc::claims;
use realm::{Acr, Realm};
use serde_json::{Map, Value};
use web::controls::{Column, Table};
use web::{View, format};

use crate::App;
use crate::applications::scope_label;
use crate::boundary::Visit;
use crate::token::metadata;

/// `GET /REALM/developers`
pub async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    let document = serde_json::from_slice(&metadata(&app, &visit.realm).to_json()).unwrap_or_default();
    visit.page(page(visit.view(), &visit.realm, &document))
}

fn page(view: View<'_>, realm: &Realm, metadata: &Map<String, Value>) -> Markup {
    let sections: [(&str, base::Text, Markup); 7] = [
        ("begin", texts::BEGIN, begin(view, realm)),
        ("endpoints", texts::ENDPOINTS, endpoints(view, metadata)),
        ("supported", texts::SUPPORTED, supported(view, realm, metadata)),
        ("scopes", texts::SCOPES, scopes(view, metadata)),
        ("acr", texts::ACR, acrs(view, realm)),
        ("errors", texts::ERRORS, errors::section(view)),
        ("setups", texts::SETUPS, setups::section(view, realm)),
    ];
    view.page(view.say(texts::TITLE)).wide(html! {
        p.lead { (view.say(texts::LEAD)) }
        ul.links { @for (id, title, _) in &sections { li { a href={ "#" (id) } { (view.say(*title)) } } } }
        @for (id, title, content) in &sections {
            section #(id) .developers { h2 { (view.say(*title)) } (content) }
        }
    })
}

/// Something that stands in a program, whatever the language of the page.
fn code(text: &str) -> Markup {
    html! { code lang="en" { (text) } }
}

fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> Markup {
    html! { @for (index, text) in texts.into_iter().enumerate() { @if index > 0 { " " } (code(text)) } }
}

fn begin(view: View<'_>, realm: &Realm) -> Markup {
    let configuration = format!("{}/.well-known/openid-configuration", realm.issuer);
    html! {
        ol { @for step in texts::STEPS { li { (view.say(step)) } } }
        p { (view.say(texts::DISCOVERY)) }
        p { a href=(configuration) { (code(&configuration)) } }
        p { (view.say(texts::TRUST_THE_LIBRARY)) }
    }
}

/// Every address of the metadata, by its name there.
fn endpoints(view: View<'_>, metadata: &Map<String, Value>) -> Markup {
    let columns = [texts::NAME, texts::ADDRESS].map(|text| Column::text(view.say(text)));
    let mut table = Table::new(view.say(texts::ENDPOINTS_CAPTION), columns.into());
    for (name, address) in metadata.iter().filter_map(|(name, value)| Some((name, value.as_str()?))) {
        table.row(vec![code(name), code(address)]);
    }
    html! { (table) }
}

/// Every list of the metadata that has no table of its own, and how long things last.
fn supported(view: View<'_>, realm: &Realm, metadata: &Map<String, Value>) -> Markup {
    let columns = [texts::NAME, texts::VALUES].map(|text| Column::text(view.say(text)));
    let mut lists = Table::new(view.say(texts::SUPPORTED_CAPTION), columns.into());
    let elsewhere = ["scopes_supported", "claims_supported", "acr_values_supported"];
    let wanted = metadata.iter().filter(|(name, _)| !elsewhere.contains(&name.as_str()));
    for (name, values) in wanted.filter_map(|(name, value)| Some((name, value.as_array()?))) {
        lists.row(vec![code(name), codes(values.iter().filter_map(Value::as_str))]);
    }
    let columns = [texts::WHAT, texts::LASTS].map(|text| Column::text(view.say(text)));
    let mut lifetimes = Table::new(view.say(texts::LIFETIMES), columns.into());
    for (what, lasts) in [
        (texts::CODE, realm.lifetimes.authorization_code),
        (texts::ACCESS_TOKEN, realm.lifetimes.access_token),
        (texts::ID_TOKEN, realm.lifetimes.id_token),
        (texts::REFRESH_TOKEN, realm.lifetimes.refresh_token),
        (texts::SESSION, realm.lifetimes.session),
    ] {
        lifetimes.row(vec![html! { (view.say(what)) }, html! { (format::length(lasts, view.language)) }]);
    }
    html! {
        ul { @for rule in texts::RULES { li { (view.say(rule)) } } }
        (lists)
        (lifetimes)
        p.hint { (view.say(texts::OWN_LIFETIMES)) }
    }
}

fn scopes(view: View<'_>, metadata: &Map<String, Value>) -> Markup {
    let columns = [texts::SCOPE, texts::LEARNS, texts::CLAIMS].map(|text| Column::text(view.say(text)));
    let mut table = Table::new(view.say(texts::SCOPES_CAPTION), columns.into());
    let announced = metadata.get("scopes_supported").and_then(Value::as_array).into_iter().flatten();
    for scope in announced.filter_map(Value::as_str) {
        table.row(vec![code(scope), html! { (scope_label(view, scope)) }, codes(claims::of_scope(scope))]);
    }
    html! {
        (table)
        ul { @for rule in texts::RULES_OF_CLAIMS { li { (view.say(rule)) } } }
    }
}

/// The ladder, and how far this society's methods reach.
fn acrs(view: View<'_>, realm: &Realm) -> Markup {
    let reachable = reachable_acrs(realm);
    let columns = [texts::ACR_VALUE, texts::PROVES, texts::HERE].map(|text| Column::text(view.say(text)));
    let mut table = Table::new(view.say(texts::ACR_CAPTION), columns.into());
    for acr in Acr::ALL {
        let here = if reachable.contains(&acr) { texts::REACHABLE } else { texts::OUT_OF_REACH };
        table.row(vec![code(acr.urn()), html! { (view.say(texts::proved(acr))) }, html! { (view.say(here)) }]);
    }
    html! {
        (table)
        ul { @for rule in texts::RULES_OF_ACR { li { (view.say(rule)) } } }
    }
}
