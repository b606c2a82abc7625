//! What the provider says of itself (OpenID Connect Discovery §3, RFC 8414 §2).
//!
//! One document serves both standards. It announces what works and nothing else, in registered names only; each
//! list is read from the type or table that decides, where there is one.

use base::Language;
use realm::{Acr, Realm, SigningAlgorithm};
use serde::Serialize;

use crate::authorize::{Prompt, ResponseMode, reachable_acrs};
use crate::{claims, dpop};

/// The metadata of a realm's provider.
#[derive(Debug, Serialize)]
pub struct Metadata {
    #[serde(flatten)]
    endpoints: Endpoints,
    #[serde(flatten)]
    client_authentication: ClientAuthenticationMethods,
    scopes_supported: Vec<&'static str>,
    claims_supported: Vec<&'static str>,
    acr_values_supported: Vec<&'static str>,
    response_types_supported: [&'static str; 1],
    response_modes_supported: [&'static str; 5],
    authorization_signing_alg_values_supported: [SigningAlgorithm; 4],
    grant_types_supported: [&'static str; 3],
    subject_types_supported: [&'static str; 2],
    id_token_signing_alg_values_supported: [SigningAlgorithm; 4],
    userinfo_signing_alg_values_supported: [SigningAlgorithm; 4],
    code_challenge_methods_supported: [&'static str; 1],
    prompt_values_supported: [&'static str; 4],
    claim_types_supported: [&'static str; 1],
    ui_locales_supported: [&'static str; 2],
    authorization_response_iss_parameter_supported: bool,
    claims_parameter_supported: bool,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    require_request_uri_registration: bool,
    request_object_signing_alg_values_supported: [SigningAlgorithm; 4],
    frontchannel_logout_supported: bool,
    frontchannel_logout_session_supported: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    dpop_signing_alg_values_supported: [SigningAlgorithm; 3],
    #[serde(skip_serializing_if = "Option::is_none")]
    registration_endpoint: Option<String>,
    #[serde(flatten)]
    mutual_tls: Option<MutualTls>,
}

/// Where everything is.
#[derive(Debug, Serialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    end_session_endpoint: String,
    introspection_endpoint: String,
    pushed_authorization_request_endpoint: String,
    revocation_endpoint: String,
    jwks_uri: String,
}

/// How clients prove themselves, endpoint by endpoint (RFC 8414 §2).
#[derive(Debug, Serialize)]
struct ClientAuthenticationMethods {
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    token_endpoint_auth_signing_alg_values_supported: [SigningAlgorithm; 4],
    introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    introspection_endpoint_auth_signing_alg_values_supported: [SigningAlgorithm; 4],
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    revocation_endpoint_auth_signing_alg_values_supported: [SigningAlgorithm; 4],
}

impl Endpoints {
    fn of(issuer: &str) -> Self {
        let endpoint = |path: &str| format!("{issuer}/{path}");
        Self {
            authorization_endpoint: endpoint("authorize"),
            token_endpoint: endpoint("token"),
            userinfo_endpoint: endpoint("userinfo"),
            end_session_endpoint: endpoint("logout"),
            introspection_endpoint: endpoint("introspect"),
            pushed_authorization_request_endpoint: endpoint("par"),
            revocation_endpoint: endpoint("revoke"),
            jwks_uri: endpoint("jwks"),
            issuer: issuer.to_owned(),
        }
    }
}

impl ClientAuthenticationMethods {
    /// By these and by what has no conditions. A public client asks nothing of other clients' tokens, so it has no place
    /// at introspection.
    fn with(methods: &[&'static str]) -> Self {
        let proofs = [&["client_secret_basic", "client_secret_post", "private_key_jwt"], methods].concat();
        let all = [&proofs[..], &["none"]].concat();
        Self {
            token_endpoint_auth_methods_supported: all.clone(),
            token_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
            introspection_endpoint_auth_methods_supported: proofs,
            introspection_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
            revocation_endpoint_auth_methods_supported: all,
            revocation_endpoint_auth_signing_alg_values_supported: ALGORITHMS,
        }
    }
}

/// What a provider with a door for certificates says besides (RFC 8705 §3.3, §5).
#[derive(Debug, Serialize)]
struct MutualTls {
    tls_client_certificate_bound_access_tokens: bool,
    mtls_endpoint_aliases: Aliases,
}

/// Where that door has what applications call.
#[derive(Debug, Serialize)]
struct Aliases {
    token_endpoint: String,
    userinfo_endpoint: String,
    introspection_endpoint: String,
    pushed_authorization_request_endpoint: String,
    revocation_endpoint: String,
}

/// Claims of the ID token itself, beside those of the scopes.
const TOKEN_CLAIMS: [&str; 10] = ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid"];

/// What we sign with, and what clients may.
const ALGORITHMS: [SigningAlgorithm; 4] =
    [SigningAlgorithm::RS256, SigningAlgorithm::PS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA];

impl Metadata {
    /// The metadata of a realm. Every address comes from the realm's issuer, none from a request's Host header.
    #[must_use]
    pub fn of(realm: &Realm) -> Self {
        // Not for everybody: announced only where some client may have them.
        let of_registered = realm.registration.iter().map(|registration| &registration.scopes);
        let of_clients = realm.clients.values().map(|client| &client.scopes).chain(of_registered);
        let listed = |scope: &str| of_clients.clone().flatten().any(|listed| listed == scope);
        let offered = |scope: &str| !matches!(scope, "kenpo" | "offline_access") || listed(scope);
        Self {
            endpoints: Endpoints::of(&realm.issuer),
            client_authentication: ClientAuthenticationMethods::with(&[]),
            scopes_supported: claims::scopes().filter(|scope| offered(scope)).collect(),
            claims_supported: TOKEN_CLAIMS.into_iter().chain(claims::of_scopes(offered)).collect(),
            acr_values_supported: reachable_acrs(realm).into_iter().map(Acr::urn).collect(),
            response_types_supported: ["code"],
            response_modes_supported: ResponseMode::ALL.map(ResponseMode::name),
            authorization_signing_alg_values_supported: ALGORITHMS,
            grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
            subject_types_supported: ["public", "pairwise"],
            id_token_signing_alg_values_supported: ALGORITHMS,
            userinfo_signing_alg_values_supported: ALGORITHMS,
            code_challenge_methods_supported: ["S256"],
            prompt_values_supported: Prompt::ALL.map(Prompt::name),
            claim_types_supported: ["normal"],
            ui_locales_supported: Language::ALL.map(Language::tag),
            authorization_response_iss_parameter_supported: true,
            claims_parameter_supported: true,
            request_parameter_supported: true,
            request_uri_parameter_supported: true,
            require_request_uri_registration: true,
            request_object_signing_alg_values_supported: ALGORITHMS,
            frontchannel_logout_supported: true,
            frontchannel_logout_session_supported: true,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
            dpop_signing_alg_values_supported: dpop::ALGORITHMS,
            registration_endpoint: realm.registration.as_ref().map(|_| format!("{}/register", realm.issuer)),
            mutual_tls: None,
        }
    }

    /// The same of a provider that has a door for clients with certificates, at which the realm has this address.
    #[must_use]
    pub fn with_mutual_tls(self, address: &str) -> Self {
        let there = Endpoints::of(address);
        let mutual_tls = MutualTls {
            tls_client_certificate_bound_access_tokens: true,
            mtls_endpoint_aliases: Aliases {
                token_endpoint: there.token_endpoint,
                userinfo_endpoint: there.userinfo_endpoint,
                introspection_endpoint: there.introspection_endpoint,
                pushed_authorization_request_endpoint: there.pushed_authorization_request_endpoint,
                revocation_endpoint: there.revocation_endpoint,
            },
        };
        let client_authentication =
            ClientAuthenticationMethods::with(&["tls_client_auth", "self_signed_tls_client_auth"]);
        Self { client_authentication, mutual_tls: Some(mutual_tls), ..self }
    }

    /// The document.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        #[expect(clippy::expect_used, reason = "strings, lists of strings and booleans are always JSON")]
        serde_json::to_vec(self).expect("a document of strings")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing;

    const CLAIMS: &[&str] = &[
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "sid",
        "name",
        "family_name",
        "given_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "zoneinfo",
        "name#ja-Kana-JP",
        "family_name#ja-Kana-JP",
        "given_name#ja-Kana-JP",
        "birthdate",
        "locale",
        "updated_at",
        "email",
        "email_verified",
        "address",
        "phone_number",
        "phone_number_verified",
        "kenpo",
    ];

    #[test]
    fn the_document_announces_what_works() {
        let announced = serde_json::to_value(Metadata::of(&testing::realm())).unwrap();
        assert_eq!(
            announced,
            json!({
                "issuer": "https://id.minato.example/minato",
                "authorization_endpoint": "https://id.minato.example/minato/authorize",
                "token_endpoint": "https://id.minato.example/minato/token",
                "userinfo_endpoint": "https://id.minato.example/minato/userinfo",
                "end_session_endpoint": "https://id.minato.example/minato/logout",
                "introspection_endpoint": "https://id.minato.example/minato/introspect",
                "pushed_authorization_request_endpoint": "https://id.minato.example/minato/par",
                "revocation_endpoint": "https://id.minato.example/minato/revoke",
                "jwks_uri": "https://id.minato.example/minato/jwks",
                "scopes_supported": ["openid", "profile", "email", "address", "phone", "kenpo"],
                "claims_supported": CLAIMS,
                "acr_values_supported":
                    ["urn:warifu:acr:password", "urn:warifu:acr:mail-code", "urn:warifu:acr:app-code"],
                "response_types_supported": ["code"],
                "response_modes_supported": ["query", "form_post", "jwt", "query.jwt", "form_post.jwt"],
                "authorization_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
                "subject_types_supported": ["public", "pairwise"],
                "dpop_signing_alg_values_supported": ["PS256", "ES256", "EdDSA"],
                "id_token_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "userinfo_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "token_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "introspection_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "revocation_endpoint_auth_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
                "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
                "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
                "code_challenge_methods_supported": ["S256"],
                "prompt_values_supported": ["none", "login", "consent", "select_account"],
                "claim_types_supported": ["normal"],
                "ui_locales_supported": ["ja", "en"],
                "authorization_response_iss_parameter_supported": true,
                "claims_parameter_supported": true,
                "request_parameter_supported": true, "request_uri_parameter_supported": true,
                "require_request_uri_registration": true, "request_object_signing_alg_values_supported": ["RS256", "PS256", "ES256", "EdDSA"],
                "frontchannel_logout_supported": true,
                "frontchannel_logout_session_supported": true,
                "backchannel_logout_supported": true,
                "backchannel_logout_session_supported": true,
            })
        );
    }

    #[test]
    fn certificates_are_announced_where_there_is_a_door_for_them() {
        let metadata = Metadata::of(&testing::realm()).with_mutual_tls("https://mtls.example:8443/minato");
        let announced = serde_json::to_value(metadata).unwrap();
        assert_eq!(announced["tls_client_certificate_bound_access_tokens"], true);
        assert_eq!(
            announced["mtls_endpoint_aliases"],
            json!({
                "token_endpoint": "https://mtls.example:8443/minato/token",
                "userinfo_endpoint": "https://mtls.example:8443/minato/userinfo",
                "introspection_endpoint": "https://mtls.example:8443/minato/introspect",
                "pushed_authorization_request_endpoint": "https://mtls.example:8443/minato/par",
                "revocation_endpoint": "https://mtls.example:8443/minato/revoke",
            })
        );
        let methods = announced["token_endpoint_auth_methods_supported"].as_array().unwrap();
        assert!(methods.contains(&json!("tls_client_auth")) && methods.contains(&json!("self_signed_tls_client_auth")));
    }

    #[test]
    fn kenpo_is_announced_only_where_a_client_may_have_it() {
        let mut realm = testing::realm();
        let has_kenpo = |realm: &Realm| String::from_utf8(Metadata::of(realm).to_json()).unwrap().contains("kenpo");
        assert!(has_kenpo(&realm));
        for id in ["portal", "booking", "phone-app", "batch"] {
            testing::change_client(&mut realm, id, |client| client.scopes.retain(|scope| scope != "kenpo"));
        }
        assert!(!has_kenpo(&realm));
    }
}
