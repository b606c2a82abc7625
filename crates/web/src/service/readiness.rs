//! What a load balancer is told: whether this process can serve, and what keeps it from it.

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::time::timeout;

/// After so long what does not answer is taken for gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a process needs, and of what it lacks.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    missing: Vec<&'static str>,
}

impl Readiness {
    /// With something that must answer in time.
    #[must_use]
    pub async fn needs<E: Debug>(self, name: &'static str, answer: impl Future<Output = Result<(), E>> + Send) -> Self {
        self.needs_within(PATIENCE, name, answer).await
    }

    async fn needs_within<E: Debug>(
        self,
        patience: Duration,
        name: &'static str,
        answer: impl Future<Output = Result<(), E>> + Send,
    ) -> Self {
        let answered = matches!(timeout(patience, answer).await, Ok(Ok(())));
        self.has(name, answered)
    }

    /// With something that there must be.
    #[must_use]
    pub fn has(mut self, name: &'static str, there: bool) -> Self {
        if !there {
            self.missing.push(name);
        }
        self
    }
}

/// 200, or 503 and the names of what is missing, as JSON: `{"ready":false,"missing":["database"]}`.
impl IntoResponse for Readiness {
    fn into_response(self) -> Response {
        let ready = self.missing.is_empty();
        let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        (status, [(CACHE_CONTROL, "no-store")], Json(json!({ "ready": ready, "missing": self.missing })))
            .into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    #[tokio::test]
    async fn what_is_missing_is_named_and_what_hangs_is_missing() {
        let asked = Readiness::default()
            .needs("database", async { Ok::<_, ()>(()) })
            .await
            .needs_within(Duration::ZERO, "redis", std::future::pending::<Result<(), ()>>())
            .await
            .needs("mail", async { Err(()) })
            .await
            .has("realms", true);
        let response = asked.into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let body = to_bytes(response.into_body(), 1000).await.unwrap();
        assert_eq!(body, r#"{"ready":false,"missing":["redis","mail"]}"#);
        assert_eq!(Readiness::default().into_response().status(), StatusCode::OK);
    }
}
