//! A page of a sign-in that is no longer there: it lasted too long, or it is already done.
//!
//! There is always a way onward: the sign-in of the application the member came from, begun anew by the application
//! itself (OpenID Connect Core §4, `initiate_login_uri`), or else the portal. Whoever only opened the page is taken
//! there at once; whoever had filled in a form is told first.

use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use url::Url;
use web::ErrorPage;

use super::texts;
use crate::boundary::Visit;

/// The answer to a request for a sign-in that is gone. `client_id` is what the page's address says.
#[must_use]
pub fn page(visit: &Visit, client_id: Option<&str>, method: &Method) -> Response {
    let client = client_id.and_then(|id| visit.realm.client(id));
    let again = client.and_then(|client| Some((client, initiation(visit, client.initiate_login_uri.as_deref()?)?)));
    match again {
        Some((_, url)) if *method == Method::GET => {
            visit.respond((StatusCode::SEE_OTHER, [(LOCATION, String::from(url))]).into_response())
        }
        Some((client, url)) => {
            let application = visit.view().own(&client.name).to_owned();
            expired(visit, visit.view().say_with(texts::BACK_TO, &[("application", &application)]), url.into())
        }
        None => expired(visit, visit.view().say(texts::TO_PORTAL).to_owned(), format!("{}/", visit.realm.portal_url)),
    }
}

/// The application's own address for beginning a sign-in, with our issuer (OpenID Connect Core §4).
fn initiation(visit: &Visit, initiate_login_uri: &str) -> Option<Url> {
    let mut url = Url::parse(initiate_login_uri).ok()?;
    url.query_pairs_mut().append_pair("iss", &visit.realm.issuer);
    Some(url)
}

fn expired(visit: &Visit, label: String, href: String) -> Response {
    let page =
        ErrorPage { title: texts::EXPIRED, explanation: texts::EXPIRED_WHY, ..ErrorPage::of_status(StatusCode::GONE) };
    visit.respond(page.onward(label, href).respond(visit.view()))
}
