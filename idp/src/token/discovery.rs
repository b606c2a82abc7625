//! The realm's metadata and its public keys.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use oidc::keys::JWKS_MAX_AGE;
use oidc::metadata::Metadata;
use realm::Realm;
use sha2::{Digest as _, Sha256};

use crate::App;
use crate::boundary::{Failure, Visit};

/// For how long clients may keep the metadata: an administrator's change reaches them within that time.
const METADATA_MAX_AGE: TimeDelta = TimeDelta::minutes(5);

/// `GET /REALM/.well-known/openid-configuration` (OpenID Connect Discovery §4) and
/// `GET /.well-known/oauth-authorization-server/REALM` (RFC 8414 §3.1)
pub async fn openid_configuration(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Response {
    // Nothing of a visitor is needed, and every client asks for it.
    match Visit::new(&app, uri, HeaderMap::clone(&headers)) {
        Ok(visit) => {
            let make = || Document::new(metadata(&app, &visit.realm).to_json(), METADATA_MAX_AGE);
            app.metadata.of(&visit.realm, make).answer(&headers)
        }
        Err(refused) => refused.into_response(),
    }
}

/// What the provider says of itself for a realm.
#[must_use]
pub fn metadata(app: &App, realm: &Realm) -> Metadata {
    let metadata = Metadata::of(realm);
    match &app.mutual_tls {
        Some(door) => metadata.with_mutual_tls(&door.address_of(realm)),
        None => metadata,
    }
}

/// `GET /REALM/jwks` (RFC 7517 §5)
pub async fn jwks(State(app): State<Arc<App>>, headers: HeaderMap, visit: Visit) -> Result<Response, Failure> {
    let keys = app.keys.of(&app, &visit.realm).await?;
    let make = || Document::new(keys.jwks(visit.now), JWKS_MAX_AGE);
    Ok(app.public_keys.made_of(&keys.published_ids(visit.now), &visit.realm, make).answer(&headers))
}

/// A public document: anybody may keep it, and scripts of any origin may read it.
#[derive(Debug)]
pub struct Document {
    json: Bytes,
    tag: String,
    cache: String,
}

impl Document {
    fn new(json: Vec<u8>, max_age: TimeDelta) -> Self {
        let tag = format!("\"{}\"", BASE64URL_NOPAD.encode(&Sha256::digest(&json)));
        Self { json: json.into(), tag, cache: format!("public, max-age={}", max_age.num_seconds()) }
    }

    /// The document, or that the one which the client has is still right (RFC 9110 §13.1.2).
    fn answer(&self, asked: &HeaderMap) -> Response {
        let headers =
            [(CACHE_CONTROL, self.cache.as_str()), (ETAG, self.tag.as_str()), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
        let known = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut known = known.flat_map(|tags| tags.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
        if known.any(|tag| tag == self.tag || tag == "*") {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        (headers, [(CONTENT_TYPE, "application/json")], self.json.clone()).into_response()
    }
}
