//! Around a whole service: headers on everything, and a page instead of any bare error.
//!
//! Handlers and axum itself may answer with nothing but a status (an unknown path, a wrong method, a form too
//! large, a panic). Here each of them becomes a page in the visitor's language with a way onward, unless the caller
//! is a program that asked for JSON.

use std::any::Any;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use base::Reference;
use futures::FutureExt as _;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use url::Url;

use crate::headers::set_headers;
use crate::{ErrorPage, LanguageChoice, Service, Site, View};

/// The most bytes an address may have: 16 KiB.
const URI_LIMIT: usize = 16 * 1024;
/// The most bytes all headers together may have: 32 KiB.
const HEADERS_LIMIT: usize = 32 * 1024;

/// How long a request may take until its answer begins, with all that its sender takes to send it.
const REQUEST_LIMIT: Duration = Duration::from_secs(60);

/// Finds the society whose address a request names, so that its errors show its name.
pub type FindSite = dyn Fn(&Uri, &HeaderMap) -> Option<Arc<Site>> + Send + Sync;

/// What the boundary must know of its service.
#[derive(Clone)]
struct Boundary {
    find_site: Arc<FindSite>,
    no_society: Arc<Site>,
}

/// Marks the response of a handler that panicked.
#[derive(Clone)]
struct Panicked(Reference);

/// Puts the boundary around a service's router. To be called last, so that nothing stands outside it. `address` is
/// the service's own address.
pub fn boundary(router: Router, service: Service, address: &Url, find_site: Arc<FindSite>) -> Router {
    let https = address.scheme() == "https";
    let no_society = Arc::new(Site::of_no_society(service, address.clone()));
    router
        .layer(from_fn(limit_head))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_LIMIT))
        .layer(from_fn_with_state(Boundary { find_site, no_society }, dress_errors))
        .layer(from_fn_with_state(https, set_headers))
}

async fn limit_head(request: Request, next: Next) -> Response {
    let uri = request.uri();
    if uri.path().len() + uri.query().map_or(0, str::len) > URI_LIMIT {
        return StatusCode::URI_TOO_LONG.into_response();
    }
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers > HEADERS_LIMIT {
        return StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    next.run(request).await
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    let reference = Reference::generate();
    let place = PLACE.take();
    tracing::error!(%reference, place, "a handler panicked");
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Panicked(reference));
    response
}

thread_local! {
    /// Where this thread panicked last.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on a panic is logged by its place alone: its message may hold what a member typed.
pub fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
        PLACE.set(place);
    }));
}

/// A handler that panicked, as a failure like any other.
#[derive(Clone, Debug, thiserror::Error)]
#[error("a handler panicked at {}", .0.as_deref().unwrap_or("an unknown place"))]
pub struct Panic(Option<String>);

/// The handler's response, or the place of its panic: for a service that keeps what happened behind its error pages. What
/// panics outside of it is caught by the [`boundary`].
///
/// # Errors
/// [`Panic`].
pub async fn caught(response: impl Future<Output = Response>) -> Result<Response, Panic> {
    AssertUnwindSafe(response).catch_unwind().await.map_err(|_| Panic(PLACE.take()))
}

async fn dress_errors(State(boundary): State<Boundary>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let response = next.run(request).await;
    if !is_bare_error(&response) || !wants_page(&headers) {
        return response;
    }
    let site = (boundary.find_site)(&uri, &headers).unwrap_or(boundary.no_society);
    let choice = LanguageChoice::of_page(&site.cookies, &uri, &headers, None);
    let page = match response.extensions().get::<Panicked>() {
        Some(Panicked(reference)) => ErrorPage::failure(reference.clone()),
        None => ErrorPage::of_status(response.status()),
    };
    let page = page.respond(View { site: &site, language: choice.language, uri: &uri });
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(page.headers().iter().map(|(name, value)| (name.clone(), value.clone())));
    Response::from_parts(parts, page.into_body())
}

/// An error that nobody has written a body for: axum's own have none or a line of plain text.
fn is_bare_error(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).map(|kind| kind.as_bytes());
    let error = response.status().is_client_error() || response.status().is_server_error();
    error && kind.is_none_or(|kind| kind.starts_with(b"text/plain"))
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    accept.contains("text/html") || !accept.contains("json")
}
