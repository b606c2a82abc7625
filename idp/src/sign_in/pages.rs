//! Where a sign-in ends without reaching its client: mistakes of an application, accounts closed to their members, and
//! pages of sign-ins that are no longer there.
//!
//! Each has a way onward. That of an expired page is the sign-in of the application the member came from, begun anew
//! by the application itself (OpenID Connect Core §4, `initiate_login_uri`), or else the portal. Whoever only opened
//! such a page is taken there at once; whoever had filled in a form is told first.

use account::Refusal;
use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base::Reference;
use oidc::Parameters;
use oidc::authorize::{AuthorizeError, TrustedClient, Untrusted};
use realm::Interruption;
use url::Url;
use web::{ErrorPage, OutOfService};

use super::{OwnPage, next, texts};
use crate::App;
use crate::boundary::{Failure, Visit};

/// What a screen's address says of the goal of its sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayBack<'a> {
    /// To an application, by its client id.
    Client(&'a str),
    /// To one of our own pages.
    Page(&'a str),
}

impl<'a> WayBack<'a> {
    /// The parameter that says it.
    #[must_use]
    pub const fn parameter(self) -> (&'static str, &'a str) {
        match self {
            Self::Client(id) => ("client_id", id),
            Self::Page(page) => ("page", page),
        }
    }
}

/// A mistake in an application's set-up: told to the member in plain words, to the integrator by its name, and in the
/// log by the reference that the page shows.
pub fn untrusted(visit: &Visit, untrusted: Untrusted) -> Response {
    let reference = Reference::generate();
    tracing::warn!(realm = %visit.realm.name, %reference, reason = %untrusted, "an authorization request was not answered at its client");
    let page = ErrorPage {
        title: texts::CLIENT_MISTAKE,
        explanation: match untrusted {
            Untrusted::ClientMissing | Untrusted::ClientUnknown | Untrusted::GrantNotAllowed => texts::CLIENT_UNKNOWN,
            Untrusted::RedirectUriMissing | Untrusted::RedirectUriUnregistered => texts::REDIRECT_URI_UNKNOWN,
            Untrusted::PushedRequestUnknown => texts::REQUEST_URI_UNKNOWN,
        },
        reference: Some(reference),
        ..ErrorPage::of_status(StatusCode::BAD_REQUEST)
    };
    visit.respond(page.respond(visit.view()))
}

/// The answer to people while the society's maintenance lasts. An application that asks in silence shows nobody a page,
/// so it is told (`temporarily_unavailable`, RFC 6749 §4.1.2.1).
///
/// # Errors
/// No key to sign the answer with.
pub async fn resting(app: &App, visit: &Visit, uri: &Uri, interruption: Interruption) -> Result<Response, Failure> {
    let parameters = web::pairs(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let parameters = Parameters::parse(&parameters);
    let silent = parameters.get("prompt") == Some("none");
    match TrustedClient::find(&visit.realm, &parameters) {
        Ok(trusted) if silent => {
            let error = AuthorizeError::TemporarilyUnavailable;
            next::answer(app, visit, &trusted.error(parameters.get("state"), error)).await
        }
        _ => Ok(visit.respond(OutOfService { until: Some(interruption.until) }.respond(visit.view(), visit.now))),
    }
}

/// The page for a member whose account is closed to them.
#[must_use]
pub fn refused(visit: &Visit, refusal: Refusal) -> Response {
    let (title, explanation) = match refusal {
        Refusal::Disabled => (texts::DISABLED, texts::DISABLED_WHY),
        Refusal::NoLongerEligible => (texts::NO_LONGER_ELIGIBLE, texts::NO_LONGER_ELIGIBLE_WHY),
    };
    let page = ErrorPage { title, explanation, ..ErrorPage::of_status(StatusCode::FORBIDDEN) };
    let (label, href) = portal(visit);
    visit.respond(page.onward(label, href).respond(visit.view()))
}

/// The way to the portal's top page, by its name.
fn portal(visit: &Visit) -> (String, String) {
    let (view, realm) = (visit.view(), &visit.realm);
    let label = view.say_with(texts::TO_PORTAL, &[("portal", &view.own(&realm.portal.title))]);
    (label, format!("{}/", realm.portal_url))
}

/// The answer to a request for a sign-in that is gone. What it was for stands in the page's address: an application, or
/// one of our own pages, to which whoever is signed in comes at once.
#[must_use]
pub fn expired(visit: &Visit, way_back: Option<WayBack<'_>>, method: &Method) -> Response {
    let client = match way_back {
        Some(WayBack::Page(page)) => return own_page_expired(visit, OwnPage::read(page), method),
        Some(WayBack::Client(id)) => visit.realm.client(id),
        None => None,
    };
    let again = client.and_then(|client| Some((client, initiation(visit, client.initiate_login_uri.as_deref()?)?)));
    match again {
        Some((_, url)) if *method == Method::GET => {
            visit.respond((StatusCode::SEE_OTHER, [(LOCATION, String::from(url))]).into_response())
        }
        Some((client, url)) => {
            let application = visit.view().own(&client.name).to_owned();
            gone(visit, visit.view().say_with(texts::BACK_TO, &[("application", &application)]), url.into())
        }
        None => {
            let (label, href) = portal(visit);
            gone(visit, label, href)
        }
    }
}

fn own_page_expired(visit: &Visit, page: Option<OwnPage>, method: &Method) -> Response {
    let href = page.unwrap_or_else(|| OwnPage::first(false)).address(&visit.realm.name);
    if *method == Method::GET {
        return next::see_other(visit, &href);
    }
    gone(visit, visit.view().say(texts::TO_ACCOUNT_PAGES).to_owned(), href)
}

/// The application's own address for beginning a sign-in, with our issuer (OpenID Connect Core §4).
fn initiation(visit: &Visit, initiate_login_uri: &str) -> Option<Url> {
    let mut url = Url::parse(initiate_login_uri).ok()?;
    url.query_pairs_mut().append_pair("iss", &visit.realm.issuer);
    Some(url)
}

fn gone(visit: &Visit, label: String, href: String) -> Response {
    let page =
        ErrorPage { title: texts::EXPIRED, explanation: texts::EXPIRED_WHY, ..ErrorPage::of_status(StatusCode::GONE) };
    visit.respond(page.onward(label, href).respond(visit.view()))
}
