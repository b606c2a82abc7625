//! Signing keys that change, and clients that keep the key set for as long as they may.

use std::process::Output;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use reqwest::StatusCode;
use tests::site::Program;

use super::application::{Application, basic};
use super::jws::{key_set, verified, verified_with};
use super::world::{SECRET, World};

/// A client that fetches the key set when what it has is older than it may keep it.
struct Caching {
    keys: CoreJsonWebKeySet,
    until: DateTime<Utc>,
}

impl Caching {
    async fn fetch(app: &Application, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let answer = reqwest::get(format!("{}/jwks", app.issuer)).await?;
        let kept = answer.headers()["cache-control"].to_str()?.to_owned();
        let seconds = kept.split("max-age=").nth(1).context("max-age")?.split(',').next().unwrap_or_default();
        Ok(Self { keys: answer.json().await?, until: now + TimeDelta::seconds(seconds.parse()?) })
    }
}

async fn own_token(world: &World) -> anyhow::Result<String> {
    let batch = world.application("minato", "batch");
    let form = [("grant_type", "client_credentials")];
    Ok(batch.post("/token", Some(&basic("batch", SECRET)), &form).await?.text("access_token")?.to_owned())
}

/// Minute by minute over forty minutes, each token verifies with the keys that a client has; afterwards another key
/// signs than before.
async fn walk(world: &World) -> anyhow::Result<(String, String)> {
    let app = world.app();
    let mut client = Caching::fetch(&app, world.site.clock.now()).await?;
    let mut signed_by = Vec::new();
    for _ in 0..40 {
        let now = world.site.clock.now();
        if now >= client.until {
            client = Caching::fetch(&app, now).await?;
        }
        let (header, _) = verified_with(&client.keys, &own_token(world).await?)?;
        signed_by.push(header["kid"].as_str().unwrap_or_default().to_owned());
        world.site.clock.advance(TimeDelta::minutes(1));
    }
    signed_by.dedup();
    let [former, next] = &signed_by[..] else { anyhow::bail!("signed by {signed_by:?}") };
    Ok((former.clone(), next.clone()))
}

async fn command(world: &World, arguments: &[&str]) -> anyhow::Result<Output> {
    Program::new("warifu-idp", &world.plan.provider_settings()?, &world.plan.folder)?.run(arguments).await
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn by_schedule_no_client_meets_a_key_that_it_does_not_know() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let first = own_token(&world).await?;
    world.site.clock.advance(TimeDelta::days(90) - TimeDelta::minutes(5));
    let (former, next) = walk(&world).await?;
    assert_eq!(verified(&app.issuer, &first).await?.0["kid"], former.as_str(), "the old key is still published");
    world.site.clock.advance(TimeDelta::hours(2));
    own_token(&world).await?;
    let published = key_set(&app.issuer).await?;
    let published: Vec<String> =
        published.keys().iter().map(|key| serde_json::to_string(key).unwrap_or_default()).collect();
    let is_published = |kid: &str| published.iter().any(|key| key.contains(kid));
    assert!(is_published(&next) && !is_published(&former), "{published:?}");
    Ok(())
}

/// `oidcc-server-rotate-keys`: by the operator's command the next key is published within a minute, the old one stays.
#[tokio::test]
async fn server_rotate_keys() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let held = app.redeem(person.sign_in(&app.address()).await?.code()?).await?;
    let tried =
        command(&world, &["key", "rotate", "minato", "--reason", "yearly change", "--dry-run", "--lang", "en"]).await?;
    assert!(tried.status.success() && said(&tried).contains("would be replaced"), "{}", said(&tried));
    let before = key_set(&app.issuer).await?.keys().len();
    let done = command(&world, &["key", "rotate", "minato", "--reason", "yearly change", "--lang", "en"]).await?;
    assert!(done.status.success() && said(&done).contains("ES256: "), "{}", said(&done));
    world.site.clock.advance(TimeDelta::minutes(1));
    assert!(key_set(&app.issuer).await?.keys().len() > before);
    verified(&app.issuer, held.text("id_token")?).await?;
    walk(&world).await?;
    let listed = said(&command(&world, &["key", "list", "minato"]).await?);
    assert!(listed.contains("ES256  "), "{listed}");
    let audited = "SELECT COUNT(*) FROM audit_events WHERE event = 'key-rotated' AND reason = 'yearly change'";
    assert!(world.value::<i64>(audited).await? >= 1);
    // Signing out by the old token still works.
    let logout =
        format!("{}/logout?id_token_hint={}&post_logout_redirect_uri={}", app.issuer, held.text("id_token")?, app.home);
    assert!(person.browser.peek(&logout).await?.location()?.as_str().starts_with(&app.home));
    Ok(())
}

#[tokio::test]
async fn what_a_key_signed_that_somebody_else_has_counts_no_more() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let held = app.redeem(world.person("returning-member")?.sign_in(&app.address()).await?.code()?).await?;
    let done =
        command(&world, &["key", "rotate", "minato", "--compromised", "--reason", "key was seen in a log"]).await?;
    assert!(done.status.success(), "{}", said(&done));
    world.site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(app.userinfo(held.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED);
    assert!(verified(&app.issuer, held.text("id_token")?).await.is_err(), "its key is no longer published");
    verified(&app.issuer, &own_token(&world).await?).await?;

    let unknown = command(&world, &["key", "rotate", "minato", "--algorithm", "HS256", "--reason", "trying"]).await?;
    assert_eq!(unknown.status.code(), Some(3), "{}", said(&unknown));
    Ok(())
}

/// The key that leaked may be one that another rotation has already replaced, or the one that waits to sign.
#[tokio::test]
async fn a_leak_after_a_rotation_leaves_no_key_of_before() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let held = own_token(&world).await?;
    command(&world, &["key", "rotate", "minato", "--reason", "yearly change"]).await?;
    let kids = |listed: &str| -> Vec<String> {
        let of_access_tokens = listed.lines().filter(|line| line.starts_with("ES256"));
        of_access_tokens.filter_map(|line| line.split_whitespace().nth(1)).map(str::to_owned).collect()
    };
    let before = kids(&said(&command(&world, &["key", "list", "minato"]).await?));
    assert_eq!(before.len(), 2, "{before:?}");
    let done =
        command(&world, &["key", "rotate", "minato", "--compromised", "--reason", "key was seen in a log"]).await?;
    assert!(done.status.success(), "{}", said(&done));
    let after = kids(&said(&command(&world, &["key", "list", "minato"]).await?));
    assert!(after.len() == 1 && !before.contains(&after[0]), "{before:?} {after:?}");
    world.site.clock.advance(TimeDelta::minutes(1));
    assert!(verified(&app.issuer, &held).await.is_err());
    verified(&app.issuer, &own_token(&world).await?).await?;
    Ok(())
}
