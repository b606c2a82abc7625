//! `warifu-idp client check`: what it finds at an application's servers.

use axum::http::StatusCode as Answered;
use axum::routing::{get, post};
use axum::{Json, Router};
use oidc::jose::SigningKey;
use realm::SigningAlgorithm;
use serde_json::json;
use tests::site::Program;
use tokio::net::TcpListener;

use super::world::World;

/// A server with good and bad addresses, and where it is.
async fn servers() -> anyhow::Result<String> {
    let key = SigningKey::generate(SigningAlgorithm::ES256)?;
    let set = json!({ "keys": [key.public().jwk()] });
    let router = Router::new()
        .route("/jwks", get(move || async move { Json(set) }))
        .route("/no-keys", get(|| async { Json(json!({ "keys": [] })) }))
        .route("/verifies", post(|| async { Answered::BAD_REQUEST }))
        .route("/believes", post(|| async { Answered::OK }))
        .route("/page", get(|| async { "a page" }));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://localhost:{}", listener.local_addr()?.port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base)
}

#[tokio::test]
async fn what_is_in_the_way_is_said_before_a_member_finds_out() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    let base = servers().await?;
    let file = |keys: &str, logout: &str, terms: &str| {
        format!(
            "token_endpoint_auth_method = \"private_key_jwt\"\njwks_uri = \"{base}{keys}\"\n\
             redirect_uris = [\"{base}/callback\"]\nscopes = [\"openid\"]\n\
             backchannel_logout_uri = \"{base}{logout}\"\ntos_uri = \"{base}{terms}\""
        )
    };
    world.add("minato", "careful", &file("/jwks", "/verifies", "/page")).await?;
    world.add("minato", "careless", &file("/no-keys", "/believes", "/nothing")).await?;
    let settings = world.plan.provider_settings()?;
    let check = |client| {
        let settings = &settings;
        let folder = &world.plan.folder;
        async move {
            let output = Program::new("warifu-idp", settings, folder)?
                .run(&["client", "check", "minato", client, "--lang", "en"])
                .await?;
            anyhow::Ok((output.status.code(), String::from_utf8(output.stdout)?))
        }
    };
    let (code, said) = check("careful").await?;
    assert_eq!(code, Some(0), "{said}");
    let good = said.lines().filter(|line| line.starts_with("good")).count();
    assert_eq!(good, 4, "keys, minimum_acr, logout, terms: {said}");
    assert!(said.contains("not tried  redirect_uris"), "{said}");

    let (code, said) = check("careless").await?;
    assert_eq!(code, Some(1), "{said}");
    for found in ["jwks_uri", "backchannel_logout_uri", "tos_uri"] {
        assert!(said.lines().any(|line| line.starts_with("bad") && line.contains(found)), "{found}: {said}");
    }
    assert_eq!(check("nobody").await?.0, Some(3));
    Ok(())
}
