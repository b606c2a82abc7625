//! Clients that prove themselves by a signature (`private_key_jwt`), with keys in their file or at an address.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use chrono::TimeDelta;
use oidc::jose::{SigningKey, TokenType};
use realm::SigningAlgorithm;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::application::Reply;
use super::world::World;

pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

pub fn new_key() -> anyhow::Result<SigningKey> {
    Ok(SigningKey::generate(SigningAlgorithm::PS256)?)
}

/// A client's key as its file holds it.
pub fn jwks(key: &SigningKey) -> String {
    let members: Vec<String> = key.public().jwk().iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("jwks = {{ keys = [{{ {} }}] }}", members.join(", "))
}

fn claims(world: &World) -> Value {
    let now = world.site.clock.now().timestamp();
    json!({
        "iss": "signer", "sub": "signer", "aud": format!("{}/token", world.app().issuer),
        "jti": uuid::Uuid::new_v4(), "iat": now, "exp": now + 60,
    })
}

pub fn signed(key: &SigningKey, claims: &Value) -> anyhow::Result<String> {
    Ok(key.sign(TokenType::IdToken, claims)?.expose().to_owned())
}

async fn token_for(world: &World, assertion: &str) -> anyhow::Result<Reply> {
    let form = [("grant_type", "client_credentials"), ("client_assertion_type", TYPE), ("client_assertion", assertion)];
    world.application("minato", "signer").post("/token", None, &form).await
}

fn file(keys: &str) -> String {
    format!(
        "token_endpoint_auth_method = \"private_key_jwt\"\ngrant_types = [\"client_credentials\"]\n\
         scopes = [\"receipts:write\"]\n{keys}"
    )
}

fn assert_nobody(reply: &Reply, what: &str) {
    assert_eq!((reply.status, reply.error()), (StatusCode::UNAUTHORIZED, Some("invalid_client")), "{what}");
}

#[tokio::test]
async fn a_signature_is_good_once_at_every_endpoint() -> anyhow::Result<()> {
    let key = new_key()?;
    let mut world = World::build().await?;
    world.add("minato", "signer", &file(&jwks(&key))).await?;
    let assertion = signed(&key, &claims(&world))?;
    let tokens = token_for(&world, &assertion).await?;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.json);
    assert_nobody(&token_for(&world, &assertion).await?, "the same once more");

    let issuer = world.app().issuer;
    for (path, audience) in [("introspect", issuer.clone()), ("revoke", format!("{issuer}/revoke"))] {
        let mut for_it = claims(&world);
        for_it["aud"] = json!([audience]);
        let assertion = signed(&key, &for_it)?;
        let form = [
            ("client_assertion_type", TYPE),
            ("client_assertion", &assertion),
            ("client_id", "signer"),
            ("token", tokens.text("access_token")?),
        ];
        let reply = world.application("minato", "signer").post(&format!("/{path}"), None, &form).await?;
        assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.json);
        assert!(path != "introspect" || reply.json["active"] == json!(true), "{}", reply.json);
    }

    let other = new_key()?;
    assert_nobody(&token_for(&world, &signed(&other, &claims(&world))?).await?, "another key");
    let late = signed(&key, &claims(&world))?;
    world.site.clock.advance(TimeDelta::minutes(6));
    assert_nobody(&token_for(&world, &late).await?, "expired five minutes ago");
    let form = [("grant_type", "client_credentials"), ("client_id", "signer")];
    assert_nobody(&world.application("minato", "signer").post("/token", None, &form).await?, "no assertion");
    let both = [&form[..], &[("client_assertion_type", TYPE), ("client_assertion", "a.b.c"), ("client_secret", "x")]];
    let refused = world.application("minato", "signer").post("/token", None, &both.concat()).await?;
    assert_eq!(refused.error(), Some("invalid_request"), "two ways at once");
    Ok(())
}

/// What an application publishes, and how often it was asked.
type Published = Arc<Mutex<(Value, u32)>>;

async fn publish(keys: &Published) -> anyhow::Result<String> {
    async fn answer(State(keys): State<Published>) -> Json<Value> {
        let mut keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.1 += 1;
        Json(keys.0.clone())
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://localhost:{}/jwks", listener.local_addr()?.port());
    let router = Router::new().route("/jwks", get(answer)).with_state(Arc::clone(keys));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// `oidcc-registration-jwks-uri` and `oidcc-refresh-token-rp-key-rotation`: keys at an address, which change.
#[tokio::test]
async fn keys_at_an_address_are_fetched_and_fetched_again_when_they_change() -> anyhow::Result<()> {
    let (former, next) = (new_key()?, new_key()?);
    let set = |key: &SigningKey| json!({ "keys": [key.public().jwk()] });
    let published: Published = Arc::new(Mutex::new((set(&former), 0)));
    let asked = || published.lock().unwrap_or_else(PoisonError::into_inner).1;
    let mut world = World::build().await?;
    world.add("minato", "signer", &file(&format!("jwks_uri = \"{}\"", publish(&published).await?))).await?;

    for _ in 0..3 {
        assert_eq!(token_for(&world, &signed(&former, &claims(&world))?).await?.status, StatusCode::OK);
    }
    assert_eq!(asked(), 1, "kept");
    published.lock().unwrap_or_else(PoisonError::into_inner).0 = set(&next);
    assert_eq!(token_for(&world, &signed(&next, &claims(&world))?).await?.status, StatusCode::OK, "a second later");
    assert_eq!(asked(), 2);
    let made_up = new_key()?;
    for _ in 0..20 {
        assert_nobody(&token_for(&world, &signed(&made_up, &claims(&world))?).await?, "made up");
    }
    assert_eq!(asked(), 3, "made-up keys make nobody knock");
    assert_eq!(token_for(&world, &signed(&next, &claims(&world))?).await?.status, StatusCode::OK, "known meanwhile");
    world.site.clock.advance(TimeDelta::seconds(11));
    assert_nobody(&token_for(&world, &signed(&former, &claims(&world))?).await?, "the key that is gone");
    assert_eq!(asked(), 4);
    Ok(())
}
