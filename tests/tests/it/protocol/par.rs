//! Requests that an application's server pushes (RFC 9126), with the modules of the FAPI 2.0 plan that concern them.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::application::{Answer, Application, Reply, Request, STATE, basic};
use super::world::{SECRET, World};

pub async fn push(app: &Application, request: &Request) -> anyhow::Result<Reply> {
    let form: Vec<(&str, &str)> =
        request.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.post("/par", Some(&basic(&app.id, SECRET)), &form).await
}

/// The address to which the application sends the browser.
pub fn address(app: &Application, pushed: &Reply) -> anyhow::Result<String> {
    let reference = [("client_id", app.id.as_str()), ("request_uri", pushed.text("request_uri")?)];
    Ok(url::Url::parse_with_params(&format!("{}/authorize", app.issuer), reference)?.into())
}

pub fn assert_refused(reply: &Reply, error: &str, what: &str) {
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, Some(error)), "{what}: {}", reply.json);
    assert!(reply.json["request_uri"].is_null(), "{what}");
}

#[tokio::test]
async fn happy_flow() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let pushed = push(&app, &app.request()).await?;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.json);
    assert_eq!((&pushed.json["expires_in"], pushed.header("cache-control")), (&json!(60), "no-store"));
    assert!(pushed.text("request_uri")?.starts_with("urn:ietf:params:oauth:request_uri:"));
    let answer = world.person("returning-member")?.sign_in(&address(&app, &pushed)?).await?;
    assert_eq!(answer.get("state"), Some(STATE));
    assert_eq!(app.redeem(answer.code()?).await?.status, StatusCode::OK);
    Ok(())
}

/// What the browser brings beside the reference counts for nothing.
#[tokio::test]
async fn state_only_outside_request_object_not_used() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let pushed = push(&app, &app.request().without("state").with("scope", "openid")).await?;
    let more = "&state=from-outside&scope=openid+profile&redirect_uri=https://evil.example/&prompt=none&nonce=x";
    let address = format!("{}{more}", address(&app, &pushed)?);
    let answer = world.person("returning-member")?.sign_in(&address).await?;
    assert_eq!(answer.get("state"), None);
    let tokens = app.redeem(answer.code()?).await?;
    assert_eq!(tokens.text("scope")?, "openid");
    Ok(())
}

#[tokio::test]
async fn ensure_reused_request_uri_prior_to_auth_completion_succeeds_and_afterwards_not() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let address = address(&app, &push(&app, &app.request()).await?)?;
    let mut person = world.person("returning-member")?;
    person.browser.open(&address).await?;
    assert!(person.browser.page()?.offers("password"));
    assert!(person.sign_in(&address).await?.code().is_ok(), "opened again before anybody signed in");
    for mut browser in [person.browser, world.person("returning-member")?.browser] {
        let page = browser.open(&address).await?;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text().contains("can no longer be begun"), "{}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_reference_is_good_for_its_client_and_a_minute() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let pushed = push(&app, &app.request()).await?;
    let mut browser = world.person("returning-member")?.browser;
    let of_another = browser.open(&address(&plain, &pushed)?).await?;
    assert_eq!(of_another.status, StatusCode::BAD_REQUEST, "attempt-to-use-request_uri-for-different-client");
    world.site.clock.advance(TimeDelta::seconds(60));
    let expired = browser.open(&address(&app, &pushed)?).await?;
    assert_eq!(expired.status, StatusCode::BAD_REQUEST, "attempt-to-use-expired-request_uri");
    let made_up = format!("{}/authorize?client_id=app&request_uri=urn:ietf:params:oauth:request_uri:x", app.issuer);
    assert_eq!(browser.open(&made_up).await?.status, StatusCode::BAD_REQUEST);
    Ok(())
}

/// Each mistake is told to the program that made it, with the code of its specification.
#[tokio::test]
async fn mistakes_are_told_at_once() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let good = app.request();
    for (what, request, error) in [
        ("authorization-request-containing-request_uri", good.clone().with("request_uri", "urn:x"), "invalid_request"),
        ("request-object-without-redirect-uri", good.clone().without("redirect_uri"), "invalid_request"),
        ("unregistered-redirect-uri", good.clone().with("redirect_uri", "https://evil.example/"), "invalid_request"),
        (
            "ensure-pkce-required",
            good.clone().without("code_challenge").without("code_challenge_method"),
            "invalid_request",
        ),
        ("plain-pkce-rejected", good.clone().with("code_challenge_method", "plain"), "invalid_request"),
        (
            "response-type-code-idtoken",
            good.clone().with("response_type", "code id_token"),
            "unsupported_response_type",
        ),
        ("response-type-token", good.clone().with("response_type", "token"), "unsupported_response_type"),
        ("a doubled parameter", good.clone().also("scope", "openid"), "invalid_request"),
        ("no scope of its own", good.clone().with("scope", "other"), "invalid_scope"),
    ] {
        assert_refused(&push(&app, &request).await?, error, what);
    }
    let nobody = app.post("/par", Some(&basic("app", "wrong")), &[("client_id", "app")]).await?;
    assert_eq!((nobody.status, nobody.error()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
    for method in [reqwest::Method::GET, reqwest::Method::PUT] {
        let answer = reqwest::Client::new().request(method, format!("{}/par", app.issuer)).send().await?;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "attempt-invalid-http-method");
    }
    Ok(())
}

/// `ensure-unsigned-authorization-request-without-using-par-fails`
#[tokio::test]
async fn who_must_push_may_not_come_otherwise() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", "require_pushed_authorization_requests = true").await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let plain = person.browser.peek(&app.address()).await?;
    let answer = Answer::at(&plain.location()?);
    assert_eq!((answer.error(), answer.get("state")), (Some("invalid_request"), Some(STATE)));
    let address = address(&app, &push(&app, &app.request()).await?)?;
    assert!(person.sign_in(&address).await?.code().is_ok());
    Ok(())
}
