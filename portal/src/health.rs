//! What a load balancer asks: whether the process lives, and whether it can serve.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use crate::App;

/// The process answers.
pub async fn live() -> &'static str {
    "live\n"
}

/// The database answers and at least one realm can be served. The provider is not asked: while it is away, members
/// who are signed in still read.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    let database = app.database.reader().ping().await;
    match database {
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
        Ok(()) if app.realms.serving().is_empty() => (StatusCode::SERVICE_UNAVAILABLE, "no realm can be served\n"),
        Ok(()) => (StatusCode::OK, "ready\n"),
    }
}
