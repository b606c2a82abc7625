//! Something that should not have happened: the cause is kept under a reference, the visitor gets the reference.
//!
//! Handlers let such errors fall out with `?`. What a visitor did is never a [`Failure`]: that has its own page.

use std::error::Error;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::Reference;
use store::failures::{self, Kind};
use web::ErrorPage;

use super::Visit;

/// A failure on our side, on its way to the boundary.
#[derive(Debug)]
pub struct Failure(Arc<dyn Error + Send + Sync>);

/// The cause, carried past the handler in the response's extensions.
#[derive(Clone)]
struct Cause(Arc<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Cause(self.0));
        response
    }
}

/// If a handler failed, keeps the cause under the request's reference and answers with a page that shows it. `place` is the
/// route's own name, because a visited address may carry what is nobody's business.
pub async fn note_failures(visit: &Visit, (reference, place): (Reference, &str), response: Response) -> Response {
    let Some(Cause(cause)) = response.extensions().get::<Cause>().cloned() else { return response };
    if store::is_unreachable(cause.as_ref()) {
        tracing::warn!(error = cause.as_ref() as &dyn Error, "a server is away");
        return web::away(visit.view(), visit.now);
    }
    let kind = kind(cause.as_ref());
    tracing::error!(kind = kind.name(), error = cause.as_ref() as &dyn Error, "a request failed");
    let failure = failures::Failure {
        reference: reference.clone(),
        realm: Some(visit.realm.name.clone()),
        at: visit.now,
        place: place.to_owned(),
        kind: Some(kind),
        cause: cause.to_string(),
    };
    if let Err(error) = visit.app.failures.keep(failure).await {
        tracing::error!(error = &error as &dyn Error, "the cause could not be kept");
    }
    ErrorPage::failure(reference).respond(visit.view())
}

fn kind(cause: &(dyn Error + Send + Sync + 'static)) -> Kind {
    match Kind::of(cause) {
        Kind::Other if failures::is_caused_by::<reqwest::Error>(cause) => Kind::OtherServer,
        Kind::Other if failures::is_caused_by::<web::Panic>(cause) => Kind::Bug,
        kind => kind,
    }
}
