//! Requests that their client signed (RFC 9101): what stands in the object counts, and nothing beside it.
//!
//! An object is opened before anything else is looked at, and what comes out are parameters like any others, which go
//! through the same checks. They only remember that they were signed.

use chrono::{DateTime, TimeDelta, Utc};
use realm::{Client, Profile, Realm};
use serde_json::{Map, Value};

use super::AuthorizeError;
use crate::Parameters;
use crate::jose::ClientKeySet;
use crate::numeric_date::{SKEW, moment};
use crate::token::permitted_algorithms;

/// FAPI 2.0 Message Signing §5.3.1: how old `nbf` may be, and how much later `exp`.
const LONGEST: TimeDelta = TimeDelta::minutes(60);

/// Parameters that must be text where they occur: of another kind they would be dropped with what they bind.
const TEXTS: [&str; 18] = [
    "acr_values",
    "claims_locales",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "display",
    "dpop_jkt",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// Where the object of a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestObject<'a> {
    /// In `request`.
    Value(&'a str),
    /// At the address in `request_uri`, which the client registered.
    Reference(&'a str),
}

/// What is wrong with a request object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestObjectError {
    /// It is no token that the client signed with a permitted algorithm, or says that it is another kind of token.
    Signature,
    /// It is another client's, or names none.
    Client,
    /// It is for somebody else, or does not say for whom.
    Audience,
    /// It is expired, not yet good, or good for too long.
    Time,
    /// It holds another object (RFC 9101 §4).
    Nested,
    /// A parameter is not of its kind.
    Parameter,
}

impl RequestObjectError {
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Signature => "the request object is not signed by the client as its registration says",
            Self::Client => "client_id and iss of the request object must name the client, and sub must not",
            Self::Audience => "aud of the request object must be the issuer",
            Self::Time => "the request object is expired, not yet good or good for too long",
            Self::Nested => "a request object must not hold another",
            Self::Parameter => "a parameter in the request object is not of its kind",
        }
    }
}

impl<'a> RequestObject<'a> {
    /// The object that a request brings, if it brings one. An address is compared with the registered ones byte by
    /// byte, fragments included (OpenID Connect Core §6.2), so there is no other that we would ask.
    ///
    /// # Errors
    /// Both at once (RFC 9101 §5), an address that is not registered, or parameters that are not well-formed.
    pub fn of(parameters: &'a Parameters, client: &Client) -> Result<Option<Self>, AuthorizeError> {
        let found = match (parameters.get("request"), parameters.get("request_uri")) {
            (None, None) => return Ok(None),
            (Some(object), None) => Self::Value(object),
            (None, Some(uri)) if client.request_objects.uris.iter().any(|registered| registered == uri) => {
                Self::Reference(uri)
            }
            (None, Some(_)) => return Err(AuthorizeError::RequestUri),
            (Some(_), Some(_)) => return Err(AuthorizeError::RequestObjectTwice),
        };
        parameters.well_formed().map_err(AuthorizeError::Malformed)?;
        Ok(Some(found))
    }
}

/// The parameters in an object of a client. `keys` are that client's.
///
/// # Errors
/// [`AuthorizeError::RequestObject`].
pub fn open_request_object(
    realm: &Realm,
    client: &Client,
    keys: &ClientKeySet,
    (object, now): (&str, DateTime<Utc>),
) -> Result<Parameters, AuthorizeError> {
    opened(realm, client, keys, (object, now)).map_err(AuthorizeError::RequestObject)
}

fn opened(
    realm: &Realm,
    client: &Client,
    keys: &ClientKeySet,
    (object, now): (&str, DateTime<Utc>),
) -> Result<Parameters, RequestObjectError> {
    let permitted = permitted_algorithms(client.profile, client.request_objects.signing_alg);
    let claims = keys.verify(object, &permitted).ok_or(RequestObjectError::Signature)?;
    is_a_request(ClientKeySet::declared_type(object).as_ref())?;
    is_of(client, &claims)?;
    is_for(&realm.issuer, client.profile, claims.get("aud"))?;
    is_good(client.profile, &claims, now)?;
    parameters(&claims)
}

/// RFC 9101 §10.8: another kind of token is no request. Clients from before the type was registered name none, or the
/// general one (RFC 7519 §5.1); case and the prefix do not matter (RFC 7515 §4.1.9).
fn is_a_request(declared: Option<&Value>) -> Result<(), RequestObjectError> {
    let Some(declared) = declared else { return Ok(()) };
    let declared = declared.as_str().ok_or(RequestObjectError::Signature)?.to_ascii_lowercase();
    match declared.strip_prefix("application/").unwrap_or(&declared) {
        "oauth-authz-req+jwt" | "jwt" => Ok(()),
        _ => Err(RequestObjectError::Signature),
    }
}

/// RFC 9101 §5: the same client inside as outside. With the client as subject, an object would pass for the client's
/// authentication, and the other way round (§10.8).
fn is_of(client: &Client, claims: &Map<String, Value>) -> Result<(), RequestObjectError> {
    let names_it = |name: &str| claims.get(name).map(|value| value.as_str() == Some(&client.id));
    let good = names_it("client_id") == Some(true) && names_it("iss") != Some(false) && names_it("sub") != Some(true);
    good.then_some(()).ok_or(RequestObjectError::Client)
}

/// RFC 9101 §4: our issuer. FAPI 2.0 Message Signing §5.3.1: it must be there.
fn is_for(issuer: &str, profile: Profile, audience: Option<&Value>) -> Result<(), RequestObjectError> {
    let good = match audience {
        None => profile == Profile::Oidc,
        Some(Value::String(one)) => one == issuer,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(issuer)),
        Some(_) => false,
    };
    good.then_some(()).ok_or(RequestObjectError::Audience)
}

/// `nbf` and `exp`, where they are; FAPI 2.0 Message Signing §5.3.1 wants both, and bounds to them.
fn is_good(profile: Profile, claims: &Map<String, Value>, now: DateTime<Utc>) -> Result<(), RequestObjectError> {
    let at = |name: &str| moment(claims, name).map_err(|_| RequestObjectError::Time);
    let (begins, ends) = (at("nbf")?, at("exp")?);
    let now_is_within = begins.is_none_or(|begins| begins <= now + SKEW) && ends.is_none_or(|ends| now < ends + SKEW);
    let bounded = match (profile, begins, ends) {
        (Profile::Oidc, ..) => true,
        (Profile::Fapi2, Some(begins), Some(ends)) => now - begins <= LONGEST && ends - begins <= LONGEST,
        (Profile::Fapi2, ..) => false,
    };
    (now_is_within && bounded).then_some(()).ok_or(RequestObjectError::Time)
}

/// RFC 9101 §4: members are parameters; numbers and the `claims` object are written as they would be outside. What is
/// not known may be of any kind, and is ignored.
fn parameters(claims: &Map<String, Value>) -> Result<Parameters, RequestObjectError> {
    if claims.contains_key("request") || claims.contains_key("request_uri") {
        return Err(RequestObjectError::Nested);
    }
    let mut pairs = Vec::new();
    for (name, value) in claims {
        match (name.as_str(), value) {
            (_, Value::String(text)) => pairs.push((name.clone(), text.clone())),
            ("max_age", Value::Number(seconds)) => pairs.push((name.clone(), seconds.to_string())),
            ("claims", Value::Object(_)) => pairs.push((name.clone(), value.to_string())),
            ("resource", Value::Array(several)) => {
                let texts = several.iter().map(|one| one.as_str().ok_or(RequestObjectError::Parameter));
                let texts = texts.collect::<Result<Vec<_>, _>>()?;
                pairs.extend(texts.into_iter().map(|text| (name.clone(), text.to_owned())));
            }
            ("claims" | "resource", _) => return Err(RequestObjectError::Parameter),
            (name, _) if TEXTS.contains(&name) => return Err(RequestObjectError::Parameter),
            _ => {}
        }
    }
    Ok(Parameters::parse(&pairs).signed())
}

#[cfg(test)]
mod tests;
