//! Whose the application is: its logo, its home page, and what it says of personal information and terms (OpenID Connect
//! Registration §2: `logo_uri`, `client_uri`, `policy_uri`, `tos_uri`).

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Client;
use url::Url;
use web::View;

use super::texts;
use crate::boundary::Visit;

/// The application, where its file says more of it than its name.
pub fn branding(view: View<'_>, client: &Client) -> Markup {
    let name = view.own(&client.name);
    let documents = [(&client.policy_uri, "policy", texts::POLICY), (&client.tos_uri, "tos", texts::TERMS)];
    let documents = documents.into_iter().filter_map(|(uri, id, text)| Some((uri.as_deref()?, id, view.say(text))));
    let documents: Vec<_> = documents.collect();
    html! {
        @if client.logo_uri.is_some() || client.client_uri.is_some() || !documents.is_empty() {
            section.application aria-label=(view.say_with(texts::ABOUT, &[("application", &name)])) {
                @if let Some(logo) = &client.logo_uri {
                    // The name stands beside it.
                    img src=(logo) alt="" width="64" height="64" referrerpolicy="no-referrer";
                }
                div {
                    p.name {
                        @if let Some(home) = &client.client_uri { (elsewhere(view, (home, "home"), name)) } @else { (name) }
                    }
                    @if !documents.is_empty() {
                        ul.links { @for (uri, id, label) in documents { li { (elsewhere(view, (uri, id), label)) } } }
                    }
                }
            }
        }
    }
}

/// A link to the application's own pages. The sign-in stays where it is.
fn elsewhere(view: View<'_>, (uri, id): (&str, &str), label: &str) -> Markup {
    html! {
        a id={ "application-" (id) } href=(uri) target="_blank" rel="noopener noreferrer" {
            (label) span.spoken { (view.say(texts::IN_OWN_TAB)) }
        }
    }
}

/// A page on which [`branding`] stands: the only one that may show a picture from elsewhere, and from nowhere but where
/// this application's logo is.
pub fn respond(visit: &Visit, client: Option<&Client>, page: Markup) -> Response {
    let origin = client.and_then(|client| Url::parse(client.logo_uri.as_deref()?).ok()).map(|logo| logo.origin());
    let policy = origin.filter(url::Origin::is_tuple).map(|origin| {
        let origin = origin.ascii_serialization();
        HeaderValue::from_str(&web::content_security_policy_with_pictures_of(&origin))
    });
    match policy {
        Some(Ok(policy)) => ([(CONTENT_SECURITY_POLICY, policy)], visit.page(page)).into_response(),
        None | Some(Err(_)) => visit.page(page),
    }
}
