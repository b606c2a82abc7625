//! `/`: the top page. Before sign-in the society's name and the way in; after it the member's name and the
//! society's services.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::{Enrolment, Service, TileTarget};
use url::Url;
use web::controls::{LinkButton, Notice, Tile, actions, links, tiles};

use super::bells::bells;
use super::notices::latest;
use super::{help, menu, menu_before_sign_in, texts};
use crate::boundary::{Failure, Visit};
use crate::member::Member;
use crate::routes::SECOND_FACTOR;

/// `GET /`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let page = match visit.session().await? {
        Some(session) => welcome(&visit, &session.member, &News::of(&visit, Some(&session.member)).await?),
        None => entrance(&visit, &News::of(&visit, None).await?),
    };
    Ok(page.into_response())
}

/// What is new for whoever looks at the page.
struct News {
    bells: Markup,
    notices: Markup,
}

impl News {
    async fn of(visit: &Visit, reader: Option<&Member>) -> Result<Self, Failure> {
        let bells = match reader {
            Some(member) => bells(visit, member).await?,
            None => html! {},
        };
        Ok(Self { bells, notices: latest(visit, reader).await? })
    }
}

/// The page for everybody.
fn entrance(visit: &Visit, news: &News) -> Markup {
    let view = visit.view();
    view.page(view.own(&visit.realm.portal.title)).menu(&menu_before_sign_in(visit)).wide(html! {
        (maintenance(visit))
        section.lead {
            p { (view.say_with(texts::ENTRANCE, &[("society", &view.own(&visit.realm.display_name))])) }
            (actions(&html! { (LinkButton::primary(&visit.link("/sign-in"), view.say(texts::SIGN_IN))) }))
        }
        (information(visit, news))
        (support(visit))
        (documents(visit))
    })
}

/// The page for a member.
fn welcome(visit: &Visit, member: &Member, news: &News) -> Markup {
    let view = visit.view();
    let menu = menu(visit, member);
    let page = match &member.name {
        Some(name) => view
            .page(view.say_with(texts::WELCOME, &[("name", name)]))
            .heading(view.say_around(texts::WELCOME, &[("name", &view.japanese(name))])),
        None => view.page(view.own(&visit.realm.portal.title)),
    };
    page.menu(&menu).wide(html! {
        (news.bells)
        (maintenance(visit))
        @if waits_for_second_factor(visit, member) { (second_factor_waits(visit)) }
        section {
            h2 { (view.say(texts::SERVICE)) }
            (services(visit))
        }
        (information(visit, news))
        (own_settings(visit))
        (support(visit))
        (documents(visit))
    })
}

/// When the service will rest, from a week before.
fn maintenance(visit: &Visit) -> Markup {
    let coming = visit.realm.announced_interruption(visit.now);
    html! { @if let Some(coming) = coming { (Notice::maintenance(visit.language(), &coming)) } }
}

/// Whoever has shown the password alone is at their first sign-in. Where the second factor waits for the next one, the
/// member is told so.
fn waits_for_second_factor(visit: &Visit, member: &Member) -> bool {
    member.acr < SECOND_FACTOR && visit.realm.sign_in.enrolment == Enrolment::SecondSignIn
}

/// Nobody is signed out by the server: what to do is said, and done by the member.
fn second_factor_waits(visit: &Visit) -> Markup {
    let view = visit.view();
    let what_to_do = html! {
        p { (view.say(texts::SECOND_FACTOR_WAITS_WHY)) }
        (actions(&html! { (LinkButton::secondary(&visit.link("/sign-out"), view.say(texts::TO_SIGN_OUT))) }))
    };
    html! { (Notice::information(view.say(texts::SECOND_FACTOR_WAITS), what_to_do)) }
}

/// The society's tiles, as far as they lead somewhere.
fn services(visit: &Visit) -> Markup {
    let view = visit.view();
    let addressed = visit.realm.portal.tiles.iter().filter_map(|tile| Some((tile, address(visit, &tile.target)?)));
    let addressed: Vec<_> = addressed.collect();
    let shown: Vec<Tile<'_>> = addressed
        .iter()
        .map(|(tile, href)| Tile {
            label: view.own(&tile.label),
            href,
            about: tile.description.as_ref().map(|text| view.own(text)),
        })
        .collect();
    tiles(&shown)
}

/// Where a tile leads: a page of ours, another application's own sign-in, another site.
fn address(visit: &Visit, target: &TileTarget) -> Option<String> {
    match target {
        TileTarget::Service(Service::Expenses) => Some(visit.link("/expenses")),
        TileTarget::Service(Service::TaxData) => Some(visit.link("/tax-data")),
        TileTarget::Service(Service::Benefits) => Some(visit.link("/benefits")),
        TileTarget::Service(Service::EligibilityInformation) => Some(visit.link("/eligibility-information")),
        TileTarget::Service(Service::EligibilityCertificate) => Some(visit.link("/eligibility-certificate")),
        TileTarget::Service(Service::Applications) => Some(visit.link("/applications")),
        TileTarget::Service(Service::Checkups) => Some(visit.link("/checkups")),
        TileTarget::Service(Service::Prescriptions) => Some(visit.link("/prescriptions")),
        TileTarget::Client(id) => begins_at(visit, visit.realm.client(id)?.initiate_login_uri.as_deref()?),
        TileTarget::Link(url) => Some(url.clone()),
    }
}

/// Where an application begins a sign-in by our provider (OpenID Connect Core §4): it is told which provider that is.
fn begins_at(visit: &Visit, address: &str) -> Option<String> {
    Url::parse_with_params(address, [("iss", &visit.realm.issuer)]).ok().map(String::from)
}

fn information(visit: &Visit, news: &News) -> Markup {
    let view = visit.view();
    html! {
        section {
            h2 { (view.say(texts::INFORMATION)) }
            (news.notices)
        }
    }
}

/// What members set for themselves.
fn own_settings(visit: &Visit) -> Markup {
    let view = visit.view();
    let settings: Vec<(String, &str)> =
        super::own_settings(visit).map(|(title, page)| (visit.link(page), view.say(title))).collect();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(address, title)| (address.as_str(), *title)).collect();
    html! {
        section {
            h2 { (view.say(texts::MENU)) }
            (links(&settings))
        }
    }
}

/// Guide, questions and terms.
fn support(visit: &Visit) -> Markup {
    let view = visit.view();
    html! {
        section {
            h2 { (view.say(help::TITLE)) }
            (help::pages(visit))
            p { a href=(visit.link("/help")) { (view.say(texts::TO_HELP)) } }
        }
    }
}

/// The society's own manuals and documents.
pub fn documents(visit: &Visit) -> Markup {
    let view = visit.view();
    html! {
        @if !visit.realm.portal.documents.is_empty() {
            section {
                h2 { (view.say(texts::DOCUMENTS)) }
                ul {
                    @for link in &visit.realm.portal.documents {
                        li { a href=(link.url) { (view.own(&link.label)) } }
                    }
                }
            }
        }
    }
}
