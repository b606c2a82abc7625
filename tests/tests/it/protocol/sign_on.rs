//! What a session is worth: single sign-on, `prompt`, `max_age`, `acr`, two people and two browsers.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::application::{Answer, Application};
use super::world::{Person, World};

/// The claims of an ID token; other tests verify its signature.
fn claims(id_token: &str) -> anyhow::Result<Value> {
    let payload = id_token.split('.').nth(1).unwrap_or_default();
    Ok(serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes())?)?)
}

async fn identity(application: &Application, answer: &Answer) -> anyhow::Result<Value> {
    claims(application.redeem(answer.code()?).await?.text("id_token")?)
}

/// Opens an address: the answer if the application got one, or else the path of the page that asks something.
async fn open(person: &mut Person, address: &str) -> anyhow::Result<Result<Answer, String>> {
    let page = person.browser.open(address).await?;
    Ok(Answer::of(page).map_err(|_| page.url.path().to_owned()))
}

#[tokio::test]
async fn a_session_serves_every_application_as_far_as_it_reaches() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let mut person = world.person("returning-member")?;
    assert_eq!(
        open(&mut person, &app.request().with("prompt", "none").address())
            .await?
            .ok()
            .and_then(|answer| answer.error().map(str::to_owned))
            .as_deref(),
        Some("login_required")
    );

    let first = identity(&app, &person.sign_in(&app.address()).await?).await?;
    assert_eq!((&first["acr"], &first["amr"]), (&json!("urn:warifu:acr:app-code"), &json!(["pwd", "otp", "mfa"])));
    world.site.clock.advance(TimeDelta::minutes(40));
    for request in [app.request().with("prompt", "none"), app.request(), app.request().with("max_age", "10000")] {
        let Ok(answer) = open(&mut person, &request.address()).await? else { panic!("a page") };
        let again = identity(&app, &answer).await?;
        for claim in ["sub", "sid", "auth_time", "acr"] {
            assert_eq!(again[claim], first[claim], "{claim}");
        }
    }
    let Ok(answer) = open(&mut person, &plain.request().with("prompt", "none").address()).await? else {
        panic!("a page")
    };
    let other = identity(&plain, &answer).await?;
    assert_eq!((&other["sid"], &other["aud"]), (&first["sid"], &json!("plain")), "one session, two applications");

    world.site.clock.advance(TimeDelta::hours(24));
    let Err(path) = open(&mut person, &app.address()).await? else { panic!("a session longer than a day") };
    assert_eq!(path, "/minato/login");
    Ok(())
}

#[tokio::test]
async fn whoever_wants_a_fresh_sign_in_gets_one() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let before = identity(&app, &person.sign_in(&app.address()).await?).await?;
    world.site.clock.advance(TimeDelta::seconds(90));
    for (name, value) in [("prompt", "login"), ("prompt", "select_account"), ("max_age", "1"), ("max_age", "0")] {
        let request = app.request().with(name, value);
        assert_eq!(
            open(&mut person, &request.address()).await?.err().as_deref(),
            Some("/minato/login"),
            "{name}={value}"
        );
        person.type_password().await?;
        assert_eq!(person.browser.page()?.url.path(), "/minato/login/otp", "{name}={value}: the code too");
        person.type_code().await?;
        let after = identity(&app, &person.arrived()?).await?;
        assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64(), "{name}={value}");
        assert_eq!((&after["sub"], &after["sid"]), (&before["sub"], &before["sid"]), "the same session, freshened");
        world.site.clock.advance(TimeDelta::seconds(90));
    }
    let silent = app.request().with("max_age", "1").with("prompt", "none");
    let Ok(answer) = open(&mut person, &silent.address()).await? else { panic!("prompt=none never shows a page") };
    assert_eq!(answer.error(), Some("login_required"));
    Ok(())
}

#[tokio::test]
async fn an_application_gets_the_strength_that_it_needs_and_no_less() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let essential = |acr: &str| json!({"id_token": {"acr": {"essential": true, "values": [acr]}}}).to_string();
    // Somebody who never signed in has a password alone, which is enough for one application and not for the other.
    world.execute("UPDATE accounts SET first_signed_in_at = NULL").await?;
    let mut person = world.person("returning-member")?;
    assert!(open(&mut person, &plain.address()).await?.is_err());
    person.type_password().await?;
    assert_eq!(identity(&plain, &person.arrived()?).await?["acr"], "urn:warifu:acr:password");

    let step_up = open(&mut person, &app.request().with("prompt", "none").address()).await?;
    assert_eq!(
        step_up.ok().and_then(|answer| answer.error().map(str::to_owned)).as_deref(),
        Some("interaction_required")
    );
    assert_eq!(
        open(&mut person, &app.address()).await?.err().as_deref(),
        Some("/minato/login/otp"),
        "the code alone is missing"
    );
    person.type_code().await?;
    assert_eq!(identity(&app, &person.arrived()?).await?["acr"], "urn:warifu:acr:app-code");

    let request = plain.request().with("claims", &essential("urn:warifu:acr:password"));
    let Ok(answer) = open(&mut person, &request.address()).await? else { panic!("a page") };
    assert_eq!(identity(&plain, &answer).await?["acr"], "urn:warifu:acr:password", "one of the values asked for");
    let request = app.request().with("acr_values", "urn:warifu:acr:passkey urn:elsewhere");
    let Ok(answer) = open(&mut person, &request.address()).await? else { panic!("a wish holds nobody up") };
    assert_eq!(identity(&app, &answer).await?["acr"], "urn:warifu:acr:app-code", "the true one");
    Ok(())
}

#[tokio::test]
async fn new_terms_stop_a_silent_request_and_a_hint_names_its_member() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let answer = person.sign_in(&app.address()).await?;
    let id_token = app.redeem(answer.code()?).await?.text("id_token")?.to_owned();
    let silent = app.request().with("prompt", "none");
    let error = async |person: &mut Person, address: &str| {
        let answer = open(person, address).await?;
        anyhow::Ok(answer.ok().and_then(|answer| answer.error().map(str::to_owned)))
    };
    assert_eq!(error(&mut person, &silent.clone().with("id_token_hint", &id_token).address()).await?, None);

    let mut other = world.person("two-devices")?;
    assert!(other.sign_in(&app.address()).await?.code().is_ok());
    for request in [silent.clone(), app.request()] {
        let hinted = request.with("id_token_hint", &id_token).address();
        assert_eq!(error(&mut other, &hinted).await?.as_deref(), Some("login_required"), "somebody else is signed in");
    }
    world.execute("DELETE FROM terms_acceptances").await?;
    assert_eq!(error(&mut person, &silent.address()).await?.as_deref(), Some("interaction_required"));
    assert_eq!(open(&mut person, &app.address()).await?.err().as_deref(), Some("/minato/login/terms"));
    Ok(())
}

#[tokio::test]
async fn hints_fill_the_page_in_and_lock_nothing() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let request = app.request().with("login_hint", "<b>somebody</b>@example.jp").with("ui_locales", "ja fr en");
    open(&mut person, &request.address()).await?.err();
    let page = person.browser.page()?;
    let typed = page.form("login-submit")?.fields.into_iter().find(|(name, _)| name == "username");
    assert_eq!(typed.map(|(_, value)| value).as_deref(), Some("<b>somebody</b>@example.jp"));
    assert!(!page.body.contains("<b>somebody"), "as text");
    assert_eq!(page.texts("h1")?, ["ログイン"], "the application's language before the browser's");
    person.type_password().await?;
    assert_eq!(person.browser.page()?.url.path(), "/minato/login/otp", "another ID may be typed");

    let mut person = world.person("returning-member")?;
    open(&mut person, &app.request().with("ui_locales", "se").address()).await?.err();
    assert_eq!(person.browser.page()?.texts("h1")?, ["Sign in"], "a language that we have not is no error");
    Ok(())
}

#[tokio::test]
async fn two_browsers_are_two_sessions_and_two_people_never_share_one() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let (mut at_home, mut other) = (world.person("returning-member")?, world.person("two-devices")?);
    let home_tokens = app.redeem(at_home.sign_in(&app.address()).await?.code()?).await?;
    let home = claims(home_tokens.text("id_token")?)?;
    let mut at_work = world.person("returning-member")?;
    at_work.phone = at_home.phone.clone();
    let work = identity(&app, &at_work.sign_in(&app.address()).await?).await?;
    assert_eq!(home["sub"], work["sub"]);
    assert_ne!(home["sid"], work["sid"]);

    // Somebody else signs in at the browser at home.
    std::mem::swap(&mut at_home.browser, &mut other.browser);
    let others = identity(&app, &other.sign_in(&app.request().with("prompt", "login").address()).await?).await?;
    assert_ne!((&others["sub"], &others["sid"]), (&home["sub"], &home["sid"]));
    let token = home_tokens.text("access_token")?;
    assert_eq!(app.userinfo(token).await?.status, 401, "the former session ended with all that came of it");
    let Ok(answer) = open(&mut at_work, &app.request().with("prompt", "none").address()).await? else {
        panic!("a page")
    };
    assert_eq!(identity(&app, &answer).await?["sid"], work["sid"], "the other browser is not touched");
    Ok(())
}
