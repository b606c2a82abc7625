//! Signed answers (JARM), as the FAPI 2.0 Message Signing plan wants them, verified by somebody else's library.

use serde_json::{Value, json};
use tests::visitor::{Page, Visitor};

use super::application::{Answer, Application, STATE};
use super::form_post::{field, posted};
use super::jws::verified;
use super::world::World;

/// The claims of an answer in the query, which holds nothing else.
async fn in_query(app: &Application, answer: &Answer, algorithm: &str) -> anyhow::Result<Value> {
    assert_eq!(answer.names(), ["response"]);
    claims(app, answer.get("response").unwrap_or_default(), algorithm).await
}

async fn claims(app: &Application, response: &str, algorithm: &str) -> anyhow::Result<Value> {
    let (header, claims) = verified(&app.issuer, response).await?;
    assert_eq!(header["alg"], algorithm);
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!(app.issuer), &json!(app.id)));
    Ok(claims)
}

async fn ask(app: &Application, mode: &str, change: (&str, &str)) -> anyhow::Result<Page> {
    let request = app.request().with("response_mode", mode).with(change.0, change.1);
    Visitor::new()?.peek(&request.address()).await
}

#[tokio::test]
async fn a_code_comes_signed_as_the_file_says() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", "authorization_signed_response_alg = \"PS256\"").await?;
    let mut person = world.person("returning-member")?;
    // RS256 is what a file means that says nothing (JARM §3).
    for (id, algorithm) in [("app", "PS256"), ("plain", "RS256")] {
        let app = world.application("minato", id);
        for mode in ["jwt", "query.jwt"] {
            let request = app.request().with("response_mode", mode).with("scope", "openid profile");
            let answer = person.sign_in(&request.address()).await?;
            let claims = in_query(&app, &answer, algorithm).await?;
            assert_eq!(claims["state"], STATE, "{id} {mode}");
            let lasts = claims["exp"].as_i64().unwrap_or_default() - world.site.clock.now().timestamp();
            assert!((10..=600).contains(&lasts), "{id} {mode}: {lasts} s");
            let tokens = app.redeem(claims["code"].as_str().unwrap_or_default()).await?;
            assert!(tokens.text("access_token").is_ok(), "{id} {mode}: {}", tokens.json);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_signed_code_may_be_posted() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    person.sign_in(&app.address()).await?;
    let request = app.request().with("response_mode", "form_post.jwt");
    let page = person.browser.open(&request.address()).await?.clone();
    let fields = posted(&page, &app)?;
    assert_eq!(fields.len(), 1, "{fields:?}");
    let claims = claims(&app, field(&fields, "response").unwrap_or_default(), "RS256").await?;
    assert_eq!(claims["state"], STATE);
    assert!(app.redeem(claims["code"].as_str().unwrap_or_default()).await?.text("id_token").is_ok());
    Ok(())
}

/// Errors come in the same way, from the first check to the last step.
#[tokio::test]
async fn errors_are_signed_too() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    for (name, value, error) in [
        ("prompt", "none", "login_required"),
        ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "other", "invalid_scope"),
        ("code_challenge_method", "plain", "invalid_request"),
    ] {
        let answer = Answer::at(&ask(&app, "jwt", (name, value)).await?.location()?);
        let in_query = in_query(&app, &answer, "RS256").await?;
        let fields = posted(&ask(&app, "form_post.jwt", (name, value)).await?, &app)?;
        let in_form = claims(&app, field(&fields, "response").unwrap_or_default(), "RS256").await?;
        for claims in [in_query, in_form] {
            assert_eq!((&claims["error"], &claims["state"]), (&json!(error), &json!(STATE)), "{name}={value}");
            assert!(claims["code"].is_null());
        }
    }
    let mut person = world.person("returning-member")?;
    person.browser.open(&app.request().with("response_mode", "jwt").address()).await?;
    person.browser.submit("login-cancel", &[]).await?;
    assert_eq!(
        in_query(&app, &person.arrived()?, "RS256").await?["error"],
        "access_denied",
        "user-rejects-authentication"
    );
    for mode in ["fragment.jwt", "fragment", "JWT", "query.jwt "] {
        let answer = Answer::at(&ask(&app, mode, ("prompt", "none")).await?.location()?);
        assert_eq!(answer.error(), Some("invalid_request"), "{mode}");
    }
    Ok(())
}

/// The metadata names every way, in registered names.
#[tokio::test]
async fn what_is_announced_is_what_there_is() -> anyhow::Result<()> {
    let world = World::build().await?;
    let address = format!("{}/.well-known/openid-configuration", world.app().issuer);
    let metadata: Value = reqwest::get(address).await?.json().await?;
    assert_eq!(
        metadata["response_modes_supported"],
        json!(["query", "form_post", "jwt", "query.jwt", "form_post.jwt"])
    );
    assert_eq!(metadata["authorization_signing_alg_values_supported"], json!(["RS256", "PS256", "ES256", "EdDSA"]));
    Ok(())
}
