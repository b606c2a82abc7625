//! oidc-client-ts in a page that has no server of its own.

use std::fs;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use tokio::net::TcpListener;

use super::{Vendor, says};
use crate::chromium::COMPUTER;
use crate::settings;
use crate::stories::screens::in_a_window;

/// Serves the vendor's page and the two scripts that it uses, as a bundler would put them together.
async fn serve(vendor: &Vendor) -> anyhow::Result<()> {
    let modules = settings::file("WARIFU_TEST_NODE_MODULES");
    let script = |path: &str| -> anyhow::Result<_> {
        let text = fs::read_to_string(modules.join(path))?;
        Ok(get(move || async move { ([(CONTENT_TYPE, "text/javascript")], text).into_response() }))
    };
    let program = vendor.copied("oidc-client-ts").await?;
    let page = format!(
        "<!doctype html><title>Vendor</title><p id=member></p><script type=importmap>{}</script>\
         <script type=module>{program}</script>",
        r#"{"imports": {"oidc-client-ts": "/oidc-client-ts.js", "jwt-decode": "/jwt-decode.js"}}"#
    );
    let shown = get(move || async move { Html(page) });
    let router = Router::new()
        .route("/", shown.clone())
        .route("/callback", shown)
        .route("/oidc-client-ts.js", script("oidc-client-ts/dist/esm/oidc-client-ts.js")?)
        .route("/jwt-decode.js", script("jwt-decode/build/esm/index.js")?);
    let listener = TcpListener::bind(("127.0.0.1", vendor.port)).await?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(())
}

#[tokio::test]
async fn a_page_with_oidc_client_ts() -> anyhow::Result<()> {
    let vendor = Vendor::known_by("token_endpoint_auth_method = \"none\"").await?;
    serve(&vendor).await?;
    in_a_window("oidc-client-ts", COMPUTER, async |chromium| {
        vendor.signs_in(chromium).await?;
        assert_eq!(says(chromium, "田中").await?, "田中 美咲");
        assert_eq!(chromium.window.current_url().await?.as_str(), vendor.page("/callback"));
        Ok(())
    })
    .await
}
