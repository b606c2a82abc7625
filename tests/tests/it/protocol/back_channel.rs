//! Applications' servers are told when a session ends (OpenID Connect Back-Channel Logout 1.0), whoever ended it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use chrono::TimeDelta;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::jws::verified;
use super::world::{Person, World};

/// An application's server: what it was sent, and what it answers.
struct Server {
    address: String,
    received: mpsc::UnboundedReceiver<(HeaderMap, Vec<(String, String)>)>,
    answers: Arc<Mutex<StatusCode>>,
}

type Shared = (mpsc::UnboundedSender<(HeaderMap, Vec<(String, String)>)>, Arc<Mutex<StatusCode>>);

impl Server {
    async fn start() -> anyhow::Result<Self> {
        let (sender, received) = mpsc::unbounded_channel();
        let answers = Arc::new(Mutex::new(StatusCode::OK));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://localhost:{}/backchannel_logout", listener.local_addr()?.port());
        let router = Router::new().route("/backchannel_logout", post(take)).with_state((sender, Arc::clone(&answers)));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, received, answers })
    }

    fn answers(&self, status: StatusCode) {
        *self.answers.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = status;
    }

    /// The claims of the next logout token, whose signature is that of the realm.
    async fn told(&mut self, world: &World) -> anyhow::Result<(Value, Value)> {
        let next = tokio::time::timeout(Duration::from_secs(30), self.received.recv());
        let (headers, form) = next.await?.ok_or_else(|| anyhow::anyhow!("the server is gone"))?;
        assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
        let [(name, token)] = &form[..] else { anyhow::bail!("{form:?}") };
        assert_eq!(name, "logout_token");
        verified(&world.app().issuer, token).await
    }

    fn is_left_alone(&mut self) -> bool {
        self.received.try_recv().is_err()
    }
}

async fn take(
    State((sender, answers)): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<Vec<(String, String)>>,
) -> StatusCode {
    drop(sender.send((headers, form)));
    *answers.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// A site whose application has a server of its own.
async fn world() -> anyhow::Result<(World, Server)> {
    let server = Server::start().await?;
    let mut world = World::build().await?;
    world.extend("minato", "app", &format!("backchannel_logout_uri = \"{}\"", server.address)).await?;
    Ok((world, server))
}

/// Signs in, and says what the ID token says of whom and which session.
async fn signed_in(world: &World, person: &mut Person) -> anyhow::Result<(Value, Value, String)> {
    let app = world.app();
    let tokens = app.redeem(person.sign_in(&app.address()).await?.code()?).await?;
    let id_token = tokens.text("id_token")?.to_owned();
    let (_, claims) = verified(&app.issuer, &id_token).await?;
    Ok((claims["sub"].clone(), claims["sid"].clone(), id_token))
}

/// `oidcc-backchannel-rp-initiated-logout`.
#[tokio::test]
async fn backchannel_rp_initiated_logout() -> anyhow::Result<()> {
    let (world, mut server) = world().await?;
    let mut person = world.person("returning-member")?;
    let (subject, session, id_token) = signed_in(&world, &mut person).await?;
    assert!(server.is_left_alone());
    let app = world.app();
    let logout = format!("{}/logout?id_token_hint={id_token}&post_logout_redirect_uri={}", app.issuer, app.home);
    person.browser.peek(&logout).await?;

    let (header, claims) = server.told(&world).await?;
    assert_eq!(header["typ"], "logout+jwt");
    assert_eq!(claims["iss"], app.issuer);
    assert_eq!(claims["aud"], "app");
    assert_eq!((&claims["sub"], &claims["sid"]), (&subject, &session));
    assert_eq!(claims["events"], serde_json::json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() >= 22), "{claims}");
    let (iat, exp) = (claims["iat"].as_i64().unwrap_or_default(), claims["exp"].as_i64().unwrap_or_default());
    assert!((1..=120).contains(&(exp - iat)) && (world.site.clock.now().timestamp() - iat).abs() < 60, "{claims}");
    assert!(claims.get("nonce").is_none());
    // Once.
    person.browser.peek(&logout).await?;
    assert!(server.is_left_alone());
    Ok(())
}

/// An administrator, a changed password and the clock end sessions too.
#[tokio::test]
async fn whoever_ends_a_session_the_application_is_told() -> anyhow::Result<()> {
    let (world, mut server) = world().await?;
    let mut person = world.person("returning-member")?;
    let (_, session, _) = signed_in(&world, &mut person).await?;
    // As a command in another process does it: nothing rings here.
    world
        .execute(
            "UPDATE sessions SET ended_at = created_at, tell_at = created_at WHERE ended_at IS NULL AND realm = 'minato'",
        )
        .await?;
    assert_eq!(server.told(&world).await?.1["sid"], session);

    let (_, session, _) = signed_in(&world, &mut person).await?;
    world.site.clock.advance(TimeDelta::hours(24));
    assert_eq!(server.told(&world).await?.1["sid"], session, "at the session's limit");
    Ok(())
}

/// A server that is down for a while is asked again with a new token; one that understood and refused is not.
#[tokio::test]
async fn a_server_that_fails_is_told_again_and_one_that_refuses_is_not() -> anyhow::Result<()> {
    let (world, mut server) = world().await?;
    let mut person = world.person("returning-member")?;
    let (_, session, _) = signed_in(&world, &mut person).await?;
    server.answers(StatusCode::SERVICE_UNAVAILABLE);
    world.execute("UPDATE sessions SET tell_at = created_at, ended_at = created_at WHERE realm = 'minato'").await?;
    let first = server.told(&world).await?.1;
    server.answers(StatusCode::BAD_REQUEST);
    // The first pause is ten seconds.
    world.site.clock.advance(TimeDelta::seconds(11));
    let second = server.told(&world).await?.1;
    assert_eq!((&first["sid"], &second["sid"]), (&session, &session));
    assert_ne!(first["jti"], second["jti"]);
    let settled =
        "SELECT COUNT(*) FROM outbox WHERE kind = 'back-channel-logout' AND state = 'failed' AND reply_code = 400";
    while world.value::<i64>(settled).await? == 0 {
        tokio::task::yield_now().await;
    }
    world.site.clock.advance(TimeDelta::hours(2));
    assert!(server.is_left_alone());
    Ok(())
}
