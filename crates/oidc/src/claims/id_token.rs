//! The ID token (OpenID Connect Core §2).

use chrono::{DateTime, Utc};
use realm::{Client, Realm};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Amr, Person};
use crate::Granted;

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
    /// The claims for what a sign-in granted, now and whenever it is renewed (OpenID Connect Core §12.2: subject,
    /// audience and time of authentication stay).
    #[must_use]
    pub fn new(
        realm: &'a Realm,
        client: &'a Client,
        granted: &'a Granted,
        (person, now): (&Person, DateTime<Utc>),
    ) -> Self {
        let authentication = &granted.authentication;
        Self {
            iss: &realm.issuer,
            sub: &granted.subject,
            aud: &client.id,
            exp: (now + client.lifetimes.id_token.unwrap_or(realm.lifetimes.id_token)).timestamp(),
            iat: now.timestamp(),
            auth_time: authentication.at.timestamp(),
            nonce: granted.nonce.as_deref(),
            acr: authentication.acr.urn(),
            amr: &authentication.amr,
            sid: granted.session.to_string(),
            requested: person.claims(granted.claims.id_token.iter().map(String::as_str)),
        }
    }
}
