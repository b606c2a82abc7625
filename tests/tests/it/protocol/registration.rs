//! Applications that register themselves (RFC 7591, RFC 7592), with the modules of the Dynamic and the third-party plans.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::application::{Application, Reply, basic};
use super::jws::verified;
use super::refresh::tokens;
use super::world::World;

const INITIAL: &str = "initial-access-token-of-37-characters";

/// A site in whose realm 港健保 whoever has the token may register applications.
async fn world() -> anyhow::Result<World> {
    let mut world = World::build().await?;
    let secrets = world.plan.folder.join("secrets");
    fs::write(secrets.join("initial"), INITIAL)?;
    let file = world.plan.realm_config.join("minato/realm.toml");
    let table = "\n[registration]\ninitial_access_token = { file = \"initial\" }\npkce = \"optional\"\n\
        minimum_acr = \"password\"\nhosts = [\"localhost\"]\n";
    fs::write(&file, format!("{}{table}", fs::read_to_string(&file)?))?;
    world.restart().await?;
    Ok(world)
}

async fn call(method: Method, address: &str, token: &str, body: &Value) -> anyhow::Result<Reply> {
    let request = Client::new().request(method, address).bearer_auth(token).json(body);
    Reply::of(request.send().await?).await
}

/// Registers an application of the world's port.
async fn register(world: &World, more: &Value) -> anyhow::Result<Reply> {
    let app = world.app();
    let mut said = json!({ "redirect_uris": [app.redirect_uri], "client_name": "Clinic" });
    for (member, value) in more.as_object().into_iter().flatten() {
        said[member] = value.clone();
    }
    call(Method::POST, &format!("{}/register", app.issuer), INITIAL, &said).await
}

/// The application that was registered.
fn registered(world: &World, reply: &Reply) -> anyhow::Result<Application> {
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json);
    let secret = reply.json["client_secret"].as_str().map(str::to_owned);
    Ok(Application { id: reply.text("client_id")?.to_owned(), secret, in_body: false, ..world.app() })
}

fn assert_refused(reply: &Reply, error: &str, what: &str) {
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, Some(error)), "{what}: {}", reply.json);
    assert!(reply.json["client_id"].is_null(), "{what}");
}

/// `oidcc-server` with a registered client, `oidcc-idtoken-rs256`, `oidcc-userinfo-rs256`, and that it is gone after
/// DELETE.
#[tokio::test]
async fn an_application_registers_signs_members_in_and_leaves() -> anyhow::Result<()> {
    let world = world().await?;
    let metadata = reqwest::get(format!("{}/.well-known/openid-configuration", world.app().issuer)).await?;
    let metadata: Value = serde_json::from_str(&metadata.text().await?)?;
    assert_eq!(metadata["registration_endpoint"], json!(format!("{}/register", world.app().issuer)));

    let wanted = json!({ "id_token_signed_response_alg": "PS256", "userinfo_signed_response_alg": "RS256" });
    let reply = register(&world, &wanted).await?;
    let app = registered(&world, &reply)?;
    assert_eq!((reply.header("cache-control"), &reply.json["client_secret_expires_at"]), ("no-store", &json!(0)));
    assert_eq!((&reply.json["scope"], &reply.json["client_name"]), (&json!("openid profile email"), &json!("Clinic")));
    let mut person = world.person("returning-member")?;
    let issued = tokens(&app, &mut person).await?;
    let (header, claims) = verified(&app.issuer, issued.text("id_token")?).await?;
    assert_eq!((&header["alg"], &claims["aud"]), (&json!("PS256"), &json!(app.id)));
    let told = app.userinfo(issued.text("access_token")?).await?;
    assert_eq!((told.status, told.header("content-type")), (StatusCode::OK, "application/jwt"));

    let own = reply.text("registration_client_uri")?.to_owned();
    let token = reply.text("registration_access_token")?.to_owned();
    let gone = call(Method::DELETE, &own, &token, &Value::Null).await?;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(call(Method::GET, &own, &token, &Value::Null).await?.status, StatusCode::UNAUTHORIZED);
    assert_eq!(app.userinfo(issued.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED);
    let unknown = person.browser.open(&app.address()).await?;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{}", unknown.text());
    Ok(())
}

#[tokio::test]
async fn nobody_registers_without_the_token_and_nobody_reads_anothers() -> anyhow::Result<()> {
    let world = world().await?;
    let endpoint = format!("{}/register", world.app().issuer);
    let said = json!({ "redirect_uris": [world.app().redirect_uri] });
    for token in ["", "another-access-token-of-37-characters", "x"] {
        let refused = call(Method::POST, &endpoint, token, &said).await?;
        assert_eq!((refused.status, refused.error()), (StatusCode::UNAUTHORIZED, Some("invalid_token")), "{token}");
        assert!(refused.header("www-authenticate").starts_with("Bearer"));
    }
    let kusunoki = format!("{}/register", world.application("kusunoki", "app").issuer);
    assert_eq!(call(Method::POST, &kusunoki, INITIAL, &said).await?.status, StatusCode::NOT_FOUND, "not there");

    let (one, other) = (register(&world, &json!({})).await?, register(&world, &json!({})).await?);
    let own = one.text("registration_client_uri")?;
    for token in [other.text("registration_access_token")?, INITIAL, one.text("client_secret")?] {
        for method in [Method::GET, Method::DELETE, Method::PUT] {
            let refused = call(method.clone(), own, token, &said).await?;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{method}");
        }
    }
    let elsewhere = own.replace("/minato/", "/kusunoki/");
    let refused = call(Method::GET, &elsewhere, one.text("registration_access_token")?, &said).await?;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    Ok(())
}

/// `3rd_party-init-login`, and RFC 7592 §2.2.
#[tokio::test]
async fn a_registration_is_read_and_replaced() -> anyhow::Result<()> {
    let world = world().await?;
    let begin = json!({ "initiate_login_uri": "https://clinic.example.jp/begin", "default_max_age": 600 });
    let first = register(&world, &begin).await?;
    let (own, token) = (first.text("registration_client_uri")?, first.text("registration_access_token")?);
    assert_eq!(first.json["initiate_login_uri"], begin["initiate_login_uri"]);
    let read = call(Method::GET, own, token, &Value::Null).await?;
    assert_eq!((read.status, &read.json), (StatusCode::OK, &first.json));

    let app = registered(&world, &first)?;
    let next = json!({
        "client_id": app.id, "redirect_uris": ["http://localhost:1/other"], "token_endpoint_auth_method": "none",
    });
    let changed = call(Method::PUT, own, token, &next).await?;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json);
    assert!(changed.json["client_secret"].is_null() && changed.json["initiate_login_uri"].is_null());
    assert_eq!(call(Method::GET, own, token, &Value::Null).await?.json, changed.json);
    let page = world.person("returning-member")?.browser.open(&app.address()).await?.status;
    assert_eq!(page, StatusCode::BAD_REQUEST, "the former redirect URI is none any more");

    let named = |member: &str, value: Value| {
        let mut named = next.clone();
        named[member] = value;
        named
    };
    for (body, what) in [
        (named("client_id", json!("another")), "another's id"),
        (named("client_id", Value::Null), "no id"),
        (named("client_secret", json!("guessed")), "another secret"),
        (named("response_types", json!(["token"])), "what cannot be"),
    ] {
        assert_refused(&call(Method::PUT, own, token, &body).await?, "invalid_client_metadata", what);
    }
    assert_eq!(call(Method::GET, own, token, &Value::Null).await?.json, changed.json, "and nothing changed");
    Ok(())
}

/// `redirect-uri-regfrag`, `3rd_party-init-login-nohttps` and their like.
#[tokio::test]
async fn what_cannot_be_is_refused_with_its_error() -> anyhow::Result<()> {
    let world = world().await?;
    for (said, error) in [
        (json!({ "redirect_uris": ["https://clinic.example.jp/cb#fragment"] }), "invalid_redirect_uri"),
        (json!({ "initiate_login_uri": "http://clinic.example.jp/begin" }), "invalid_client_metadata"),
        (json!({ "jwks_uri": "https://elsewhere.example.jp/jwks" }), "invalid_client_metadata"),
        (json!({ "id_token_signed_response_alg": "none" }), "invalid_client_metadata"),
        (json!({ "scope": "kenpo" }), "invalid_client_metadata"),
    ] {
        assert_refused(&register(&world, &said).await?, error, &said.to_string());
    }
    let endpoint = format!("{}/register", world.app().issuer);
    let request = Client::new().post(endpoint).bearer_auth(INITIAL).body("{");
    assert_refused(&Reply::of(request.send().await?).await?, "invalid_client_metadata", "no JSON");
    Ok(())
}

/// `registration-sector-uri` and `registration-sector-bad`: a list elsewhere that knows the application, or does not.
#[tokio::test]
async fn a_sector_knows_its_applications() -> anyhow::Result<()> {
    async fn answer(State(listed): State<Arc<Mutex<Value>>>) -> Json<Value> {
        Json(listed.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
    let world = world().await?;
    let listed = Arc::new(Mutex::new(json!([world.app().redirect_uri])));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let sector = format!("http://localhost:{}/sector", listener.local_addr()?.port());
    let router = Router::new().route("/sector", get(answer)).with_state(Arc::clone(&listed));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let pairwise = json!({ "subject_type": "pairwise", "sector_identifier_uri": sector });
    let app = registered(&world, &register(&world, &pairwise).await?)?;
    let issued = tokens(&app, &mut world.person("returning-member")?).await?;
    let (_, claims) = verified(&app.issuer, issued.text("id_token")?).await?;
    let public = registered(&world, &register(&world, &json!({})).await?)?;
    let issued = tokens(&public, &mut world.person("returning-member")?).await?;
    assert_ne!(claims["sub"], verified(&app.issuer, issued.text("id_token")?).await?.1["sub"]);

    *listed.lock().unwrap_or_else(PoisonError::into_inner) = json!(["https://clinic.example.jp/cb"]);
    assert_refused(&register(&world, &pairwise).await?, "invalid_client_metadata", "not listed");
    Ok(())
}

/// On two nodes with one database: what registers at the one is known at the other at once, and what leaves is not.
#[tokio::test]
async fn every_node_knows_at_once() -> anyhow::Result<()> {
    let world = world().await?;
    let reply = register(&world, &json!({ "token_endpoint_auth_method": "client_secret_basic" })).await?;
    let app = registered(&world, &reply)?;
    let secret = app.secret.clone().unwrap_or_default();
    let asks = async || app.post("/introspect", Some(&basic(&app.id, &secret)), &[("token", "x")]).await;
    assert_eq!(asks().await?.status, StatusCode::OK);
    // As another node would have written it.
    world.execute("DELETE FROM registered_clients").await?;
    assert_eq!(asks().await?.status, StatusCode::OK, "until the number says so");
    world.execute("UPDATE registrations SET version = version + 1").await?;
    assert_eq!(asks().await?.status, StatusCode::UNAUTHORIZED);
    Ok(())
}
