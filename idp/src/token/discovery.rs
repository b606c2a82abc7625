//! The realm's metadata and its public keys.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use oidc::keys::JWKS_MAX_AGE;
use oidc::metadata::Metadata;
use realm::Realm;

use crate::App;
use crate::boundary::{Failure, Visit};

/// For how long clients may keep the metadata: an administrator's change reaches them within that time.
const METADATA_MAX_AGE: TimeDelta = TimeDelta::minutes(5);

/// `GET /REALM/.well-known/openid-configuration` (OpenID Connect Discovery §4, RFC 8414)
pub async fn openid_configuration(State(app): State<Arc<App>>, visit: Visit) -> Response {
    document(metadata(&app, &visit.realm).to_json(), METADATA_MAX_AGE)
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
pub async fn jwks(State(app): State<Arc<App>>, visit: Visit) -> Result<Response, Failure> {
    let keys = app.keys.of(&app, &visit.realm).await?;
    Ok(document(keys.jwks(visit.now), JWKS_MAX_AGE))
}

/// Public documents: anybody may keep them, and scripts of any origin may read them.
fn document(json: Vec<u8>, max_age: TimeDelta) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CACHE_CONTROL, format!("public, max-age={}", max_age.num_seconds())),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    (headers, json).into_response()
}
