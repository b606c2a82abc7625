//! RFC 8705: applications that prove themselves by certificates, and tokens that are of use with them only.

use anyhow::Context as _;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tests::certificates::{Authority, Identity};
use tests::conformance::{Fapi, FapiAuthentication, FapiBinding, MEMBER};
use tests::visitor::Visitor;

use super::application::{Answer, Reply};
use super::assertions::{TYPE, jwks, new_key, signed};
use super::secure::{Secure, post, userinfo};

const MACHINE: &str = "grant_types = [\"client_credentials\"]\nscopes = [\"receipts:write\"]";

fn bound(settings: &str) -> String {
    format!("{settings}\ntls_client_certificate_bound_access_tokens = true")
}

fn payload(token: &str) -> anyhow::Result<Value> {
    let part = token.split('.').nth(1).context("no JWT")?;
    Ok(serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes())?)?)
}

/// The certificate that the realm's own authority issued to one of its applications.
fn issued(secure: &Secure, client_id: &str) -> anyhow::Result<Identity> {
    let identity = secure.identities.of(client_id)?;
    let (certificate, key) = (identity.certificate.clone(), identity.certificate_key.clone());
    Ok(Identity { certificate, key, der: Vec::new() })
}

async fn machine(secure: &Secure, http: &Client, client_id: &str) -> anyhow::Result<Reply> {
    let form = [("grant_type", "client_credentials"), ("client_id", client_id), ("scope", "receipts:write")];
    post(http, &format!("{}/token", secure.run.mtls_address()), &form).await
}

#[tokio::test]
async fn an_authority_and_a_subject_make_the_client() -> anyhow::Result<()> {
    let client_id =
        &Fapi { authentication: FapiAuthentication::Mtls, binding: FapiBinding::Mtls, signs: false }.client_ids()[0];
    let subject = format!("tls_client_auth_subject_dn = \"CN={client_id}\"");
    let by_authority = format!("token_endpoint_auth_method = \"tls_client_auth\"\n{subject}\n{MACHINE}");
    let secure = Secure::with(&[("machine", by_authority)]).await?;

    let own = secure.showing(&issued(&secure, client_id)?)?;
    let reply = machine(&secure, &own, "machine").await?;
    assert_eq!(reply.status, 200, "{}", reply.json);
    assert!(payload(reply.text("access_token")?)?["cnf"].is_null(), "its file does not say that tokens are bound");

    let another_authority = Authority::new("another")?.client(client_id)?;
    let another_subject = issued(&secure, "fapi-mtls-mtls-2")?;
    for identity in [another_authority, another_subject, Identity::self_signed(client_id)?] {
        let reply = machine(&secure, &secure.showing(&identity)?, "machine").await?;
        assert_eq!((reply.status.as_u16(), reply.error()), (401, Some("invalid_client")));
    }
    let nothing = machine(&secure, &secure.http()?.build()?, "machine").await?;
    assert_eq!((nothing.status.as_u16(), nothing.error()), (401, Some("invalid_client")));
    let somebody_else = machine(&secure, &own, "oidc-client").await?;
    assert_eq!(somebody_else.error(), Some("invalid_client"), "a certificate is no secret of another client");
    let form = [("grant_type", "client_credentials"), ("client_id", "machine"), ("client_secret", "x")];
    let both = post(&own, &format!("{}/token", secure.run.mtls_address()), &form).await?;
    assert_eq!(both.error(), Some("invalid_client"), "one way only");
    Ok(())
}

#[tokio::test]
async fn a_registered_key_makes_the_client_of_a_self_signed_certificate() -> anyhow::Result<()> {
    let (known, unknown) = (Identity::self_signed("machine")?, Identity::self_signed("machine")?);
    let x5c = BASE64.encode(&known.der);
    let settings = format!(
        "token_endpoint_auth_method = \"self_signed_tls_client_auth\"\n{MACHINE}
         jwks = {{ keys = [{{ kty = \"EC\", crv = \"P-256\", x5c = [\"{x5c}\"] }}] }}"
    );
    let secure = Secure::with(&[("machine", bound(&settings))]).await?;
    let reply = machine(&secure, &secure.showing(&known)?, "machine").await?;
    assert_eq!(reply.status, 200, "{}", reply.json);
    let thumbprint = BASE64URL_NOPAD.encode(&Sha256::digest(&known.der));
    assert_eq!(payload(reply.text("access_token")?)?["cnf"], json!({ "x5t#S256": thumbprint }));
    let reply = machine(&secure, &secure.showing(&unknown)?, "machine").await?;
    assert_eq!(reply.error(), Some("invalid_client"));
    Ok(())
}

#[tokio::test]
async fn a_bound_token_is_of_no_use_without_its_certificate() -> anyhow::Result<()> {
    let public = "token_endpoint_auth_method = \"none\"\nscopes = [\"openid\", \"profile\"]
        minimum_acr = \"password\"\nredirect_uris = [\"http://localhost:{port}/callback\"]";
    let secure = Secure::with(&[("app", bound(public))]).await?;
    let app = secure.application("app");
    let mut browser = Visitor::trusting(&secure.identities.authority)?.speaking("en");
    browser.open(&app.request().with("scope", "openid profile").address()).await?;
    let (user_id, password) = MEMBER;
    let page = browser.submit("login-submit", &[("username", user_id), ("password", password)]).await?;
    let answer = Answer::of(page)?;

    let certificate = Identity::self_signed("app")?;
    let with = secure.showing(&certificate)?;
    let (without, with_another) = (secure.http()?.build()?, secure.showing(&Identity::self_signed("app")?)?);
    let form = [&app.redemption(answer.code()?)[..], &[("client_id", "app")]].concat();
    for (door, http) in [(secure.run.issuer(), &with), (secure.run.mtls_address(), &without)] {
        let reply = post(http, &format!("{door}/token"), &form).await?;
        assert_eq!((reply.status.as_u16(), reply.error()), (400, Some("invalid_request")), "{door}");
    }
    // Nothing of that has spent the code.
    let tokens = post(&with, &format!("{}/token", secure.run.mtls_address()), &form).await?;
    let token = tokens.text("access_token")?;
    let thumbprint = BASE64URL_NOPAD.encode(&Sha256::digest(&certificate.der));
    assert_eq!(payload(token)?["cnf"]["x5t#S256"], thumbprint);

    let told = userinfo(&with, &secure.run.mtls_address(), token).await?;
    assert_eq!(told.status, 200, "{}", told.json);
    for (door, http) in [
        (secure.run.issuer(), &without),
        (secure.run.issuer(), &with),
        (secure.run.mtls_address(), &without),
        (secure.run.mtls_address(), &with_another),
    ] {
        let refused = userinfo(http, &door, token).await?;
        assert_eq!(refused.status, 401, "{door}");
        assert_eq!(refused.header("www-authenticate"), "Bearer error=\"invalid_token\"", "{door}");
    }
    Ok(())
}

#[tokio::test]
async fn members_have_no_business_at_the_door_for_certificates() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    let http = secure.http()?.build()?;
    let metadata = secure.metadata().await?;
    let aliases = metadata["mtls_endpoint_aliases"].as_object().context("no aliases")?;
    for endpoint in [
        "token_endpoint",
        "userinfo_endpoint",
        "introspection_endpoint",
        "pushed_authorization_request_endpoint",
        "revocation_endpoint",
    ] {
        let alias = aliases[endpoint].as_str().unwrap_or_default();
        assert!(alias.starts_with(&format!("{}/", secure.run.mtls_address())), "{endpoint}: {alias}");
        assert_ne!(http.post(alias).send().await?.status(), 404, "{endpoint}");
    }
    for page in ["authorize", "login", "logout", "account", ".well-known/openid-configuration", "jwks"] {
        let status = http.get(format!("{}/{page}", secure.run.mtls_address())).send().await?.status();
        assert_eq!(status, 404, "{page}");
    }
    // Each door answers to its own name alone.
    for (door, other) in [(secure.run.mtls_port, secure.run.port), (secure.run.port, secure.run.mtls_port)] {
        let address = format!("https://localhost:{door}/conformance/userinfo");
        let status = http.get(address).header("host", format!("localhost:{other}")).send().await?.status();
        assert_eq!(status, 421, "{door}");
    }
    Ok(())
}

/// A whole sign-in of an application that only ever shows its certificate: pushed request, code, tokens, renewal, and what
/// a resource that asks about the token is told.
#[tokio::test]
async fn an_application_with_a_certificate_needs_no_secret_anywhere() -> anyhow::Result<()> {
    let client_id =
        &Fapi { authentication: FapiAuthentication::Mtls, binding: FapiBinding::Mtls, signs: false }.client_ids()[0];
    let settings = format!(
        "token_endpoint_auth_method = \"tls_client_auth\"\ntls_client_auth_subject_dn = \"CN={client_id}\"
         require_pushed_authorization_requests = true\nminimum_acr = \"password\"\nscopes = [\"openid\", \"profile\"]
         grant_types = [\"authorization_code\", \"refresh_token\"]
         redirect_uris = [\"http://localhost:{{port}}/callback\"]"
    );
    let secure = Secure::with(&[("app", bound(&settings))]).await?;
    let own = secure.showing(&issued(&secure, client_id)?)?;
    let another = secure.showing(&issued(&secure, "fapi-mtls-mtls-2")?)?;
    let app = secure.application("app");
    let at = |path: &str| format!("{}/{path}", secure.run.mtls_address());

    let request = app.request().with("scope", "openid profile");
    let pushed: Vec<_> = request.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(post(&another, &at("par"), &pushed).await?.error(), Some("invalid_client"));
    let reply = post(&own, &at("par"), &pushed).await?;
    assert_eq!(reply.status, 201, "{}", reply.json);
    let reference = app.request().address();
    let endpoint = reference.split('?').next().unwrap_or_default();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", "app"), ("request_uri", reply.text("request_uri")?)])
        .finish();

    let mut browser = Visitor::trusting(&secure.identities.authority)?.speaking("en");
    browser.open(&format!("{endpoint}?{query}")).await?;
    let (user_id, password) = MEMBER;
    let page = browser.submit("login-submit", &[("username", user_id), ("password", password)]).await?;
    let answer = Answer::of(page)?;
    let form = [&app.redemption(answer.code()?)[..], &[("client_id", "app")]].concat();
    assert_eq!(post(&another, &at("token"), &form).await?.error(), Some("invalid_client"));
    let tokens = post(&own, &at("token"), &form).await?;
    let (token, renewal) = (tokens.text("access_token")?, tokens.text("refresh_token")?);
    let cnf = payload(token)?["cnf"].clone();
    assert!(cnf["x5t#S256"].is_string());

    let told = post(&own, &at("introspect"), &[("client_id", "app"), ("token", token)]).await?;
    assert_eq!((&told.json["active"], &told.json["cnf"]), (&json!(true), &cnf));
    let form = [("grant_type", "refresh_token"), ("refresh_token", renewal), ("client_id", "app")];
    assert_eq!(post(&another, &at("token"), &form).await?.error(), Some("invalid_client"));
    let renewed = post(&own, &at("token"), &form).await?;
    assert_eq!(payload(renewed.text("access_token")?)?["cnf"], cnf, "the new one is bound too");
    let ended = post(&own, &at("revoke"), &[("client_id", "app"), ("token", renewal)]).await?;
    assert_eq!(ended.status, 200, "{}", ended.json);
    Ok(())
}

/// RFC 8705 §5 gives an endpoint a second address, and a client that asks there may name it as its assertion's audience.
#[tokio::test]
async fn an_assertion_may_be_for_the_door_for_certificates_and_for_no_other_house() -> anyhow::Result<()> {
    let key = new_key()?;
    let settings = format!("token_endpoint_auth_method = \"private_key_jwt\"\n{MACHINE}\n{}", jwks(&key));
    let secure = Secure::with(&[("signer", settings)]).await?;
    let http = secure.http()?.build()?;
    let alias = secure.metadata().await?["mtls_endpoint_aliases"]["token_endpoint"].clone();
    let alias = alias.as_str().context("no alias")?;
    let ask = async |door: &str, audience: &str| {
        let now = secure.run.clock.now().timestamp();
        let claims = json!({
            "iss": "signer", "sub": "signer", "aud": audience, "jti": uuid::Uuid::new_v4(), "iat": now, "exp": now + 60,
        });
        let assertion = signed(&key, &claims)?;
        let form =
            [("grant_type", "client_credentials"), ("client_assertion_type", TYPE), ("client_assertion", &assertion)];
        post(&http, door, &form).await
    };
    let endpoint = format!("{}/token", secure.run.issuer());
    for (door, audience) in [(alias, alias), (alias, endpoint.as_str()), (endpoint.as_str(), alias)] {
        let reply = ask(door, audience).await?;
        assert_eq!(reply.status, 200, "{door} for {audience}: {}", reply.json);
    }
    let another_port = alias.replace(&secure.run.mtls_port.to_string(), "1");
    let another_realm = alias.replace("/conformance/", "/minato/");
    let userinfo = alias.replace("/token", "/userinfo");
    for audience in [&another_port, &another_realm, &userinfo, &format!("{alias}/"), "https://other.example/token"] {
        let reply = ask(alias, audience).await?;
        assert_eq!((reply.status.as_u16(), reply.error()), (401, Some("invalid_client")), "{audience}");
    }
    Ok(())
}
