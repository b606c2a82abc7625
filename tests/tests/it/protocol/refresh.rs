//! Renewing tokens (RFC 6749 §6, RFC 9700 §4.14, OpenID Connect Core §12).

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::application::{Application, Reply};
use super::jws::verified;
use super::world::{Person, World};

pub const RENEWS: &str = "grant_types = [\"authorization_code\", \"refresh_token\"]";

/// A site whose applications `app` (with a secret) and `phone` (without) may renew their tokens.
pub async fn world() -> anyhow::Result<World> {
    let mut world = World::build().await?;
    world.extend("minato", "app", RENEWS).await?;
    world.extend("minato", "phone", RENEWS).await?;
    Ok(world)
}

/// Tokens of a member who signs in.
pub async fn tokens(app: &Application, person: &mut Person) -> anyhow::Result<Reply> {
    app.redeem(person.sign_in(&app.address()).await?.code()?).await
}

pub async fn renew(app: &Application, token: &str) -> anyhow::Result<Reply> {
    app.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

pub fn assert_refused(reply: &Reply, error: &str, what: &str) {
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, Some(error)), "{what}: {}", reply.json);
    assert!(reply.json["access_token"].is_null() && reply.json["refresh_token"].is_null(), "{what}");
}

/// `oidcc-refresh-token`.
#[tokio::test]
async fn refresh_token() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let first = tokens(&app, &mut world.person("returning-member")?).await?;
    let (_, of_first) = verified(&app.issuer, first.text("id_token")?).await?;
    world.site.clock.advance(TimeDelta::minutes(10));
    let second = renew(&app, first.text("refresh_token")?).await?;
    assert_eq!(second.status, StatusCode::OK, "{}", second.json);
    assert_eq!((second.header("cache-control"), second.header("pragma")), ("no-store", "no-cache"));
    let (_, of_second) = verified(&app.issuer, second.text("id_token")?).await?;
    for same in ["iss", "sub", "aud", "auth_time", "nonce", "sid", "acr", "amr"] {
        assert_eq!(of_first[same], of_second[same], "{same}");
    }
    assert_eq!(of_second["iat"].as_i64().zip(of_first["iat"].as_i64()).map(|(b, a)| b - a), Some(600));
    assert_ne!(first.text("refresh_token")?, second.text("refresh_token")?);
    assert_eq!(app.userinfo(second.text("access_token")?).await?.status, StatusCode::OK);

    // Another client with this one's token.
    let other = world.application("minato", "phone");
    assert_refused(&renew(&other, second.text("refresh_token")?).await?, "invalid_grant", "another client's");
    assert_eq!(renew(&app, second.text("refresh_token")?).await?.status, StatusCode::OK, "and nothing happened to it");
    Ok(())
}

#[tokio::test]
async fn less_may_be_asked_for_and_more_may_not() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let first = tokens(&app, &mut world.person("returning-member")?).await?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", first.text("refresh_token")?)];
    for more in ["openid kenpo", "openid  profile", "admin"] {
        assert_refused(&app.token(&[&form[..], &[("scope", more)]].concat()).await?, "invalid_scope", more);
    }
    let less = app.token(&[&form[..], &[("scope", "openid email")]].concat()).await?;
    assert_eq!(less.text("scope")?, "email openid");
    let told = app.userinfo(less.text("access_token")?).await?.json;
    assert!(told["email"].is_string() && told["name"].is_null(), "{told}");
    // The next one may have all again (RFC 6749 §6).
    assert_eq!(renew(&app, less.text("refresh_token")?).await?.text("scope")?, "email openid profile");
    Ok(())
}

#[tokio::test]
async fn a_spent_token_ends_the_family_but_for_a_moment() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;

    // Within half a minute, while nobody has used the successor: an answer was lost.
    let first = tokens(&app, &mut person).await?;
    let lost = renew(&app, first.text("refresh_token")?).await?;
    world.site.clock.advance(TimeDelta::seconds(25));
    let again = renew(&app, first.text("refresh_token")?).await?;
    assert_eq!(again.status, StatusCode::OK, "{}", again.json);
    assert_ne!(lost.text("refresh_token")?, again.text("refresh_token")?);
    // The one that was lost is nothing now; whoever found it shows that it was found.
    assert_refused(&renew(&app, lost.text("refresh_token")?).await?, "invalid_grant", "the lost one");
    let next = renew(&app, again.text("refresh_token")?).await?;
    assert_eq!(next.status, StatusCode::OK, "{}", next.json);

    // Two rotations within a second, and the first token again: the successor was used.
    assert_refused(&renew(&app, first.text("refresh_token")?).await?, "invalid_grant", "two generations old");
    assert_refused(&renew(&app, next.text("refresh_token")?).await?, "invalid_grant", "the family is dead");
    let access_token = next.text("access_token")?;
    assert_eq!(app.userinfo(access_token).await?.status, StatusCode::UNAUTHORIZED);

    // After half a minute.
    let first = tokens(&app, &mut person).await?;
    let second = renew(&app, first.text("refresh_token")?).await?;
    world.site.clock.advance(TimeDelta::seconds(31));
    assert_refused(&renew(&app, first.text("refresh_token")?).await?, "invalid_grant", "too late");
    assert_refused(&renew(&app, second.text("refresh_token")?).await?, "invalid_grant", "the family is dead");
    let audited = "SELECT COUNT(*) FROM audit_events WHERE event = 'refresh-token-reused'";
    assert_eq!(world.value::<i64>(audited).await?, 2);
    Ok(())
}

#[tokio::test]
async fn an_application_without_a_secret_is_excused_nothing() -> anyhow::Result<()> {
    let world = world().await?;
    let phone = world.application("minato", "phone");
    let first = tokens(&phone, &mut world.person("returning-member")?).await?;
    let second = renew(&phone, first.text("refresh_token")?).await?;
    assert_eq!(second.status, StatusCode::OK, "{}", second.json);
    assert_refused(&renew(&phone, first.text("refresh_token")?).await?, "invalid_grant", "spent");
    assert_refused(&renew(&phone, second.text("refresh_token")?).await?, "invalid_grant", "the family is dead");
    Ok(())
}

#[tokio::test]
async fn without_offline_access_it_ends_with_the_session_and_with_it_it_goes_on() -> anyhow::Result<()> {
    let mut world = world().await?;
    let keys = "scopes = [\"openid\", \"profile\", \"email\", \"offline_access\"]";
    let file = world.plan.realm_config.join("minato/clients/app.toml");
    let settings = std::fs::read_to_string(&file)?;
    let scopes = settings.lines().find(|line| line.starts_with("scopes")).unwrap_or_default().to_owned();
    std::fs::write(&file, settings.replace(&scopes, keys))?;
    world.restart().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let online = tokens(&app, &mut person).await?;
    let request = app.request().with("scope", "openid profile offline_access").with("prompt", "consent").address();
    let offline = app.redeem(person.sign_in(&request).await?.code()?).await?;
    assert!(offline.text("scope")?.contains("offline_access"), "{}", offline.json);

    let logout = format!("{}/logout?id_token_hint={}", app.issuer, online.text("id_token")?);
    person.browser.open(&logout).await?;
    assert_refused(&renew(&app, online.text("refresh_token")?).await?, "invalid_grant", "signed out");
    let renewed = renew(&app, offline.text("refresh_token")?).await?;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.json);
    assert_eq!(app.userinfo(renewed.text("access_token")?).await?.status, StatusCode::OK);

    // Thirty days from the sign-in, however often it is renewed.
    world.site.clock.advance(TimeDelta::days(29));
    let renewed = renew(&app, renewed.text("refresh_token")?).await?;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.json);
    world.site.clock.advance(TimeDelta::days(1));
    assert_refused(&renew(&app, renewed.text("refresh_token")?).await?, "invalid_grant", "after thirty days");
    Ok(())
}

/// What closes an account closes everything that was issued for it, at once and everywhere.
#[tokio::test]
async fn an_account_that_is_closed_renews_nothing() -> anyhow::Result<()> {
    let ends = [
        "UPDATE accounts SET disabled = TRUE WHERE realm = 'minato'",
        "UPDATE accounts SET eligible_until = '2020-03-31' WHERE realm = 'minato'",
        "UPDATE sessions SET ended_at = created_at WHERE realm = 'minato'",
        "UPDATE grants SET revoked_at = created_at WHERE realm = 'minato'",
    ];
    for end in ends {
        let world = world().await?;
        let app = world.app();
        let held = tokens(&app, &mut world.person("returning-member")?).await?;
        world.execute(end).await?;
        assert_refused(&renew(&app, held.text("refresh_token")?).await?, "invalid_grant", end);
        assert_eq!(app.userinfo(held.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED, "{end}");
        for token in ["access_token", "refresh_token"] {
            let told = super::introspection::ask(&app, held.text(token)?).await?;
            assert_eq!(told.json, serde_json::json!({ "active": false }), "{end}");
        }
    }
    Ok(())
}

/// One kind of token never passes for another.
#[tokio::test]
async fn nothing_else_is_a_refresh_token() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let code = person.sign_in(&app.address()).await?.code()?.to_owned();
    assert_refused(&renew(&app, &code).await?, "invalid_grant", "a code");
    let held = app.redeem(&code).await?;
    for kind in ["access_token", "id_token"] {
        assert_refused(&renew(&app, held.text(kind)?).await?, "invalid_grant", kind);
    }
    assert_refused(&app.redeem(held.text("refresh_token")?).await?, "invalid_grant", "as a code");
    assert_eq!(app.userinfo(held.text("refresh_token")?).await?.status, StatusCode::UNAUTHORIZED);
    // An application that may not renew gets none.
    let plain = world.application("minato", "plain");
    let held = tokens(&plain, &mut person).await?;
    assert!(held.json["refresh_token"].is_null());
    assert_refused(&renew(&plain, "x").await?, "unauthorized_client", "not in its file");
    Ok(())
}
