//! The `claims` parameter: claims asked for one by one (OpenID Connect Core §5.5).
//!
//! It is read member by member and never as a whole: what we do not know is skipped, what should be an object and is
//! none is an error, and what is kept is names of our own claims, so nothing of the request's text survives.

use std::collections::BTreeSet;

use realm::{Acr, Client};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::AuthorizeError;
use crate::{claims, strict_json};

/// Names of claims, each one of ours.
pub type ClaimNames = BTreeSet<String>;

/// The claims that a request asks for beyond those of its scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// In the ID token.
    pub id_token: ClaimNames,
    /// At the userinfo endpoint.
    pub userinfo: ClaimNames,
}

/// The whole parameter: what is kept for later, and what the checks make of `acr` and `sub`.
#[derive(Debug, Default)]
pub(super) struct ClaimsParameter {
    pub request: ClaimsRequest,
    pub acr: Option<AcrRequest>,
    pub subject: Option<String>,
}

/// How `acr` was asked for.
#[derive(Debug)]
pub(super) struct AcrRequest {
    pub essential: bool,
    /// The values named, known to us or not.
    pub named: usize,
    /// Those of them that are ours, in the client's order.
    pub known: Vec<Acr>,
}

/// Levels of nesting that the parameter needs at most: target, claim, `values`, and its array; one to spare.
const DEPTH: usize = 5;

impl ClaimsParameter {
    /// Reads the parameter, keeping only claims that the scopes in the client's file cover: a client that may not
    /// have the scope must not get its claims by naming them.
    pub(super) fn read(json: &str, client: &Client) -> Result<Self, AuthorizeError> {
        let targets = strict_json::parse_object(json.as_bytes(), DEPTH).ok_or(AuthorizeError::Claims)?;
        let id_token = target(&targets, "id_token")?;
        let userinfo = target(&targets, "userinfo")?;
        let permitted = |wanted: &[(&String, Option<&Map<String, Value>>)]| {
            let names = wanted.iter().map(|(name, _)| name.as_str());
            names.filter(|name| claims::is_covered(name, &client.scopes)).map(str::to_owned).collect()
        };
        let details = |name: &str| id_token.iter().find(|(wanted, _)| *wanted == name);
        Ok(Self {
            request: ClaimsRequest { id_token: permitted(&id_token), userinfo: permitted(&userinfo) },
            acr: details("acr").map(|(_, details)| AcrRequest::read(*details)),
            subject: details("sub").and_then(|(_, details)| text(*details, "value")).map(str::to_owned),
        })
    }
}

/// The claims asked for at one target, each with its details or `null`.
fn target<'a>(
    targets: &'a Map<String, Value>,
    name: &str,
) -> Result<Vec<(&'a String, Option<&'a Map<String, Value>>)>, AuthorizeError> {
    match targets.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(wanted)) => wanted.iter().map(|(claim, details)| Ok((claim, object(details)?))).collect(),
        Some(_) => Err(AuthorizeError::Claims),
    }
}

/// An object, or `null` for "no details".
fn object(value: &Value) -> Result<Option<&Map<String, Value>>, AuthorizeError> {
    match value {
        Value::Null => Ok(None),
        Value::Object(details) => Ok(Some(details)),
        _ => Err(AuthorizeError::Claims),
    }
}

fn text<'a>(details: Option<&'a Map<String, Value>>, name: &str) -> Option<&'a str> {
    details?.get(name)?.as_str()
}

impl AcrRequest {
    fn read(details: Option<&Map<String, Value>>) -> Self {
        let member = |name: &str| details.and_then(|details| details.get(name));
        let listed = member("values").and_then(Value::as_array).into_iter().flatten();
        let named: Vec<&Value> = member("value").into_iter().chain(listed).collect();
        Self {
            essential: member("essential").and_then(Value::as_bool).unwrap_or_default(),
            known: named.iter().filter_map(|value| Acr::from_urn(value.as_str()?)).collect(),
            named: named.len(),
        }
    }
}
