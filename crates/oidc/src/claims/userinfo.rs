//! The userinfo endpoint's answer (OpenID Connect Core §5.3.2).

use serde_json::{Map, Value, json};

use super::{Person, of_scopes};
use crate::Scope;
use crate::authorize::ClaimsRequest;

/// What a client is told of a member: `sub`, the claims of the granted scopes, and those that its request named.
#[must_use]
pub fn userinfo(person: &Person, subject: &str, scope: &Scope, requested: &ClaimsRequest) -> Map<String, Value> {
    let mut claims = person.claims(of_scopes(|name| scope.contains(name)));
    claims.extend(person.claims(requested.userinfo.iter().map(String::as_str)));
    claims.insert("sub".to_owned(), json!(subject));
    claims
}
