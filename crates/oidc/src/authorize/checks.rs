//! The checks of an authorization request, in the order in which they are made.
//!
//! [`check`] is the whole list; each line is one small function with one subject and the clause that asks for it.
//! The first that fails decides the answer. Malformed input comes before everything else, and what the client did
//! not mean to send before what it may not have.

use std::collections::BTreeSet;

use base::Language;
use realm::{Acr, Client, ClientAuthentication, Realm};

use super::claims_parameter::{AcrRequest, ClaimsParameter};
use super::{
    AuthorizeError, AuthorizeRequest, Prompt, RequestObjectError, ResponseMode, TrustedClient, reachable_acrs,
};
use crate::dpop::KeyThumbprint;
use crate::keys::KeySet;
use crate::logout::IdTokenHint;
use crate::{CodeChallenge, Parameters, Scope};

/// Checks a request of a trusted client. `keys` verify `id_token_hint`.
///
/// # Errors
/// The first [`AuthorizeError`] in the order of the list.
pub fn check(
    realm: &Realm,
    keys: &KeySet,
    trusted: &TrustedClient,
    parameters: &Parameters,
) -> Result<AuthorizeRequest, AuthorizeError> {
    let client = trusted.client();
    parameters.well_formed().map_err(AuthorizeError::Malformed)?;
    request_object(parameters, client)?;
    response_type(parameters)?;
    let response_mode = response_mode(parameters)?;
    let scope = scope(parameters, client)?;
    let code_challenge = code_challenge(parameters, client)?;
    let prompt = prompt(parameters)?;
    let max_age = max_age(parameters)?.or(client.default_max_age);
    let hinted_subject = id_token_hint(parameters, keys, realm, client)?;
    let claims = claims(parameters, client)?;
    let essential_acr = essential_acr(claims.acr.as_ref(), realm)?;
    Ok(AuthorizeRequest {
        client_id: client.id.clone(),
        redirect_uri: trusted.redirect_uri().to_owned(),
        scope,
        response_mode,
        state: parameters.get("state").map(str::to_owned),
        nonce: parameters.get("nonce").map(str::to_owned),
        code_challenge,
        prompt,
        max_age,
        login_hint: login_hint(parameters),
        language: parameters.get("ui_locales").and_then(Language::first_of),
        subject: one_subject(hinted_subject, claims.subject)?,
        voluntary_acr: voluntary_acr(parameters, claims.acr, realm),
        essential_acr,
        claims: claims.request,
        resources: resources(parameters, client)?,
        pushed: None,
        dpop_key: dpop_key(parameters)?,
    })
}

/// Whether a request of a client may come through the browser as it is (RFC 9126 §6).
///
/// # Errors
/// [`AuthorizeError::PushedRequestMissing`] when its file says that every request is pushed first.
pub const fn may_come_unpushed(client: &Client) -> Result<(), AuthorizeError> {
    if client.pushed_requests_required { Err(AuthorizeError::PushedRequestMissing) } else { Ok(()) }
}

/// Whoever says that all its requests are signed has no other (RFC 9101 §10.5). An object that nobody opened is refused:
/// ignoring it would drop what it binds.
fn request_object(parameters: &Parameters, client: &Client) -> Result<(), AuthorizeError> {
    match (parameters.get("request"), parameters.get("request_uri")) {
        _ if parameters.are_signed() => Ok(()),
        (Some(_), _) => Err(AuthorizeError::RequestObject(RequestObjectError::Signature)),
        (None, Some(_)) => Err(AuthorizeError::RequestUri),
        (None, None) if client.request_objects.required => Err(AuthorizeError::RequestObjectMissing),
        (None, None) => Ok(()),
    }
}

/// `code` alone: implicit and hybrid do not exist here (RFC 9700 §2.1.2).
fn response_type(parameters: &Parameters) -> Result<(), AuthorizeError> {
    match parameters.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(AuthorizeError::ResponseTypeUnsupported),
        None => Err(AuthorizeError::ResponseTypeMissing),
    }
}

fn response_mode(parameters: &Parameters) -> Result<ResponseMode, AuthorizeError> {
    ResponseMode::of(parameters.get("response_mode")).ok_or(AuthorizeError::ResponseModeUnsupported)
}

/// RFC 6749 §3.3: what is not permitted may be ignored, if the token response then says what was granted; OpenID
/// Connect Core §3.1.2.1: what is not understood should be. A request of which nothing is left fails. Without
/// `openid` it is a plain OAuth 2.0 request, which gets no ID token.
fn scope(parameters: &Parameters, client: &Client) -> Result<Scope, AuthorizeError> {
    let requested = parameters.get("scope").ok_or(AuthorizeError::ScopeMalformed)?;
    let requested = Scope::parse(requested).map_err(|_| AuthorizeError::ScopeMalformed)?;
    let granted = requested.permitted_to(client);
    if granted.is_empty() { Err(AuthorizeError::ScopeNotPermitted) } else { Ok(granted) }
}

/// Only resources that the client's file lists (RFC 8707 §2).
fn resources(parameters: &Parameters, client: &Client) -> Result<Vec<String>, AuthorizeError> {
    let asked = parameters.resources();
    if asked.iter().all(|resource| client.resources.contains(resource)) {
        Ok(asked.to_vec())
    } else {
        Err(AuthorizeError::ResourceNotPermitted)
    }
}

/// The thumbprint of a key (RFC 9449 §10).
fn dpop_key(parameters: &Parameters) -> Result<Option<KeyThumbprint>, AuthorizeError> {
    let Some(text) = parameters.get("dpop_jkt") else { return Ok(None) };
    KeyThumbprint::parse(text).map(Some).ok_or(AuthorizeError::DpopKey)
}

/// S256 alone; a method that is left out means `plain` (RFC 7636 §4.3). Public clients have nothing but the
/// challenge to prove themselves by, whatever their file says (RFC 9700 §2.1.1).
fn code_challenge(parameters: &Parameters, client: &Client) -> Result<Option<CodeChallenge>, AuthorizeError> {
    let required = client.pkce_required || client.authentication == ClientAuthentication::None;
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (None, None) if !required => Ok(None),
        (None, None) => Err(AuthorizeError::CodeChallengeMissing),
        (Some(challenge), Some("S256")) => {
            CodeChallenge::parse(challenge).map(Some).ok_or(AuthorizeError::CodeChallengeMalformed)
        }
        _ => Err(AuthorizeError::CodeChallengeMethod),
    }
}

/// OpenID Connect Core §3.1.2.1: `none` stands alone. Values that are not understood are ignored, as errata set 2
/// advises, so that extensions can be phased in.
fn prompt(parameters: &Parameters) -> Result<BTreeSet<Prompt>, AuthorizeError> {
    let values: BTreeSet<&str> = parameters.get("prompt").unwrap_or_default().split_ascii_whitespace().collect();
    if values.contains(Prompt::None.name()) && values.len() > 1 {
        return Err(AuthorizeError::PromptContradicts);
    }
    Ok(Prompt::ALL.into_iter().filter(|prompt| values.contains(prompt.name())).collect())
}

/// Seconds, 0 or more (OpenID Connect Core §3.1.2.1). More than a session can last means the same as the most.
fn max_age(parameters: &Parameters) -> Result<Option<u32>, AuthorizeError> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(AuthorizeError::MaxAge);
    }
    Ok(Some(text.parse().unwrap_or(u32::MAX)))
}

/// An ID token that we issued to this client, however old (OpenID Connect Core §3.1.2.1 and §3.1.2.2).
fn id_token_hint(
    parameters: &Parameters,
    keys: &KeySet,
    realm: &Realm,
    client: &Client,
) -> Result<Option<String>, AuthorizeError> {
    let Some(token) = parameters.get("id_token_hint") else { return Ok(None) };
    let hint = IdTokenHint::verify(keys, &realm.issuer, token).ok_or(AuthorizeError::IdTokenHint)?;
    if hint.client_id != client.id {
        return Err(AuthorizeError::IdTokenHint);
    }
    Ok(Some(hint.subject))
}

/// OpenID Connect Core §5.5.
fn claims(parameters: &Parameters, client: &Client) -> Result<ClaimsParameter, AuthorizeError> {
    parameters.get("claims").map_or_else(|| Ok(ClaimsParameter::default()), |json| ClaimsParameter::read(json, client))
}

/// An essential `acr` with values must end with one of them (OpenID Connect Core §5.5.1.1). Where no method of the
/// realm reaches any, the sign-in is not even begun.
fn essential_acr(acr: Option<&AcrRequest>, realm: &Realm) -> Result<Vec<Acr>, AuthorizeError> {
    let Some(acr) = acr.filter(|acr| acr.essential && acr.named > 0) else { return Ok(Vec::new()) };
    let mut reachable = reachable_acrs(realm);
    reachable.retain(|reachable| acr.known.contains(reachable));
    if reachable.is_empty() { Err(AuthorizeError::UnmetAuthenticationRequirements) } else { Ok(reachable) }
}

/// `acr_values`, and an `acr` in `claims` that is not essential: wishes, in the client's order. What is unknown or
/// out of reach is ignored (OpenID Connect Core §3.1.2.1, §5.5.1.1).
fn voluntary_acr(parameters: &Parameters, claimed: Option<AcrRequest>, realm: &Realm) -> Vec<Acr> {
    let reachable = reachable_acrs(realm);
    let values = parameters.get("acr_values").unwrap_or_default();
    let wished = values.split_ascii_whitespace().filter_map(Acr::from_urn);
    let claimed = claimed.filter(|acr| !acr.essential).map(|acr| acr.known).unwrap_or_default();
    wished.chain(claimed).filter(|acr| reachable.contains(acr)).collect()
}

/// A hint too long to be a user ID is no hint (OpenID Connect Core §3.1.2.1 leaves its use to us).
fn login_hint(parameters: &Parameters) -> Option<String> {
    const LONGEST: usize = 255;
    parameters.get("login_hint").filter(|hint| hint.chars().count() <= LONGEST).map(str::to_owned)
}

/// `id_token_hint` and `sub` in `claims` both demand one member (OpenID Connect Core §3.1.2.2): the same one.
fn one_subject(hinted: Option<String>, claimed: Option<String>) -> Result<Option<String>, AuthorizeError> {
    match (hinted, claimed) {
        (Some(hinted), Some(claimed)) if hinted != claimed => Err(AuthorizeError::SubjectsContradict),
        (hinted, claimed) => Ok(hinted.or(claimed)),
    }
}
