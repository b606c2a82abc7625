//! Shows every control and page in a browser: `cargo run -p web --example gallery`, then http://127.0.0.1:8099/.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::html;
use web::{ErrorPage, LanguageChoice, OutOfService, Service, Site, View};

#[path = "../tests/pages/sample.rs"]
mod sample;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let site = Arc::new(sample::site(Service::Portal));
    let found = site.clone();
    let pages = Router::new()
        .route("/", get(index))
        .route("/{page}", get(page))
        .route("/minato/brand/{hash}/{name}", get(brand))
        .with_state(site.clone())
        .merge(web::assets::router());
    let router = web::boundary(pages, Service::Portal, &site.address, Arc::new(move |_, _| Some(found.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await?;
    web::service::serve(listener, router, std::future::pending()).await;
    Ok(())
}

async fn index() -> impl IntoResponse {
    html! {
        ul { @for (name, _) in sample::PAGES { li { a href={ "/" (name) } { (name) } } } }
        ul { li { a href="/failure" { "failure" } } li { a href="/rest" { "rest" } } li { a href="/none" { "none" } } }
    }
}

async fn brand(State(site): State<Arc<Site>>, Path((hash, name)): Path<(String, String)>) -> Response {
    site.brand.as_ref().map_or(StatusCode::NOT_FOUND.into_response(), |brand| brand.serve(&hash, &name))
}

async fn page(State(site): State<Arc<Site>>, Path(name): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let LanguageChoice { language, cookie } = LanguageChoice::of_page(&site.cookies, &uri, &headers, None);
    let view = View { site: &site, language, uri: &uri };
    match sample::PAGES.iter().find(|(page, _)| *page == name) {
        Some((_, page)) => (cookie, page(view)).into_response(),
        None if name == "failure" => ErrorPage::failure(base::Reference::generate()).respond(view),
        None if name == "rest" => OutOfService::default().respond(view, base::Clock::system().now()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
