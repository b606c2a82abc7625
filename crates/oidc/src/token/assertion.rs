//! A client that proves itself by a signature of its own: `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9).

use std::sync::Arc;

use base::TokenHash;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use realm::{Client, ClientAuthentication, Profile, SigningAlgorithm};
use serde_json::{Map, Value};

use super::{AuthenticatedClient, TokenError};
use crate::jose::ClientKeySet;
use crate::numeric_date::{SKEW, moment};
use crate::strict_json;

/// The value of `client_assertion_type` (RFC 7523 §2.2).
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long an assertion may be good at most: for that long its `jti` must be remembered.
const LONGEST: TimeDelta = TimeDelta::hours(1);

/// A client whose assertion is right, unless it was used before.
#[derive(Debug)]
pub struct AssertedClient {
    client: Arc<Client>,
    /// What must not come a second time: the hash of the client's `jti`.
    pub once: TokenHash,
    /// Until when it must be remembered.
    pub until: DateTime<Utc>,
}

impl AssertedClient {
    /// The client, after its `jti` was recorded as one that had not come before.
    #[must_use]
    pub fn recorded(self) -> AuthenticatedClient {
        AuthenticatedClient(self.client)
    }
}

/// The client that an assertion claims to come from (`sub`, §3): by it the keys are found. Nothing is verified.
#[must_use]
pub(super) fn claimed_client(assertion: &str) -> Option<String> {
    let payload = assertion.split('.').nth(1)?;
    let claims = strict_json::parse_object(&BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?, 3)?;
    Some(claims.get("sub")?.as_str()?.to_owned())
}

/// How a client's signatures may be made: as its file says, and for FAPI 2.0 never RSASSA-PKCS1-v1_5.
#[must_use]
pub fn permitted_algorithms(profile: Profile, pinned: Option<SigningAlgorithm>) -> Vec<SigningAlgorithm> {
    use SigningAlgorithm::{ES256, EdDSA, PS256, RS256};
    let all = [RS256, PS256, ES256, EdDSA];
    let permitted = |algorithm: &SigningAlgorithm| {
        pinned.is_none_or(|pinned| pinned == *algorithm) && (profile == Profile::Oidc || *algorithm != RS256)
    };
    all.into_iter().filter(permitted).collect()
}

/// Verifies an assertion of a client. `ours` are the realm's issuer, first, and the addresses at which the endpoint that
/// was called and the token endpoint are reached; they are ours whatever the request says.
///
/// # Errors
/// [`TokenError::INVALID_CLIENT`], whatever is wrong.
pub fn verify_assertion(
    ours: &[&str],
    client: Option<&Arc<Client>>,
    keys: &ClientKeySet,
    (assertion, now): (&str, DateTime<Utc>),
) -> Result<AssertedClient, TokenError> {
    let client = client.filter(|client| client.authentication == ClientAuthentication::PrivateKeyJwt);
    let client = client.ok_or(TokenError::INVALID_CLIENT)?;
    let permitted = permitted_algorithms(client.profile, client.authentication_signing_alg);
    let claims = keys.verify(assertion, &permitted).ok_or(TokenError::INVALID_CLIENT)?;
    let good = is_an_assertion(ClientKeySet::declared_type(assertion).as_ref())
        && of_this_client(&claims, client)
        && is_for_us(claims.get("aud"), client.profile, ours);
    let jti = claims.get("jti").and_then(Value::as_str).filter(|jti| !jti.is_empty() && jti.len() <= 255);
    match (jti, good_until(&claims, now)) {
        (Some(jti), Some(until)) if good => Ok(AssertedClient {
            client: Arc::clone(client),
            once: TokenHash::of(&format!("{} {jti}", client.id)),
            until: until + SKEW,
        }),
        _ => Err(TokenError::INVALID_CLIENT),
    }
}

/// Another kind of token that the client signed is no assertion (RFC 8725 §3.11): a DPoP proof, say, or a request
/// object. Most clients name no type or the general one.
fn is_an_assertion(declared: Option<&Value>) -> bool {
    let declared = declared.map(|declared| declared.as_str().map(str::to_ascii_lowercase));
    match declared {
        None => true,
        Some(None) => false,
        Some(Some(named)) => {
            matches!(named.strip_prefix("application/").unwrap_or(&named), "jwt" | "client-authentication+jwt")
        }
    }
}

/// §3: issuer and subject are the client.
fn of_this_client(claims: &Map<String, Value>, client: &Client) -> bool {
    ["iss", "sub"].into_iter().all(|name| claims.get(name).and_then(Value::as_str) == Some(&client.id))
}

/// FAPI 2.0 Security Profile §5.3.2.1: the issuer, as a single text. OpenID Connect Core §9 suggests the token endpoint's
/// address, and clients use that of the endpoint that they call.
fn is_for_us(audience: Option<&Value>, profile: Profile, ours: &[&str]) -> bool {
    match (audience, profile) {
        (Some(Value::String(one)), Profile::Fapi2) => ours.first() == Some(&one.as_str()),
        (Some(Value::String(one)), Profile::Oidc) => ours.contains(&one.as_str()),
        (Some(Value::Array(several)), Profile::Oidc) => {
            several.iter().filter_map(Value::as_str).any(|one| ours.contains(&one))
        }
        _ => false,
    }
}

/// `exp` is required; `nbf` and `iat` may be a little ahead of us.
fn good_until(claims: &Map<String, Value>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = |name: &str| moment(claims, name).ok();
    let until = at("exp")??;
    let begun = [at("nbf")?, at("iat")?].into_iter().flatten().all(|at| at <= now + SKEW);
    (begun && now < until + SKEW && until <= now + LONGEST).then_some(until)
}

#[cfg(test)]
mod tests;
