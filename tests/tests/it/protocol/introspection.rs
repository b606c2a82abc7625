//! Introspection (RFC 7662): who is told what of which token.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::application::{Application, Reply, basic};
use super::refresh::{tokens, world};
use super::world::SECRET;

pub async fn ask(app: &Application, token: &str) -> anyhow::Result<Reply> {
    app.post("/introspect", Some(&basic(&app.id, SECRET)), &[("token", token)]).await
}

#[tokio::test]
async fn an_application_is_told_of_its_own_tokens() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let held = tokens(&app, &mut world.person("returning-member")?).await?;
    let told = ask(&app, held.text("access_token")?).await?;
    assert_eq!((told.status, told.header("cache-control")), (StatusCode::OK, "no-store"));
    assert_eq!(told.header("content-type"), "application/json");
    let now = world.site.clock.now().timestamp();
    let json = &told.json;
    assert_eq!(json["active"], true);
    assert_eq!((&json["client_id"], &json["iss"]), (&json!("app"), &json!(app.issuer)));
    assert_eq!((&json["aud"], &json["scope"]), (&json!([app.issuer]), &json!("email openid profile")));
    assert_eq!(json["token_type"], "Bearer");
    assert!(json["exp"].as_i64().is_some_and(|exp| (now + 240..=now + 300).contains(&exp)), "{json}");
    let userinfo = app.userinfo(held.text("access_token")?).await?.json;
    assert_eq!(json["sub"], userinfo["sub"]);
    assert!(json["name"].is_null() && json["username"].is_null(), "nothing of the person: {json}");

    let told = ask(&app, held.text("refresh_token")?).await?.json;
    assert_eq!((&told["active"], &told["sub"]), (&json!(true), &userinfo["sub"]));

    world.site.clock.advance(TimeDelta::minutes(5));
    assert_eq!(ask(&app, held.text("access_token")?).await?.json, json!({ "active": false }));
    Ok(())
}

#[tokio::test]
async fn of_anything_else_it_hears_nothing() -> anyhow::Result<()> {
    let mut world = world().await?;
    world.extend("minato", "plain", "serves = [\"https://api.example.jp/receipts\"]").await?;
    world.extend("minato", "app", "resources = [\"https://api.example.jp/receipts\"]").await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let by_plain = async |token: &str| {
        let form = [("token", token), ("client_id", "plain"), ("client_secret", SECRET)];
        plain.post("/introspect", None, &form).await
    };
    let mut person = world.person("returning-member")?;
    let held = tokens(&app, &mut person).await?;
    for token in [held.text("access_token")?, held.text("refresh_token")?, held.text("id_token")?, "x", "a.b.c"] {
        assert_eq!(by_plain(token).await?.json, json!({ "active": false }), "{token}");
    }
    // But of tokens for the resource that it serves.
    let request = app.request().with("resource", "https://api.example.jp/receipts").address();
    let for_it = app.redeem(person.sign_in(&request).await?.code()?).await?;
    let told = by_plain(for_it.text("access_token")?).await?.json;
    assert_eq!((&told["active"], &told["aud"]), (&json!(true), &json!(["https://api.example.jp/receipts"])));
    assert_eq!(by_plain(for_it.text("refresh_token")?).await?.json, json!({ "active": false }));
    Ok(())
}

#[tokio::test]
async fn nobody_asks_without_a_secret() -> anyhow::Result<()> {
    let world = world().await?;
    let (app, phone) = (world.app(), world.application("minato", "phone"));
    let held = tokens(&app, &mut world.person("returning-member")?).await?;
    let token = held.text("access_token")?;
    for (what, reply) in [
        ("nobody", app.post("/introspect", None, &[("token", token)]).await?),
        ("a wrong secret", app.post("/introspect", Some(&basic("app", "wrong")), &[("token", token)]).await?),
        ("a public client", phone.post("/introspect", None, &[("token", token), ("client_id", "phone")]).await?),
    ] {
        assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, Some("invalid_client")), "{what}");
    }
    let nothing = app.post("/introspect", Some(&basic("app", SECRET)), &[]).await?;
    assert_eq!((nothing.status, nothing.error()), (StatusCode::BAD_REQUEST, Some("invalid_request")));
    Ok(())
}
