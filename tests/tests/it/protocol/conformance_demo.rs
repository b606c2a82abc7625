//! `cargo demo --conformance`: the provider that the certification suite is run against, and what the suite is told.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use openidconnect::core::{CoreClient, CoreProviderMetadata, CoreResponseType, CoreUserInfoClaims};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl, Scope, TokenResponse as _,
};
use reqwest::header::LOCATION;
use serde_json::Value;
use tests::conformance::{Fapi, MEMBER};
use tests::visitor::Visitor;

use super::secure::Secure;

fn configuration(folder: &Path, file: &str) -> anyhow::Result<Value> {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

#[tokio::test]
async fn each_plan_has_a_configuration_whose_applications_are_there() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let folder = secure.run.folder.join("");
    let plans = configuration(&folder, "plans.json")?;
    let plans = plans.as_array().context("no list")?;
    let named = |plan: &Value| plan["configuration"].as_str().map(str::to_owned);
    let files: Vec<_> = plans.iter().filter_map(named).collect();
    let of_connect = [
        "basic-static",
        "basic-dynamic",
        "config",
        "form-post-static",
        "form-post-dynamic",
        "dynamic",
        "third-party-initiated",
        "rp-initiated-logout",
        "front-channel-logout",
        "back-channel-logout",
    ];
    let expected: Vec<_> = of_connect.map(|file| format!("{file}.json")).into();
    let (connect, fapi) = files.split_at(expected.len());
    assert_eq!(connect, expected);
    assert_eq!(fapi.len(), Fapi::all().count(), "{fapi:?}");
    for plan in plans {
        let file = plan["configuration"].as_str().context("no file")?;
        let configuration = configuration(&folder, file)?;
        assert_eq!(configuration["alias"], "warifu", "{file}");
        let discovery = format!("{}/.well-known/openid-configuration", secure.run.issuer());
        assert_eq!(configuration["server"]["discoveryUrl"], discovery, "{file}");
        assert!(configuration["browser"].as_array().is_some_and(|tasks| !tasks.is_empty()), "{file}");
        for name in ["client", "client2", "client_secret_post"] {
            let Some(id) = configuration[name]["client_id"].as_str() else { continue };
            let path = secure.run.realm_config().join(format!("conformance/clients/{id}.toml"));
            let client = fs::read_to_string(&path).with_context(|| format!("{file}: {id}"))?;
            assert!(client.contains("https://localhost:9443/test/a/warifu/callback"), "{file}: {id}");
            if id.starts_with("fapi") {
                let key = &configuration[name]["jwks"]["keys"][0];
                assert!(key["d"].is_string() && client.contains(key["x"].as_str().context("no x")?), "{id}");
                assert!(!client.contains(key["d"].as_str().context("no d")?), "{id}: the private part stays outside");
            }
        }
    }
    for fapi in Fapi::all() {
        let [_, second] = fapi.client_ids();
        let path = secure.run.realm_config().join(format!("conformance/clients/{second}.toml"));
        assert!(fs::read_to_string(path)?.contains("/callback?dummy1=lorem&dummy2=ipsum\""), "{second}");
    }
    Ok(())
}

#[tokio::test]
async fn the_member_signs_in_and_the_application_learns_who_it_is() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let configuration = configuration(&secure.run.folder.join(""), "basic-static.json")?;
    let of_client = |name: &str| configuration["client"][name].as_str().map(str::to_owned).context("no client");
    let http = secure.http()?.build()?;
    let issuer = IssuerUrl::new(secure.run.issuer())?;
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await?;
    let redirect = format!("{}/callback", secure.run.suite());
    let client = CoreClient::from_provider_metadata(metadata, ClientId::new(of_client("client_id")?), None)
        .set_client_secret(ClientSecret::new(of_client("client_secret")?))
        .set_redirect_uri(RedirectUrl::new(redirect.clone())?);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
    let (address, state, nonce) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email", "address", "phone"].map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();

    let mut browser = Visitor::trusting(&secure.identities.authority)?.speaking("en");
    browser.open(address.as_str()).await?;
    let (user_id, password) = MEMBER;
    let form = browser.page()?.form("login-submit")?.fill_in(&[("username", user_id), ("password", password)])?;
    let mut answer = browser.send_once(form).await?;
    while !answer.location()?.as_str().starts_with(&redirect) {
        answer = browser.peek(answer.location()?.as_str()).await?;
    }
    let location = answer.location()?;
    let given =
        |name: &str| location.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    assert_eq!(given("state").as_ref(), Some(state.secret()));
    assert_eq!(given("iss"), Some(secure.run.issuer()));

    let code = AuthorizationCode::new(given("code").context("no code")?);
    let tokens = client.exchange_code(code)?.set_pkce_verifier(verifier).request_async(&http).await?;
    let claims = tokens.id_token().context("no ID token")?.claims(&client.id_token_verifier(), &nonce)?;
    let subject = Some(claims.subject().clone());
    let told: CoreUserInfoClaims =
        client.user_info(tokens.access_token().clone(), subject)?.request_async(&http).await?;
    assert_eq!(told.email().map(|email| email.as_str()), Some("foo@conformance.example.jp"));
    assert_eq!(told.phone_number().map(|number| number.as_str()), Some("+81 3-1234-5678"));

    // Every standard claim of the scopes (OpenID Connect Core §5.1), each of its type.
    let userinfo = format!("{}/userinfo", secure.run.issuer());
    let told: Value = http.get(userinfo).bearer_auth(tokens.access_token().secret()).send().await?.json().await?;
    let texts = "sub name given_name family_name middle_name nickname preferred_username profile picture website \
                 gender birthdate zoneinfo locale email phone_number";
    for claim in texts.split_whitespace() {
        assert!(told[claim].is_string(), "{claim}: {told}");
    }
    assert!(told["updated_at"].is_number() && told["address"]["formatted"].is_string(), "{told}");
    assert!(told["email_verified"].is_boolean() && told["phone_number_verified"] == true, "{told}");
    Ok(())
}

/// What the suite's robot depends on (a form of another site without cookies, long values).
#[tokio::test]
async fn a_robot_may_post_its_request_and_its_values_are_long() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let http = secure.http()?.cookie_store(true).build()?;
    let long = "s".repeat(1000);
    let redirect = format!("{}/callback", secure.run.suite());
    let unknown = "u".repeat(1900);
    let form = [
        ("response_type", "code"),
        ("client_id", "oidc-client"),
        ("redirect_uri", redirect.as_str()),
        ("scope", "openid"),
        ("state", long.as_str()),
        ("nonce", long.as_str()),
        ("unknown-1", unknown.as_str()),
        ("unknown-2", unknown.as_str()),
        ("unknown-3", unknown.as_str()),
    ];
    let mut answer = http.post(format!("{}/authorize", secure.run.issuer())).form(&form).send().await?;
    for _ in 0..3 {
        let Some(location) = answer.headers().get(LOCATION) else { break };
        let next = answer.url().join(location.to_str()?)?;
        answer = http.get(next).send().await?;
    }
    assert_eq!((answer.status().as_u16(), answer.url().path()), (200, "/conformance/login"));
    let policy = answer.headers()["content-security-policy"].to_str()?.to_owned();
    assert!(!policy.contains("form-action"), "{policy}");
    let page = answer.text().await?;
    for id in ["id=\"username\"", "id=\"password\"", "id=\"login-submit\"", "id=\"login-cancel\""] {
        assert!(page.contains(id), "{id}");
    }
    Ok(())
}
