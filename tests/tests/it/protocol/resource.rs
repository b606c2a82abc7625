//! Tokens for one resource among several (RFC 8707), and how long a client's tokens last.

use reqwest::StatusCode;
use serde_json::json;

use super::application::{Answer, basic};
use super::jws::verified;
use super::refresh::RENEWS;
use super::world::{SECRET, World};

const RECEIPTS: &str = "https://api.example.jp/receipts";
const CHECKUPS: &str = "https://api.example.jp/checkups";

async fn world() -> anyhow::Result<World> {
    let resources = format!("resources = [\"{RECEIPTS}\", \"{CHECKUPS}\"]");
    let mut world = World::build().await?;
    let lifetimes = "lifetimes = { access_token = \"10min\", id_token = \"2min\" }";
    world.extend("minato", "app", &format!("{RENEWS}\n{resources}\n{lifetimes}")).await?;
    world.extend("minato", "batch", &resources).await?;
    Ok(world)
}

#[tokio::test]
async fn a_token_is_for_the_resources_that_were_asked_for_and_no_other() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let request = app.request().with("resource", RECEIPTS).also("resource", CHECKUPS).address();
    let held = app.redeem(person.sign_in(&request).await?.code()?).await?;
    let (header, claims) = verified(&app.issuer, held.text("access_token")?).await?;
    assert_eq!((&header["typ"], &claims["aud"]), (&json!("at+jwt"), &json!([RECEIPTS, CHECKUPS])));
    assert_eq!(held.json["expires_in"], 600, "as its file says");
    assert_eq!(claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(600));
    let (_, id_token) = verified(&app.issuer, held.text("id_token")?).await?;
    assert_eq!(id_token["exp"].as_i64().zip(id_token["iat"].as_i64()).map(|(exp, iat)| exp - iat), Some(120));
    assert_eq!(app.userinfo(held.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED, "it is not for us");

    let refresh = held.text("refresh_token")?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("resource", CHECKUPS)];
    let one = app.token(&form).await?;
    assert_eq!(verified(&app.issuer, one.text("access_token")?).await?.1["aud"], CHECKUPS);
    let refresh = one.text("refresh_token")?;
    let other = [("grant_type", "refresh_token"), ("refresh_token", refresh), ("resource", "https://other.example")];
    assert_eq!(app.token(&other).await?.error(), Some("invalid_target"));
    // It burnt nothing.
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    assert_eq!(app.token(&form).await?.status, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_resource_outside_the_file_is_refused_wherever_it_is_asked_for() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let refused = person.browser.peek(&app.request().with("resource", "https://other.example").address()).await?;
    assert_eq!(Answer::at(&refused.location()?).error(), Some("invalid_target"));

    let code = person.sign_in(&app.request().with("resource", RECEIPTS).address()).await?.code()?.to_owned();
    let more = [app.redemption(&code), vec![("resource", CHECKUPS)]].concat();
    assert_eq!(app.token(&more).await?.error(), Some("invalid_target"), "more than the request asked for");
    assert_eq!(app.redeem(&code).await?.status, StatusCode::OK, "and the code was not burnt");

    let batch = world.application("minato", "batch");
    let own = async |resource: &str| {
        let form = [("grant_type", "client_credentials"), ("resource", resource)];
        batch.post("/token", Some(&basic("batch", SECRET)), &form).await
    };
    assert_eq!(own("https://other.example").await?.error(), Some("invalid_target"));
    let token = own(RECEIPTS).await?;
    assert_eq!(verified(&app.issuer, token.text("access_token")?).await?.1["aud"], RECEIPTS);
    Ok(())
}
