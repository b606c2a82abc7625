//! Something that should not have happened: the cause is kept under a reference, the visitor gets the reference.
//!
//! Handlers let such errors fall out with `?`. What a visitor did is never a [`Failure`]: that has its own page.

use std::error::Error;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::Reference;
use store::failures;
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

/// If a handler failed, keeps the cause under a new reference and answers with a page that shows the reference.
/// `place` is the route's own name, because a visited address may carry what is nobody's business.
pub async fn note_failures(visit: &Visit, place: &'static str, response: Response) -> Response {
    let Some(Cause(cause)) = response.extensions().get::<Cause>().cloned() else { return response };
    if store::is_unreachable(cause.as_ref()) {
        tracing::warn!(place, error = cause.as_ref() as &dyn Error, "a server is away");
        return web::away(visit.view(), visit.now);
    }
    let reference = Reference::generate();
    let realm = visit.realm.name.clone();
    tracing::error!(%reference, %realm, place, error = cause.as_ref() as &dyn Error, "a request failed");
    let failure = failures::Failure {
        reference: reference.clone(),
        realm: Some(realm),
        at: visit.now,
        place: place.to_owned(),
        cause: cause.to_string(),
    };
    if let Err(error) = failures::keep(&visit.app.database, failure).await {
        tracing::error!(%reference, error = &error as &dyn Error, "the cause could not be kept");
    }
    ErrorPage::failure(reference).respond(visit.view())
}
