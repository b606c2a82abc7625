//! What nothing on this stack goes below: the bare frame with nothing to do but answer, and with one signature.
//!
//! Measured beside the provider, on the same machine in the same minute, it says how much of a figure is ours.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post};
use axum::{Json, Router};
use base::Clock;
use oidc::jose::{SigningKey, TokenType};
use realm::SigningAlgorithm;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Serves a document of 2 KB and a token that one ES256 signature makes, in this process until it is killed.
///
/// # Errors
/// When the port is taken.
pub async fn serve(port: u16) -> anyhow::Result<()> {
    let issuer = format!("http://localhost:{port}");
    let metadata = json!({
        "jwks_uri": format!("{issuer}/jwks"),
        "authorization_endpoint": issuer,
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": issuer,
        "filled": "x".repeat(1800),
    });
    let document: Arc<str> = metadata.to_string().into();
    let answer = move || {
        let document = Arc::clone(&document);
        std::future::ready(([(CONTENT_TYPE, "application/json")], document.to_string()))
    };
    let key = Arc::new(SigningKey::generate(SigningAlgorithm::ES256)?);
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(answer))
        .route("/token", post(token))
        .with_state(key);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    Ok(axum::serve(listener, router).await?)
}

async fn token(State(key): State<Arc<SigningKey>>) -> Json<Value> {
    let now = Clock::system().now().timestamp();
    let claims = json!({
        "iss": "http://localhost/floor",
        "sub": "batch",
        "aud": "http://localhost/floor",
        "client_id": "batch",
        "iat": now,
        "exp": now + 300,
        "jti": "GoF6sdKGfnbsLLi9KpjVuA7bHEp7Wr2BhYBvT5FVnsk",
        "scope": "batch",
    });
    let signed = key.sign(TokenType::AccessToken, &claims).map(|token| token.expose().to_owned()).unwrap_or_default();
    Json(json!({ "access_token": signed, "token_type": "Bearer", "expires_in": 300 }))
}
