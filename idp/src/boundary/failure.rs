//! Something that should not have happened: the cause is kept under a reference, the visitor gets the reference.
//!
//! Handlers let such errors fall out with `?`. What a visitor or a client did is never a [`Failure`]: that has its
//! own answer.

use std::error::Error;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::Reference;
use chrono::TimeDelta;
use serde_json::json;
use store::failures;
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

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: Arc<dyn Error + Send + Sync> = Arc::new(error);
        if error.is::<Busy>() { Self::Busy } else { Self::Broken(error) }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "5")]).into_response(),
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

/// Keeps the cause of a failure under a new reference, and answers with the reference: a page for people, JSON
/// (in the shape of RFC 6749 §5.2) for programs.
pub async fn note_failures(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let response = next.run(request).await;
    if response.extensions().get::<TooMany>().is_some() && !wants_page(&headers) {
        let said = json!({ "error": "temporarily_unavailable", "error_description": "too many requests" });
        let (head, _) = response.into_parts();
        return (head, Json(said)).into_response();
    }
    let Some(Cause(cause)) = response.extensions().get::<Cause>().cloned() else { return response };

    if store::is_unreachable(cause.as_ref()) {
        tracing::warn!(error = cause.as_ref() as &dyn Error, "a server is away");
        return away(&app, uri, headers);
    }
    let reference = Reference::generate();
    let place = uri.path().to_owned();
    let visit = Visit::new(&app, uri, headers.clone()).ok();
    tracing::error!(%reference, place, error = cause.as_ref() as &dyn Error, "a request failed");
    let failure = failures::Failure {
        reference: reference.clone(),
        realm: visit.as_ref().map(|visit| visit.realm.name.clone()),
        at: app.clock.now(),
        place,
        cause: cause.to_string(),
    };
    if let Err(error) = failures::keep(&app.database, failure).await {
        tracing::error!(%reference, error = &error as &dyn Error, "the cause could not be kept");
    }
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

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}
