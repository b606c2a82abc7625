//! Something that should not have happened: the cause is kept under a reference, the visitor gets the reference.
//!
//! Handlers let such errors fall out with `?`. What a visitor or a client did is never a [`Failure`]: that has its
//! own answer.

use std::error::Error;
use std::sync::Arc;

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::Reference;
use chrono::TimeDelta;
use serde_json::json;
use store::failures::{self, Kind};
use tracing::Instrument as _;
use web::ErrorPage;

use super::Visit;
use crate::App;
use crate::password_pool::Busy;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// A failure on our side, on its way to the boundary.
#[derive(Debug)]
pub enum Failure {
    /// Something broke.
    Broken(Arc<dyn Error + Send + Sync>),
    /// There is more to do than can be done.
    Busy,
    /// So much came from the visitor's address that it has to wait, at most for so long.
    TooMany(TimeDelta),
}

/// The cause, carried past the handler in the response's extensions.
#[derive(Clone)]
struct Cause(Arc<dyn Error + Send + Sync>);

/// Marks the response to an address that has to wait.
#[derive(Clone, Copy)]
struct TooMany;

/// Marks the response to a request for which there was too much to do.
#[derive(Clone, Copy)]
struct QueueFull;

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: Arc<dyn Error + Send + Sync> = Arc::new(error);
        if error.is::<Busy>() { Self::Busy } else { Self::Broken(error) }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Busy => {
                let mut response = (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")]).into_response();
                response.extensions_mut().insert(QueueFull);
                response
            }
            Self::TooMany(wait) => {
                let wait = HeaderValue::from(wait.num_seconds().unsigned_abs());
                let mut response = (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, wait)]).into_response();
                response.extensions_mut().insert(TooMany);
                response
            }
            Self::Broken(cause) => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(Cause(cause));
                response
            }
        }
    }
}

/// Gives each request a reference, under which the log tells of it; and where it fails, keeps the cause under that reference
/// and answers with it: a page for people, JSON (in the shape of RFC 6749 §5.2) for programs.
pub async fn note_failures(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    // The route's own path: an address may carry what is nobody's business.
    let place = request.extensions().get::<MatchedPath>().cloned();
    let place = || place.as_ref().map_or("", MatchedPath::as_str);
    let reference = Reference::generate();
    let span = tracing::info_span!("request", %reference, route = place());
    let response = web::caught(next.run(request)).instrument(span.clone()).await;
    let response = response.unwrap_or_else(|panic| Failure::from(panic).into_response());
    let too_many = response.extensions().get::<TooMany>().is_some();
    if too_many {
        app.counts.address_refused.more();
    }
    if response.extensions().get::<QueueFull>().is_some() {
        app.counts.queue_full.more();
    }
    if too_many && !wants_page(&headers) {
        let said = json!({ "error": "temporarily_unavailable", "error_description": "too many requests" });
        let (head, _) = response.into_parts();
        return (head, Json(said)).into_response();
    }
    let Some(Cause(cause)) = response.extensions().get::<Cause>().cloned() else { return response };

    if store::is_unreachable(cause.as_ref()) {
        span.in_scope(|| tracing::warn!(error = cause.as_ref() as &dyn Error, "a server is away"));
        return away(&app, uri, headers);
    }
    let visit = Visit::new(&app, uri, headers.clone()).ok();
    let failure = failures::Failure {
        reference: reference.clone(),
        realm: visit.as_ref().map(|visit| visit.realm.name.clone()),
        at: app.clock.now(),
        place: place().to_owned(),
        kind: Some(kind(cause.as_ref())),
        cause: cause.to_string(),
    };
    keep(&app, failure, cause.as_ref()).instrument(span).await;
    match visit.filter(|_| wants_page(&headers)) {
        Some(visit) => ErrorPage::failure(reference).respond(visit.view()),
        None => {
            let body = json!({ "error": "server_error", "error_description": format!("reference {reference}") });
            (StatusCode::INTERNAL_SERVER_ERROR, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
        }
    }
}

/// The answer while the database or Redis is away: to be tried again in a moment.
fn away(app: &Arc<App>, uri: Uri, headers: HeaderMap) -> Response {
    let page = wants_page(&headers);
    match Visit::new(app, uri, headers).ok().filter(|_| page) {
        Some(visit) => web::away(visit.view(), visit.now),
        None => {
            let body = json!({ "error": "temporarily_unavailable", "error_description": "try again in a moment" });
            (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, web::SOON), (CACHE_CONTROL, NO_STORE)], Json(body))
                .into_response()
        }
    }
}

async fn keep(app: &App, failure: failures::Failure, cause: &(dyn Error + Send + Sync + 'static)) {
    let kind = failure.kind.map(Kind::name);
    tracing::error!(kind, error = cause as &dyn Error, "a request failed");
    if let Err(error) = app.failures.keep(failure).await {
        tracing::error!(error = &error as &dyn Error, "the cause could not be kept");
    }
}

fn kind(cause: &(dyn Error + Send + Sync + 'static)) -> Kind {
    match Kind::of(cause) {
        Kind::Other if failures::is_caused_by::<reqwest::Error>(cause) => Kind::OtherServer,
        Kind::Other if failures::is_caused_by::<web::Panic>(cause) => Kind::Bug,
        kind => kind,
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}
