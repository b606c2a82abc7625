//! The `claims` parameter: claims asked for one by one (OpenID Connect Core §5.5).
//!
//! It is read member by member and never as a whole: what we do not know is skipped, what should be an object and is
//! none is an error, and what is kept is names of our own claims, so nothing of the request's text survives.

use std::collections::{BTreeMap, BTreeSet};

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

/// What is said of one claim: an object, or `null` for nothing.
type Details<'a> = Option<&'a Map<String, Value>>;

impl ClaimsParameter {
    /// Reads the parameter, keeping only claims that the scopes in the client's file cover: a client that may not
    /// have the scope must not get its claims by naming them.
    pub(super) fn read(json: &str, client: &Client) -> Result<Self, AuthorizeError> {
        let targets = strict_json::parse_object(json.as_bytes(), DEPTH).ok_or(AuthorizeError::Claims)?;
        let id_token = target(&targets, "id_token")?;
        let userinfo = target(&targets, "userinfo")?;
        let permitted = |wanted: &BTreeMap<&str, Details<'_>>| {
            let covered = wanted.keys().filter(|name| claims::is_covered(name, &client.scopes));
            covered.map(|name| (*name).to_owned()).collect()
        };
        let subject = id_token.get("sub").copied().flatten().and_then(|details| details.get("value")?.as_str());
        Ok(Self {
            request: ClaimsRequest { id_token: permitted(&id_token), userinfo: permitted(&userinfo) },
            acr: id_token.get("acr").map(|details| AcrRequest::read(*details)),
            subject: subject.map(str::to_owned),
        })
    }
}

/// The claims asked for at one target.
fn target<'a>(targets: &'a Map<String, Value>, name: &str) -> Result<BTreeMap<&'a str, Details<'a>>, AuthorizeError> {
    let wanted = targets.get(name).map_or(Ok(None), details)?;
    wanted.into_iter().flatten().map(|(claim, value)| Ok((claim.as_str(), details(value)?))).collect()
}

fn details(value: &Value) -> Result<Details<'_>, AuthorizeError> {
    match value {
        Value::Null => Ok(None),
        Value::Object(details) => Ok(Some(details)),
        _ => Err(AuthorizeError::Claims),
    }
}

impl AcrRequest {
    fn read(details: Details<'_>) -> Self {
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
