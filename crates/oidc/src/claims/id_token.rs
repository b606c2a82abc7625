//! The ID token (OpenID Connect Core §2).

use chrono::{DateTime, Utc};
use realm::Realm;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Amr, Person};
use crate::code::IssuedCode;

/// The claims of an ID token, ready to be signed.
///
/// What a scope covers is at the userinfo endpoint and not in here (OpenID Connect Core §5.4); only what the
/// `claims` parameter asks for by name is.
#[derive(Serialize)]
pub struct IdTokenClaims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    acr: &'static str,
    amr: &'a [Amr],
    sid: String,
    #[serde(flatten)]
    requested: Map<String, Value>,
}

impl<'a> IdTokenClaims<'a> {
    /// The claims for a redeemed code, good for the realm's lifetime of ID tokens.
    #[must_use]
    pub fn new(realm: &'a Realm, code: &'a IssuedCode, person: &Person, now: DateTime<Utc>) -> Self {
        let (request, authentication) = (&code.request, &code.authentication);
        Self {
            iss: &realm.issuer,
            sub: &code.subject,
            aud: request.client_id(),
            exp: (now + realm.lifetimes.id_token).timestamp(),
            iat: now.timestamp(),
            auth_time: authentication.at.timestamp(),
            nonce: request.nonce(),
            acr: authentication.acr.urn(),
            amr: &authentication.amr,
            sid: code.session.to_string(),
            requested: person.claims(request.claims().id_token.iter().map(String::as_str)),
        }
    }
}
