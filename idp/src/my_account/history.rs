//! 「ログイン履歴」: what happened to the account, the newest first, out of the audit log.
//!
//! A member finds here what somebody else would have done in their name: so a failure that locked, and what an
//! administrator did, belong to it as much as their own sign-ins.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use realm::Realm;
use serde::Deserialize;
use web::controls::{Column, Problems, Table};
use web::{View, format, say_browser, say_network};

use super::texts::history as texts;
use super::{Member, Place};
use crate::App;
use crate::boundary::Failure;
use crate::rows::{AuditRow, Moment, in_realm};

/// How many entries a page has.
const ON_A_PAGE: u64 = 20;

/// From where on the list goes back.
#[derive(Debug, Deserialize)]
pub struct From {
    before: Option<String>,
}

pub(super) fn page(place: &Place<'_>, entries: &[AuditRow], older: Option<Moment>) -> Markup {
    let view = place.view;
    let columns = [texts::WHEN, texts::WHAT, texts::DEVICE, texts::WHERE].map(|text| Column::text(view.say(text)));
    let mut table = Table::new(view.say(texts::CAPTION), columns.into());
    for entry in entries {
        let device = entry.browser.as_deref().map(|browser| say_browser(browser, view.language));
        let network = entry.network.as_deref().map(|network| say_network(network, view.language));
        table.row(vec![
            html! { (format::moment(entry.at, view.language)) },
            html! { (what(view, place.realm, entry)) },
            html! { (device.unwrap_or_default()) },
            html! { (network.unwrap_or_default()) },
        ]);
    }
    place.page(view.say(super::texts::HISTORY), &Problems::none(), &html! {
        p.lead { (view.say(texts::LEAD)) }
        @if entries.is_empty() { p { (view.say(texts::NONE)) } } @else { (table) }
        @if let Some(older) = older {
            p { a #older href=(place.link_with("/history", ("before", &older.to_string()))) { (view.say(texts::OLDER)) } }
        }
    })
}

/// What happened, and in a sign-in for which application.
fn what(view: View<'_>, realm: &Realm, entry: &AuditRow) -> String {
    let said = texts::EVENTS.iter().find(|(event, _)| event.name() == entry.event);
    let said = said.map_or("", |(_, text)| view.say(*text));
    let application = entry.client.as_deref().and_then(|client| realm.client(client));
    match application {
        Some(client) => {
            view.say_with(texts::FOR_APPLICATION, &[("what", &said), ("application", &view.own(&client.name))])
        }
        None => said.to_owned(),
    }
}

/// `GET /REALM/account/history`
pub async fn show(State(app): State<Arc<App>>, member: Member, Query(from): Query<From>) -> Result<Response, Failure> {
    let before = from.before.as_deref().and_then(|before| before.parse().ok());
    let rows = in_realm(app.database.reader(), &member.visit.realm.name);
    let events: Vec<_> = texts::EVENTS.iter().map(|(event, _)| event.name()).collect();
    // One more than the page has says whether there are older ones.
    let mut entries = rows.log().account_events(member.account.account_id(), &events, before, ON_A_PAGE + 1).await?;
    let more = entries.len() as u64 > ON_A_PAGE;
    entries.truncate(usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX));
    let older = entries.last().filter(|_| more).map(AuditRow::moment);
    Ok(member.visit.page(page(&member.place(), &entries, older)))
}
