//! The boundary around a service: what every response carries, and pages instead of bare errors.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, ALLOW, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::Deserialize;
use tower::ServiceExt;
use web::{Posted, Service, boundary};

use crate::sample;

#[derive(Deserialize)]
struct Fields {}

async fn take(_: Posted<Fields>) -> &'static str {
    "taken"
}

async fn brand() -> impl IntoResponse {
    let site = sample::site(Service::Provider);
    let brand = site.brand.unwrap();
    let hash = brand.stylesheet_url().split('/').nth_back(1).unwrap().to_owned();
    brand.serve(&hash, "logo.svg")
}

fn service(address: &str) -> Router {
    let site = Arc::new(sample::site(Service::Provider));
    let router = Router::new()
        .route(
            "/minato/page",
            get(|| async {
                maud::html! { "page" }
            }),
        )
        .route("/minato/form", post(take))
        .route("/minato/logo", get(brand))
        .route("/minato/panic", get(|| async { panic!("tanaka-1990") as &'static str }))
        .route("/minato/token", post(|| async { StatusCode::UNAUTHORIZED }))
        .merge(web::assets::router());
    let find = move |uri: &axum::http::Uri, _: &HeaderMap| uri.path().starts_with("/minato/").then(|| site.clone());
    boundary(router, Service::Provider, &address.parse().unwrap(), Arc::new(find))
}

async fn answer(request: axum::http::request::Builder, body: impl Into<Body>) -> (StatusCode, HeaderMap, String) {
    let response = service("https://id.example.jp").oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1_000_000).await.unwrap();
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "text/html; charset=utf-8")
}

#[tokio::test]
async fn every_response_carries_the_headers() {
    let form = "application/x-www-form-urlencoded";
    let long = format!("/minato/page?{}", "a".repeat(17_000));
    let wide = "a".repeat(33_000);
    for (request, body, status) in [
        (Request::get("/minato/page"), String::new(), 200),
        (Request::get(web::assets::url("app.css")), String::new(), 200),
        (Request::get("/minato/logo"), String::new(), 200),
        (Request::get("/nowhere"), String::new(), 404),
        (Request::get("/assets/x/../Cargo.toml"), String::new(), 404),
        (Request::get("/minato/nowhere"), String::new(), 404),
        (Request::post("/minato/page"), String::new(), 405),
        (Request::post("/minato/form").header(CONTENT_TYPE, form), "a=1&a=2".to_owned(), 400),
        (Request::post("/minato/form").header(CONTENT_TYPE, form), "a".repeat(70_000), 413),
        (Request::post("/minato/form"), String::new(), 415),
        (Request::get(long), String::new(), 414),
        (Request::get("/minato/page").header(COOKIE, wide), String::new(), 431),
        (Request::get("/minato/panic"), String::new(), 500),
    ] {
        let (got, headers, body) = answer(request, body).await;
        assert_eq!(got, status);
        assert_eq!(headers["x-frame-options"], "DENY", "{status}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "same-origin");
        assert_eq!(headers["strict-transport-security"], "max-age=31536000");
        assert!(headers.contains_key("permissions-policy") && headers.contains_key("cache-control"));
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("form-action"), "{policy}");
        if status >= 400 {
            assert!(is_page(&headers), "{status}");
            assert_eq!(headers["cache-control"], "no-store");
            assert!(body.contains("<h1>") && body.contains("</html>"), "{status}: {body}");
        }
    }
}

#[tokio::test]
async fn hsts_is_for_https_only() {
    let request = Request::get("/minato/page").body(Body::empty()).unwrap();
    let response = service("http://localhost:8080").oneshot(request).await.unwrap();
    assert!(!response.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn an_error_is_a_page_in_the_visitors_language_and_the_societys_name() {
    let (_, _, body) = answer(Request::get("/minato/nowhere").header(ACCEPT_LANGUAGE, "en"), "").await;
    assert!(body.contains("<html lang=\"en\">") && body.contains("Minato Health Insurance Society"), "{body}");
    let (_, _, body) = answer(Request::get("/nowhere"), "").await;
    assert!(body.contains("<html lang=\"ja\">") && body.contains("会員サービス"), "{body}");
}

#[tokio::test]
async fn a_panic_shows_a_reference_and_nothing_else() {
    let (_, _, body) = answer(Request::get("/minato/panic"), "").await;
    assert!(body.contains("お問い合わせ番号") && !body.contains("1990"), "{body}");
}

#[tokio::test]
async fn what_the_handler_said_stays() {
    let (_, headers, _) = answer(Request::post("/minato/page"), "").await;
    assert_eq!(headers[ALLOW], "GET,HEAD");
    let (_, headers, _) = answer(Request::get("/minato/logo"), "").await;
    assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert_eq!(headers[CONTENT_TYPE], "image/svg+xml");
}

#[tokio::test]
async fn programs_are_not_answered_with_pages() {
    let (status, headers, body) = answer(Request::post("/minato/token").header(ACCEPT, "application/json"), "").await;
    assert_eq!((status.as_u16(), is_page(&headers), body.as_str()), (401, false, ""));
}

#[tokio::test]
async fn assets_are_kept_for_good_unless_the_address_is_of_another_version() {
    let request = Request::get(web::assets::url("app.css")).header(ACCEPT_ENCODING, "gzip");
    let (_, headers, _) = answer(request, "").await;
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(headers["content-encoding"], "gzip");
    assert_eq!(headers["vary"], "accept-encoding");
    let (status, headers, _) = answer(Request::get("/assets/yesterday/app.css"), "").await;
    assert_eq!((status.as_u16(), headers["cache-control"].to_str().unwrap()), (200, "no-cache"));
}
