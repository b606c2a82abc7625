//! What an application says of itself (RFC 7591 §2, OpenID Connect Registration §2, and the logout specifications).

use realm::{ClientAuthentication, SigningAlgorithm, SubjectType};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// An application's metadata, by the names that it has on the wire. What we do not know is not kept (§2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    /// Where answers may be sent.
    pub redirect_uris: Vec<String>,
    /// How it authenticates.
    pub token_endpoint_auth_method: ClientAuthentication,
    /// How its assertions are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<SigningAlgorithm>,
    /// What it uses the token endpoint for.
    pub grant_types: Vec<String>,
    /// What it asks the authorization endpoint for.
    pub response_types: Vec<String>,
    /// `web` or `native`.
    pub application_type: ApplicationType,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// Its name in Japanese.
    #[serde(rename = "client_name#ja", skip_serializing_if = "Option::is_none")]
    pub client_name_ja: Option<String>,
    /// Its name in English.
    #[serde(rename = "client_name#en", skip_serializing_if = "Option::is_none")]
    pub client_name_en: Option<String>,
    /// Its home page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Its logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_uri: Option<String>,
    /// Its privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_uri: Option<String>,
    /// Its terms of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tos_uri: Option<String>,
    /// Who is responsible for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<String>,
    /// The scopes that it may ask for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Its public keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks: Option<JwkSet>,
    /// Where its public keys are published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// The list of redirect URIs that share identifiers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// How it knows members.
    pub subject_type: SubjectType,
    /// How its ID tokens are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_signed_response_alg: Option<SigningAlgorithm>,
    /// How its userinfo is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// How authorization responses are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_signed_response_alg: Option<SigningAlgorithm>,
    /// How its request objects are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_object_signing_alg: Option<SigningAlgorithm>,
    /// Whether every request of it is a signed object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_signed_request_object: Option<bool>,
    /// From where its request objects may be fetched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request_uris: Vec<String>,
    /// Whether every request of it is pushed first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_pushed_authorization_requests: Option<bool>,
    /// Whether its tokens are bound to its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpop_bound_access_tokens: Option<bool>,
    /// How old a sign-in may be, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<u32>,
    /// Whether `auth_time` must be in ID tokens, where it always is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_auth_time: Option<bool>,
    /// Where it begins a sign-in anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
    /// Where a browser may be sent after signing out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// Where a hidden frame tells it that a session ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
    /// Whether that must say which session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_session_required: Option<bool>,
    /// Where a logout token tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Whether that must say which session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_session_required: Option<bool>,
}

/// Where an application runs (OpenID Connect Registration §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApplicationType {
    /// On a server or in a browser.
    #[default]
    Web,
    /// On a person's device.
    Native,
}

/// Keys (RFC 7517 §5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Map<String, Value>>,
}

impl ClientMetadata {
    /// All that is a list of texts.
    pub(super) fn lists(&self) -> [&[String]; 6] {
        [
            &self.redirect_uris,
            &self.grant_types,
            &self.response_types,
            &self.contacts,
            &self.request_uris,
            &self.post_logout_redirect_uris,
        ]
    }
}

impl Default for ClientMetadata {
    /// What is meant by what is left out.
    fn default() -> Self {
        Self {
            redirect_uris: Vec::new(),
            token_endpoint_auth_method: ClientAuthentication::default(),
            token_endpoint_auth_signing_alg: None,
            grant_types: vec!["authorization_code".to_owned()],
            response_types: vec!["code".to_owned()],
            application_type: ApplicationType::default(),
            client_name: None,
            client_name_ja: None,
            client_name_en: None,
            client_uri: None,
            logo_uri: None,
            policy_uri: None,
            tos_uri: None,
            contacts: Vec::new(),
            scope: None,
            jwks: None,
            jwks_uri: None,
            sector_identifier_uri: None,
            subject_type: SubjectType::default(),
            id_token_signed_response_alg: None,
            userinfo_signed_response_alg: None,
            authorization_signed_response_alg: None,
            request_object_signing_alg: None,
            require_signed_request_object: None,
            request_uris: Vec::new(),
            require_pushed_authorization_requests: None,
            dpop_bound_access_tokens: None,
            default_max_age: None,
            require_auth_time: None,
            initiate_login_uri: None,
            post_logout_redirect_uris: Vec::new(),
            frontchannel_logout_uri: None,
            frontchannel_logout_session_required: None,
            backchannel_logout_uri: None,
            backchannel_logout_session_required: None,
        }
    }
}
