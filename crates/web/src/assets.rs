//! The stylesheet and the script, inside the binary.
//!
//! Their address carries the hash of their content, so a browser may keep them for good and an upgrade shows at once.
//! While two versions run side by side a page may ask the other one for its files: a hash that is not ours gets our
//! file, which is not kept then.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;

/// For files whose address changes with their content.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 8] = [
    Asset {
        name: "app.css",
        kind: "text/css; charset=utf-8",
        content: concat!(
            include_str!("../assets/tokens.css"),
            include_str!("../assets/base.css"),
            include_str!("../assets/frame.css"),
            include_str!("../assets/controls.css"),
            include_str!("../assets/content.css"),
            include_str!("../assets/periods.css"),
            include_str!("../assets/enrolment.css"),
            include_str!("../assets/account.css"),
            include_str!("../assets/application.css"),
            include_str!("../assets/services.css"),
            include_str!("../assets/help.css"),
            include_str!("../assets/messages.css"),
            include_str!("../assets/picture.css"),
            include_str!("../assets/wishes.css"),
        ),
    },
    Asset { name: "app.js", kind: "text/javascript; charset=utf-8", content: include_str!("../assets/app.js") },
    Asset { name: "passkey.js", kind: "text/javascript; charset=utf-8", content: include_str!("../assets/passkey.js") },
    Asset { name: "leaving.js", kind: "text/javascript; charset=utf-8", content: include_str!("../assets/leaving.js") },
    Asset { name: "picture.js", kind: "text/javascript; charset=utf-8", content: include_str!("../assets/picture.js") },
    Asset { name: "posting.js", kind: "text/javascript; charset=utf-8", content: include_str!("../assets/posting.js") },
    Asset { name: "waiting.js", kind: "text/javascript; charset=utf-8", content: include_str!("../assets/waiting.js") },
    // The design tokens are under the MIT licence, whose notice goes wherever they go.
    Asset {
        name: "tokens.LICENSE.txt",
        kind: "text/plain; charset=utf-8",
        content: include_str!("../assets/tokens.LICENSE.txt"),
    },
];

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    ASSETS.iter().for_each(|asset| digest.update(asset.content));
    HEXLOWER.encode(&digest.finalize()).chars().take(12).collect()
});

/// The address of a file, such as `/assets/0123456789ab/app.css`.
#[must_use]
pub fn url(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// What robots may read: nothing (RFC 9309). Pages of members belong into no index, and links in mails are for people.
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";

/// Serves `/assets/HASH/NAME`, compressed, and `/robots.txt`. To be merged into a service's router.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{hash}/{name}", get(serve))
        .route("/robots.txt", get(|| async { ([(CACHE_CONTROL, "public, max-age=86400")], ROBOTS) }))
        .layer(CompressionLayer::new())
}

async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let caching = if hash == *HASH { IMMUTABLE } else { "no-cache" };
    ([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, caching)], asset.content).into_response()
}
