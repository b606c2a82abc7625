//! Applications that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration).
//!
//! What an application says of itself is read into [`ClientMetadata`], judged once by [`accept`], stored as it was
//! accepted, and made a [`Client`] that is like any other. What it may have is the realm's to say: scopes, the least
//! proof of a sign-in, the hosts that we fetch from. Members are asked before it learns of them, because nobody of the
//! society looked at it.

mod addresses;
mod metadata;

use base::{Secret, Text};
use realm::{
    Client, ClientAuthentication, ClientKeys, ClientLifetimes, Consent, GrantType, LogoutUri, Profile, Registration,
    RequestObjects, SenderConstraint, SigningAlgorithm, Subject, SubjectType,
};
use serde_json::Value;
use url::Url;

use self::addresses::Addresses;
pub use self::metadata::ClientMetadata;
use crate::jose::ClientKeySet;

/// Why an application is not registered (RFC 7591 §3.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationError {
    /// A redirect URI is missing or not exact.
    #[error("{0}")]
    RedirectUri(&'static str),
    /// Something else that it says of itself cannot be.
    #[error("{0}")]
    Metadata(&'static str),
}

impl RegistrationError {
    /// The value of `error`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::RedirectUri(_) => "invalid_redirect_uri",
            Self::Metadata(_) => "invalid_client_metadata",
        }
    }
}

/// Members that no public key has (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
/// The most addresses of one kind.
const MOST: usize = 50;

/// Judges what an application says of itself, and fills in what it leaves out. `development`: plain http to this machine
/// is an address too.
///
/// # Errors
/// [`RegistrationError`]: the first thing that cannot be.
pub fn accept(
    mut said: ClientMetadata,
    rules: &Registration,
    development: bool,
) -> Result<ClientMetadata, RegistrationError> {
    said.grant_types.retain(|grant| ["authorization_code", "refresh_token"].contains(&grant.as_str()));
    if !said.grant_types.iter().any(|grant| grant == "authorization_code") {
        return Err(RegistrationError::Metadata("grant_types must have authorization_code"));
    }
    if said.response_types != ["code"] {
        return Err(RegistrationError::Metadata("response_types must be code"));
    }
    Addresses { rules, development }.judge(&said)?;
    keys(&said)?;
    bindings(&said)?;
    let permitted = |scope: &&str| rules.scopes.iter().any(|permitted| permitted == scope);
    let asked = said.scope.as_deref().unwrap_or("");
    let scopes: Vec<&str> = match said.scope {
        Some(_) => asked.split(' ').filter(permitted).collect(),
        None => rules.scopes.iter().map(String::as_str).collect(),
    };
    if scopes.is_empty() {
        return Err(RegistrationError::Metadata("none of these scopes is permitted to applications that register"));
    }
    said.scope = Some(scopes.join(" "));
    Ok(said)
}

/// Keys in one place, public ones, and some where the application signs (RFC 7591 §2).
fn keys(said: &ClientMetadata) -> Result<(), RegistrationError> {
    let needed = said.token_endpoint_auth_method == ClientAuthentication::PrivateKeyJwt;
    match (&said.jwks, &said.jwks_uri) {
        (Some(_), Some(_)) => Err(RegistrationError::Metadata("jwks and jwks_uri exclude each other")),
        (None, None) if needed => Err(RegistrationError::Metadata("private_key_jwt needs jwks or jwks_uri")),
        (Some(set), None) if set.keys.iter().any(|key| PRIVATE_MEMBERS.iter().any(|m| key.contains_key(*m))) => {
            Err(RegistrationError::Metadata("jwks must hold public keys alone"))
        }
        (Some(set), None) if needed && ClientKeySet::of(&set.keys).is_empty() => {
            Err(RegistrationError::Metadata("jwks has no key that can be used"))
        }
        _ => Ok(()),
    }
}

/// Certificates are an administrator's to enter; what identifiers are made of must be clear.
fn bindings(said: &ClientMetadata) -> Result<(), RegistrationError> {
    use ClientAuthentication::{SelfSignedTlsClientAuth, TlsClientAuth};
    if matches!(said.token_endpoint_auth_method, TlsClientAuth | SelfSignedTlsClientAuth) {
        return Err(RegistrationError::Metadata("certificates cannot be registered"));
    }
    let mut hosts: Vec<_> = said.redirect_uris.iter().map(|uri| host(uri)).collect();
    hosts.dedup();
    if said.subject_type == SubjectType::Pairwise && said.sector_identifier_uri.is_none() && hosts.len() > 1 {
        return Err(RegistrationError::Metadata("sector_identifier_uri is needed for redirect URIs of several hosts"));
    }
    Ok(())
}

fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

/// Whether a sector's document lists every redirect URI of the application (OpenID Connect Registration §5).
#[must_use]
pub fn is_of_sector(document: &[u8], said: &ClientMetadata) -> bool {
    let listed: Option<Vec<String>> = serde_json::from_slice(document).ok();
    listed.is_some_and(|listed| said.redirect_uris.iter().all(|uri| listed.contains(uri)))
}

impl ClientMetadata {
    /// Whether the application has a secret.
    #[must_use]
    pub const fn has_secret(&self) -> bool {
        self.token_endpoint_auth_method.is_by_secret()
    }

    /// The application as the rest of the provider knows it. `self` was accepted before.
    #[must_use]
    pub fn client(&self, id: &str, secret: Option<Secret>, rules: &Registration) -> Client {
        let public = self.token_endpoint_auth_method == ClientAuthentication::None;
        let logout = |uri: &Option<String>, session_required: Option<bool>| {
            let session_required = session_required.unwrap_or_default();
            uri.clone().map(|uri| LogoutUri { uri, session_required })
        };
        let refreshes = self.grant_types.iter().any(|grant| grant == "refresh_token");
        Client {
            id: id.to_owned(),
            name: self.name(id),
            profile: Profile::Oidc,
            authentication: self.token_endpoint_auth_method,
            secrets: secret.into_iter().collect(),
            authentication_signing_alg: self.token_endpoint_auth_signing_alg,
            keys: self.keys(),
            certificate_subject: None,
            sender_constraint: self.dpop_bound_access_tokens.unwrap_or_default().then_some(SenderConstraint::Dpop),
            redirect_uris: self.redirect_uris.clone(),
            post_logout_redirect_uris: self.post_logout_redirect_uris.clone(),
            initiate_login_uri: self.initiate_login_uri.clone(),
            frontchannel_logout: logout(&self.frontchannel_logout_uri, self.frontchannel_logout_session_required),
            backchannel_logout: logout(&self.backchannel_logout_uri, self.backchannel_logout_session_required),
            grant_types: [GrantType::AuthorizationCode]
                .into_iter()
                .chain(refreshes.then_some(GrantType::RefreshToken))
                .collect(),
            scopes: self.scope.iter().flat_map(|scope| scope.split(' ')).map(str::to_owned).collect(),
            resources: Vec::new(),
            serves: Vec::new(),
            consent: Consent::Remembered,
            subject: self.subject(),
            minimum_acr: rules.minimum_acr,
            default_max_age: self.default_max_age,
            id_token_signed_response_alg: self.id_token_signed_response_alg.unwrap_or_default(),
            userinfo_signed_response_alg: self.userinfo_signed_response_alg,
            authorization_signed_response_alg: self.authorization_signed_response_alg.unwrap_or_default(),
            request_objects: RequestObjects {
                required: self.require_signed_request_object.unwrap_or_default(),
                signing_alg: self.request_object_signing_alg,
                uris: self.request_uris.clone(),
            },
            pushed_requests_required: self.require_pushed_authorization_requests.unwrap_or_default(),
            pkce_required: rules.pkce_required || public,
            lifetimes: ClientLifetimes::default(),
            client_uri: self.client_uri.clone(),
            logo_uri: self.logo_uri.clone(),
            policy_uri: self.policy_uri.clone(),
            tos_uri: self.tos_uri.clone(),
        }
    }

    /// The name in each language (OpenID Connect Registration §2.1), or the id where there is none.
    fn name(&self, id: &str) -> Text<String> {
        let plain = self.client_name.as_deref().unwrap_or(id);
        let own = |tagged: &Option<String>| tagged.as_deref().unwrap_or(plain).to_owned();
        Text { ja: own(&self.client_name_ja), en: own(&self.client_name_en) }
    }

    fn keys(&self) -> ClientKeys {
        match (&self.jwks, &self.jwks_uri) {
            (Some(set), _) => ClientKeys::Inline(set.keys.clone()),
            (None, Some(address)) => ClientKeys::Url(address.clone()),
            (None, None) => ClientKeys::None,
        }
    }

    fn subject(&self) -> Subject {
        if self.subject_type == SubjectType::Public {
            return Subject::Public;
        }
        let address = self.sector_identifier_uri.as_ref().or(self.redirect_uris.first());
        let sector = address.and_then(|address| host(address)).unwrap_or_default();
        Subject::Pairwise { sector, sector_identifier_uri: self.sector_identifier_uri.clone() }
    }
}

/// The algorithms that a realm in which applications register needs a key of: all that they may name.
pub(crate) const ALGORITHMS: [SigningAlgorithm; 4] =
    [SigningAlgorithm::RS256, SigningAlgorithm::PS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA];

/// Reads what an application sent (RFC 7591 §3.1).
///
/// # Errors
/// [`RegistrationError::Metadata`] when it is no JSON object of that kind.
pub fn read(body: &[u8]) -> Result<ClientMetadata, RegistrationError> {
    const DEPTH: usize = 6;
    let object = crate::strict_json::parse_object(body, DEPTH)
        .ok_or(RegistrationError::Metadata("the body must be a JSON object"))?;
    let said: ClientMetadata = serde_json::from_value(Value::Object(object))
        .map_err(|_| RegistrationError::Metadata("a member has a value that it cannot have"))?;
    if said.lists().into_iter().any(|list| list.len() > MOST) {
        return Err(RegistrationError::Metadata("a list is too long"));
    }
    Ok(said)
}

#[cfg(test)]
mod tests;
