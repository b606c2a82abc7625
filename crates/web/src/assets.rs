//! The stylesheet and the script, inside the binary.
//!
//! Their address carries the hash of all of them, so a browser may keep them for good and an upgrade shows at
//! once. While two versions run side by side a page may ask the other one for its files: a hash that is not ours
//! gets our file, which is not kept then.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;

/// For files whose address changes with their content.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for file in Files::iter().filter_map(|name| Files::get(&name)) {
        digest.update(file.metadata.sha256_hash());
    }
    HEXLOWER.encode(&digest.finalize()).chars().take(12).collect()
});

/// The address of a file, such as `/assets/0123456789ab/app.css`.
#[must_use]
pub fn url(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// Serves `/assets/HASH/NAME`, compressed. To be merged into a service's router.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{name}", get(serve)).layer(CompressionLayer::new())
}

async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };
    let caching = if hash == *HASH { IMMUTABLE } else { "no-cache" };
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, caching)], file.data).into_response()
}
