//! The headers that every response carries, errors and assets included.
//!
//! They are set in one place around everything, so that no route can forget them. A handler that needs another
//! policy or may be cached says so with its own header, which stays.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY as CSP, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing but our own stylesheets, scripts and pictures, and no frame around us. There is no `form-action`: a form
/// of ours may end in a redirect to an application, which browsers would count as its target.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
     script-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The same for a page that shows pictures of one other origin: an application's logo.
#[must_use]
pub fn content_security_policy_with_pictures_of(origin: &str) -> String {
    CONTENT_SECURITY_POLICY.replacen("img-src 'self' data:", &format!("img-src 'self' data: {origin}"), 1)
}

const PERMISSIONS_POLICY: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), \
     publickey-credentials-get=(self), publickey-credentials-create=(self)";

/// Unless the handler said otherwise.
const DEFAULTS: [(HeaderName, &str); 2] = [(CSP, CONTENT_SECURITY_POLICY), (CACHE_CONTROL, "no-store")];

/// Whatever the handler said.
const ALWAYS: [(HeaderName, &str); 5] = [
    (X_FRAME_OPTIONS, "DENY"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Not no-referrer: with it Chromium sends `Origin: null` along with our own forms.
    (REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// Whether the site is reached over https, and so may demand it for a year.
pub(crate) async fn set_headers(State(https): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add(response.headers_mut(), https);
    response
}

fn add(headers: &mut HeaderMap, https: bool) {
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}
