//! `/help/guide`: how to use the site (ご利用案内), in the society's words, or, where it has none, in ours.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use web::controls::{Column, Table, document};

use super::texts;
use crate::boundary::{Failure, Visit};
use crate::screens::menu_of;

/// `GET /help/guide`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let (view, menu) = (visit.view(), menu_of(&visit).await?);
    let content = match &visit.realm.help.guide {
        Some(own) => document(own.of(view.language)),
        None => usual(&visit),
    };
    let page = view.page(view.say(texts::GUIDE)).below(view.say(texts::HELP), visit.link("/help"));
    Ok(page.menu(&menu).wide(content).into_response())
}

/// What is true of every society: its services by their names, and which devices to use.
fn usual(visit: &Visit) -> Markup {
    let view = visit.view();
    let columns = vec![Column::text(view.say(texts::DEVICE)), Column::text(view.say(texts::BROWSER))];
    let mut devices = Table::new(view.say(texts::DEVICES), columns);
    for (device, browser) in texts::RECOMMENDED {
        devices.row(vec![html! { (view.say(device)) }, html! { (view.say(browser)) }]);
    }
    html! {
        section {
            h2 { (view.say(texts::SERVICES)) }
            p { (view.say(texts::SERVICES_WHY)) }
            ul {
                @for tile in &visit.realm.portal.tiles {
                    li {
                        (view.own(&tile.label))
                        @if let Some(about) = &tile.description { br; span.hint { (view.own(about)) } }
                    }
                }
            }
        }
        section {
            h2 { (view.say(texts::FIRST_TIME)) }
            p { (view.say(texts::FIRST_TIME_HOW)) }
        }
        section {
            h2 { (view.say(texts::DEVICES)) }
            p { (view.say(texts::DEVICES_WHY)) }
            (devices)
        }
        section {
            h2 { (view.say(texts::LEAVING)) }
            p { (view.say(texts::LEAVING_HOW)) }
        }
    }
}
