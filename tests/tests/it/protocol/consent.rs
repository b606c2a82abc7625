//! Whether and when a member is asked what an application may learn (OpenID Connect Core §3.1.2.4, §11).

use std::fs;

use chrono::TimeDelta;
use serde_json::json;

use super::application::{Answer, Application, Request};
use super::refresh::{RENEWS, renew};
use super::world::{Person, World};

/// A site whose application `app` remembers, whose `plain` asks every time, and whose `phone` is the society's own.
pub async fn world() -> anyhow::Result<World> {
    let mut world = World::build().await?;
    let file = world.plan.realm_config.join("minato/clients/app.toml");
    let more = fs::read_to_string(&file)?.replace("\"kenpo\"]", "\"kenpo\", \"offline_access\", \"bookings:write\"]");
    fs::write(&file, more)?;
    world.extend("minato", "app", &format!("consent = \"remembered\"\n{RENEWS}")).await?;
    world.extend("minato", "plain", "consent = \"every-time\"").await?;
    world.extend("minato", "phone", RENEWS).await?;
    Ok(world)
}

/// Signs in as far as the question, which is the page then.
pub async fn as_far_as_the_question(person: &mut Person, request: &str) -> anyhow::Result<()> {
    person.browser.open(request).await?;
    for _ in 0..4 {
        person.answer_one_question().await?;
    }
    let page = person.browser.page()?;
    anyhow::ensure!(page.url.path() == "/minato/login/consent", "at {}: {}", page.url, page.text());
    Ok(())
}

/// Allows what the page asks.
pub async fn allow(person: &mut Person) -> anyhow::Result<Answer> {
    person.browser.submit("consent-allow", &[]).await?;
    person.arrived()
}

/// What a browser that is signed in gets for a request: the answer, or the path of a page.
async fn get(person: &mut Person, request: &Request) -> anyhow::Result<Result<Answer, String>> {
    let page = person.browser.open(&request.address()).await?;
    Ok(Answer::of(page).map_err(|_| page.url.path().to_owned()))
}

async fn is_asked(person: &mut Person, request: &Request) -> anyhow::Result<bool> {
    match get(person, request).await? {
        Ok(answer) => answer.code().map(|_| false),
        Err(path) => {
            anyhow::ensure!(path == "/minato/login/consent", "{path}");
            Ok(true)
        }
    }
}

async fn error(person: &mut Person, request: &Request) -> anyhow::Result<Option<String>> {
    let answer = get(person, request).await?.map_err(|path| anyhow::anyhow!("a page: {path}"))?;
    Ok(answer.error().map(str::to_owned))
}

async fn count(world: &World, event: &str) -> anyhow::Result<i64> {
    world.value(&format!("SELECT COUNT(*) FROM audit_events WHERE event = '{event}' AND account IS NOT NULL")).await
}

#[tokio::test]
async fn a_member_agrees_once_and_is_asked_again_for_more() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let silent = |scope: &str| app.request().with("scope", scope).with("prompt", "none");
    as_far_as_the_question(&mut person, &app.address()).await?;
    let page = person.browser.page()?;
    let learns = page.texts("main dt")?;
    assert_eq!(learns[..3], ["That it is you", "Your name and the like", "Your e-mail address"], "{learns:?}");
    assert!(page.text().contains(&person.persona.full_name), "whose data it is: {}", page.text());
    let answer = allow(&mut person).await?;
    let tokens = app.redeem(answer.code()?).await?;
    assert_eq!(tokens.text("scope")?, "email openid profile");

    assert!(!is_asked(&mut person, &app.request()).await?, "remembered");
    assert!(!is_asked(&mut person, &silent("openid profile")).await?, "less");
    let name = json!({"userinfo": {"name": null}, "id_token": {"email": null}}).to_string();
    assert!(!is_asked(&mut person, &silent("openid").with("claims", &name)).await?, "claims of an agreed scope");
    for (scope, claims) in [
        ("openid kenpo", "{}"),
        ("openid bookings:write", "{}"),
        ("openid offline_access", "{}"),
        ("openid", r#"{"userinfo":{"kenpo":{"essential":true}}}"#),
        ("openid", r#"{"id_token":{"kenpo":null}}"#),
    ] {
        let more = silent(scope).with("claims", claims);
        assert_eq!(error(&mut person, &more).await?.as_deref(), Some("consent_required"), "{scope} {claims}");
        assert!(is_asked(&mut person, &more.without("prompt")).await?, "{scope} {claims}");
    }
    // What is agreed to now comes on top of what was.
    assert!(is_asked(&mut person, &app.request().with("scope", "openid kenpo")).await?);
    assert!(allow(&mut person).await?.code().is_ok());
    assert!(!is_asked(&mut person, &silent("openid profile email kenpo")).await?);
    assert_eq!(count(&world, "consent-given").await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_file_may_have_every_sign_in_ask_and_a_request_too() -> anyhow::Result<()> {
    let world = world().await?;
    let (plain, phone) = (world.application("minato", "plain"), world.application("minato", "phone"));
    let mut person = world.person("returning-member")?;
    as_far_as_the_question(&mut person, &plain.address()).await?;
    assert!(allow(&mut person).await?.code().is_ok());
    assert!(is_asked(&mut person, &plain.request()).await?, "every time");
    assert_eq!(error(&mut person, &plain.request().with("prompt", "none")).await?.as_deref(), Some("consent_required"));
    assert_eq!(world.value::<i64>("SELECT COUNT(*) FROM consents").await?, 0, "there is nothing to remember");

    assert!(!is_asked(&mut person, &phone.request()).await?, "the society's own");
    let insisting = phone.request().with("prompt", "consent");
    for _ in 0..2 {
        assert!(is_asked(&mut person, &insisting).await?, "it wants its members asked");
        assert!(allow(&mut person).await?.code().is_ok());
    }
    // `login consent`: first who it is, then what.
    let both = phone.request().with("prompt", "login consent");
    assert_eq!(get(&mut person, &both).await?.err().as_deref(), Some("/minato/login"));
    person.type_password().await?;
    world.site.clock.advance(TimeDelta::seconds(30));
    person.answer_one_question().await?;
    assert_eq!(person.browser.page()?.url.path(), "/minato/login/consent");
    Ok(())
}

/// Whoever does not agree is sent back, and nothing is left of it but the entry in the log.
#[tokio::test]
async fn not_agreeing_is_told_to_the_application() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    as_far_as_the_question(&mut person, &app.address()).await?;
    let question = person.browser.page()?.url.to_string();
    let form = person.browser.page()?.form("consent-allow")?;
    person.browser.submit("consent-deny", &[]).await?;
    let answer = person.arrived()?;
    assert_eq!(answer.error(), Some("access_denied"));
    assert_eq!(answer.get("state"), Some(super::application::STATE));
    assert_eq!(answer.get("iss"), Some(app.issuer.as_str()));
    assert_eq!(count(&world, "consent-denied").await?, 1);
    for table in ["grants", "consents", "sessions"] {
        assert_eq!(world.value::<i64>(&format!("SELECT COUNT(*) FROM {table}")).await?, 0, "{table}");
    }
    // Back, and then the other button: what is over stays over.
    let late = person.browser.send(form).await?;
    assert_eq!(late.status, 410, "{}", late.text());
    assert_eq!(count(&world, "consent-given").await?, 0);
    let page = person.browser.open(&question).await?;
    assert_eq!(page.url.path(), "/begin", "begun anew at the application");
    Ok(())
}

#[tokio::test]
async fn reload_a_second_tab_and_forged_answers_do_no_harm() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    as_far_as_the_question(&mut person, &app.address()).await?;
    let question = person.browser.page()?.url.to_string();
    let first = person.browser.page()?.form("consent-allow")?;
    person.browser.open(&question).await?;
    let second = person.browser.page()?.form("consent-allow")?;

    // An answer about something else than was asked, and one without the page's token.
    let mut about_more = first.clone();
    about_more.fields.retain(|(name, _)| name != "asked");
    let about_more = about_more.forge("asked", "openid profile email kenpo");
    assert_eq!(person.browser.send(about_more).await?.url.path(), "/minato/login/consent");
    let mut unbound = first.clone();
    unbound.fields.retain(|(name, _)| name != "form_token");
    assert_eq!(person.browser.send(unbound.forge("form_token", "x")).await?.url.path(), "/minato/login/consent");
    assert_eq!(count(&world, "consent-given").await?, 0);

    // A stranger with the address of the page is asked who they are.
    let mut stranger = world.person("two-devices")?;
    let page = stranger.browser.open(&question).await?;
    assert_eq!(page.url.path(), "/minato/login");

    person.browser.send(first).await?;
    assert!(person.arrived()?.code().is_ok());
    let late = person.browser.send(second).await?;
    assert_eq!(late.status, 410);
    assert_eq!((count(&world, "consent-given").await?, count(&world, "signed-in").await?), (1, 1));
    Ok(())
}

#[tokio::test]
async fn access_while_the_member_is_away_takes_their_word() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let offline = app.request().with("scope", "openid profile offline_access");
    as_far_as_the_question(&mut person, &offline.address()).await?;
    assert_eq!(person.browser.page()?.texts("main dt")?.last().map(String::as_str), Some("Access while you are away"));
    let tokens = app.redeem(allow(&mut person).await?.code()?).await?;
    world.execute("UPDATE sessions SET ended_at = created_at").await?;
    assert_eq!(renew(&app, tokens.text("refresh_token")?).await?.status, 200, "the session is over, the grant is not");
    Ok(())
}

/// The files decide at each moment what may be asked for.
#[tokio::test]
async fn what_an_application_may_no_longer_have_is_not_offered() -> anyhow::Result<()> {
    let mut world = world().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    as_far_as_the_question(&mut person, &app.request().with("scope", "openid email kenpo").address()).await?;
    let stale = person.browser.page()?.form("consent-allow")?;
    let file = world.plan.realm_config.join("minato/clients/app.toml");
    fs::write(&file, fs::read_to_string(&file)?.replace(", \"kenpo\"", ""))?;
    world.restart().await?;
    // An answer about what was on the screen is no answer to what is asked now.
    let page = person.browser.send(stale).await?;
    assert_eq!(page.url.path(), "/minato/login/consent");
    assert_eq!(page.texts("main dt")?, ["That it is you", "Your e-mail address"]);
    let tokens = world.app().redeem(allow(&mut person).await?.code()?).await?;
    assert_eq!(tokens.text("scope")?, "email openid", "{}", app.id);
    Ok(())
}

/// `fapi2-security-profile-final-user-rejects-authentication`, by the way out of the first page.
#[tokio::test]
async fn user_rejects_authentication() -> anyhow::Result<()> {
    let world = world().await?;
    for application in [world.app(), world.application("minato", "phone")] {
        assert_eq!(cancelled(&world, &application).await?.error(), Some("access_denied"), "{}", application.id);
    }
    Ok(())
}

async fn cancelled(world: &World, application: &Application) -> anyhow::Result<Answer> {
    let mut person = world.person("returning-member")?;
    let page = person.browser.open(&application.address()).await?;
    assert_eq!(page.url.path(), "/minato/login");
    assert!(page.offers("login-submit") && page.offers("login-cancel"));
    person.browser.submit("login-cancel", &[]).await?;
    person.arrived()
}

/// The session does not lead past the question, and somebody else's agreement does not answer it.
#[tokio::test]
async fn each_member_is_asked_for_themselves() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let (mut one, mut other) = (world.person("returning-member")?, world.person("two-devices")?);
    as_far_as_the_question(&mut one, &app.address()).await?;
    assert!(allow(&mut one).await?.code().is_ok());
    as_far_as_the_question(&mut other, &app.address()).await?;

    // At one browser: whoever types their password into the other's sign-in is asked anew.
    let mut third = world.person("two-devices")?;
    std::mem::swap(&mut third.browser, &mut one.browser);
    third.browser.open(&app.request().with("prompt", "login").address()).await?;
    third.type_password().await?;
    world.site.clock.advance(TimeDelta::seconds(30));
    for _ in 0..3 {
        third.answer_one_question().await?;
    }
    assert_eq!(third.browser.page()?.url.path(), "/minato/login/consent");
    assert!(third.browser.page()?.text().contains(&third.persona.full_name));
    Ok(())
}
