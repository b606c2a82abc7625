//! The whole flow through a client library that shares no code with the provider: it verifies what we sign.

use openidconnect::core::{
    CoreClient, CoreIdToken, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl,
    Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _,
};
use serde_json::Value;

use super::world::World;

/// Claims that the library reads no types for.
fn payload(token: &CoreIdToken) -> anyhow::Result<Value> {
    let text = token.to_string();
    let part = text.split('.').nth(1).unwrap_or_default();
    Ok(serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(part.as_bytes())?)?)
}

#[tokio::test]
async fn another_implementation_verifies_what_each_kind_of_client_gets() -> anyhow::Result<()> {
    let world = World::build().await?;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let mut person = world.person("returning-member")?;
    let mut session = None;
    for (id, algorithm) in
        [("app", CoreJwsSigningAlgorithm::EcdsaP256Sha256), ("plain", CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256)]
    {
        let application = world.application("minato", id);
        let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(application.issuer.clone())?, &http).await?;
        let secret = application.secret.clone().map(ClientSecret::new);
        let auth_type = if application.in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(id.to_owned()), secret)
            .set_redirect_uri(RedirectUrl::new(application.redirect_uri.clone())?)
            .set_auth_type(auth_type);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let answer = person.sign_in(address.as_str()).await?;
        assert_eq!(answer.get("state"), Some(state.secret().as_str()), "{id}");
        let code = AuthorizationCode::new(answer.code()?.to_owned());
        let tokens = client.exchange_code(code)?.set_pkce_verifier(verifier).request_async(&http).await?;

        let id_token = tokens.id_token().ok_or_else(|| anyhow::anyhow!("no ID token"))?;
        let now = world.site.clock.now();
        let verifier = client.id_token_verifier().set_allowed_algs([algorithm.clone()]).set_time_fn(move || now);
        let claims = id_token.claims(&verifier, &nonce)?;
        assert_eq!(claims.issuer().as_str(), application.issuer, "{id}");
        assert_eq!(claims.audiences().iter().map(|audience| audience.as_str()).collect::<Vec<_>>(), [id]);
        assert_eq!(claims.auth_context_ref().map(|acr| acr.as_str()), Some("urn:warifu:acr:app-code"));
        let methods: Vec<_> = claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str()).collect();
        assert_eq!(methods, ["pwd", "otp", "mfa"]);
        assert!(claims.auth_time().is_some_and(|at| now - at < chrono::TimeDelta::minutes(2)));
        assert_eq!((claims.expiration() - claims.issue_time()).num_minutes(), 5);
        if let Some(hash) = claims.access_token_hash() {
            let key = id_token.signing_key(&verifier)?;
            assert_eq!(*hash, AccessTokenHash::from_token(tokens.access_token(), id_token.signing_alg()?, key)?);
        }
        assert!(id_token.claims(&verifier, &Nonce::new_random()).is_err(), "another nonce");
        let sid = payload(id_token)?["sid"].as_str().map(str::to_owned);
        assert!(sid.is_some() && session.get_or_insert_with(|| sid.clone()) == &sid, "one session for both");

        let subject = Some(claims.subject().clone());
        let told: CoreUserInfoClaims =
            client.user_info(tokens.access_token().clone(), subject)?.request_async(&http).await?;
        let name = told.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
        assert_eq!(name.as_deref(), Some(person.persona.full_name.as_str()), "{id}");
    }
    Ok(())
}

#[tokio::test]
async fn the_documents_say_what_is_there_and_no_more() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let metadata: Value =
        reqwest::get(format!("{}/.well-known/openid-configuration", app.issuer)).await?.json().await?;
    assert_eq!(metadata["issuer"], app.issuer);
    for endpoint in
        ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"]
    {
        let address = metadata[endpoint].as_str().unwrap_or_default();
        assert!(address.starts_with(&format!("{}/", app.issuer)), "{endpoint}: {address}");
        assert_ne!(reqwest::get(address).await?.status(), 404, "{endpoint}");
    }
    assert_eq!(metadata["response_types_supported"], serde_json::json!(["code"]));
    assert_eq!(metadata["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    for list in
        ["id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported", "grant_types_supported"]
    {
        let text = metadata[list].to_string();
        assert!(
            !["\"none\"", "HS256", "implicit", "password"]
                .iter()
                .any(|word| text.contains(word) && !(list.contains("auth_methods") && *word == "\"none\"")),
            "{list}: {text}"
        );
    }
    let keys: Value = reqwest::get(metadata["jwks_uri"].as_str().unwrap_or_default()).await?.json().await?;
    let mut seen = std::collections::BTreeSet::new();
    for key in keys["keys"].as_array().into_iter().flatten() {
        assert!(seen.insert(key["kid"].to_string()), "each kid once");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key[private].is_null(), "{private}");
        }
    }
    assert!(seen.len() >= 2, "an RSA and an EC key");
    Ok(())
}
