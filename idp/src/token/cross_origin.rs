//! Applications that run in a browser (CORS): which pages may read what the endpoints for applications answer.
//!
//! Those on the origins of the realm's own redirect URIs, and without cookies: these endpoints look at none. The
//! authorization endpoint is not among them, since browsers are sent there and never ask it (RFC 9700 §2.6).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use realm::Realm;
use url::Url;

use crate::App;
use crate::boundary::Visit;

/// Answers a browser that asks whether a page may ask (Fetch §4.8). What may not be read gets no word of it.
pub async fn preflight(visit: Visit, headers: HeaderMap) -> Response {
    let Some(origin) = permitted(&visit.realm, &headers) else { return StatusCode::NO_CONTENT.into_response() };
    let permission = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, origin),
        (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")),
        (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type, dpop")),
        (ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
        (VARY, HeaderValue::from_static("origin")),
    ];
    (StatusCode::NO_CONTENT, permission).into_response()
}

/// Lets a page of a registered application read the answer.
pub async fn readable(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let mut response = next.run(request).await;
    if !headers.contains_key(ORIGIN) {
        return response;
    }
    let answer = response.headers_mut();
    answer.append(VARY, HeaderValue::from_static("origin"));
    let visit = Visit::new(&app, uri, headers.clone()).ok();
    if let Some(origin) = visit.and_then(|visit| permitted(&visit.realm, &headers)) {
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("www-authenticate"));
    }
    response
}

/// The origin of the asking page, if one of the realm's applications has its redirect URI there.
fn permitted(realm: &Realm, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(ORIGIN)?;
    let asked = origin.to_str().ok()?;
    let mut registered = realm.clients.values().flat_map(|client| &client.redirect_uris);
    let is_there = registered.any(|uri| Url::parse(uri).is_ok_and(|uri| uri.origin().ascii_serialization() == asked));
    is_there.then(|| origin.clone())
}
