//! What a load balancer asks: whether the process lives, and whether it can serve.

use std::sync::Arc;

use axum::extract::State;
use web::service::Readiness;

use crate::App;

/// The process answers.
pub async fn live() -> &'static str {
    "live\n"
}

/// The stores answer and at least one realm can be served. The provider is not asked: while it is away, members who are
/// signed in still read.
pub async fn ready(State(app): State<Arc<App>>) -> Readiness {
    let stores = Readiness::default().needs("database", app.database.ping()).await;
    let stores = stores.needs("expiring", app.expiring.ping()).await;
    stores.has("realms", !app.realms.serving().is_empty())
}
