//! 「連携アプリ」: what a member sees of the applications that know them, and what withdrawing ends.

use chrono::TimeDelta;
use reqwest::StatusCode;
use tests::visitor::Page;

use super::consent::{allow, as_far_as_the_question, world};
use super::refresh::renew;
use super::world::{Person, World};

async fn open<'a>(world: &World, person: &'a mut Person, page: &str) -> anyhow::Result<&'a Page> {
    person.browser.open(&world.site.provider(&format!("/minato/account{page}"))).await?;
    for _ in 0..3 {
        person.answer_one_question().await?;
    }
    person.browser.page()
}

const LIST: &str = "/applications";
const WITHDRAW: &str = "/applications/app/withdraw";

/// `app` with access while the member is away, `phone` without; what it got of both.
async fn connected(world: &World, person: &mut Person) -> anyhow::Result<[super::application::Reply; 2]> {
    let (app, phone) = (world.app(), world.application("minato", "phone"));
    let offline = app.request().with("scope", "openid email offline_access").address();
    as_far_as_the_question(person, &offline).await?;
    let of_app = app.redeem(allow(person).await?.code()?).await?;
    let of_phone = phone.redeem(person.sign_in(&phone.address()).await?.code()?).await?;
    Ok([of_app, of_phone])
}

#[tokio::test]
async fn withdrawing_ends_all_that_an_application_has_at_once() -> anyhow::Result<()> {
    let world = world().await?;
    let (app, phone) = (world.app(), world.application("minato", "phone"));
    let mut person = world.person("returning-member")?;
    let [of_app, of_phone] = connected(&world, &mut person).await?;
    let page = open(&world, &mut person, LIST).await?;
    assert_eq!(page.texts("main .items .name")?, ["Application app", "Application phone Of your society"]);
    assert_eq!(page.texts("main .items dd")?.iter().filter(|fact| fact.contains("goes on")).count(), 1);
    assert_eq!(page.texts("main section .definitions dt")?[..2], ["That it is you", "Your e-mail address"]);

    let question = person.browser.follow("Disconnect Application app").await?;
    assert_eq!(question.texts("h1")?, ["Disconnect Application app?"]);
    let late = question.form("withdraw-submit")?;
    let list = person.browser.submit("withdraw-submit", &[]).await?;
    assert_eq!(list.url.path(), "/minato/account/applications");
    assert!(list.text().contains("The application is disconnected."), "{}", list.text());
    assert_eq!(list.texts("main .items .name")?, ["Application phone Of your society"]);

    assert_eq!(renew(&app, of_app.text("refresh_token")?).await?.error(), Some("invalid_grant"));
    assert_eq!(app.userinfo(of_app.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED);
    assert_eq!(phone.userinfo(of_phone.text("access_token")?).await?.status, StatusCode::OK, "another application");
    let silent = app.request().with("scope", "openid").with("prompt", "none");
    person.browser.open(&silent.address()).await?;
    assert_eq!(person.arrived()?.error(), Some("consent_required"), "asked anew");

    // The same in a second tab finds nothing left, and says nothing of success.
    let page = person.browser.send(late).await?;
    assert!(!page.text().contains("The application is disconnected."), "{}", page.text());
    let audited = "SELECT COUNT(*) FROM audit_events WHERE event = 'consent-withdrawn' AND client = 'app'";
    assert_eq!(world.value::<i64>(audited).await?, 1);
    let history = open(&world, &mut person, "/history").await?;
    assert!(history.text().contains("Application disconnected (Application app)"), "{}", history.text());
    Ok(())
}

#[tokio::test]
async fn an_application_of_the_society_itself_can_be_disconnected_too() -> anyhow::Result<()> {
    let world = world().await?;
    let phone = world.application("minato", "phone");
    let mut person = world.person("returning-member")?;
    let tokens = phone.redeem(person.sign_in(&phone.address()).await?.code()?).await?;
    let question = open(&world, &mut person, "/applications/phone/withdraw").await?;
    assert!(question.text().contains("connected without a question"), "{}", question.text());
    person.browser.submit("withdraw-submit", &[]).await?;
    assert_eq!(renew(&phone, tokens.text("refresh_token")?).await?.error(), Some("invalid_grant"));
    assert!(person.sign_in(&phone.address()).await?.code().is_ok());
    Ok(())
}

#[tokio::test]
async fn withdrawing_asks_who_it_is_and_is_each_members_own() -> anyhow::Result<()> {
    let world = world().await?;
    let app = world.app();
    let (mut person, mut other) = (world.person("returning-member")?, world.person("two-devices")?);
    let [tokens, _] = connected(&world, &mut person).await?;
    let page = open(&world, &mut other, LIST).await?;
    assert!(page.text().contains("No application is connected."), "{}", page.text());
    let page = open(&world, &mut other, WITHDRAW).await?;
    assert_eq!(page.url.path(), "/minato/account/applications", "there is nothing to withdraw");

    world.site.clock.advance(TimeDelta::minutes(6));
    let page = person.browser.open(&world.site.provider(&format!("/minato/account{WITHDRAW}"))).await?;
    assert!(page.offers("password"), "what was shown is too old: {}", page.text());
    for _ in 0..2 {
        person.answer_one_question().await?;
    }
    let form = person.browser.page()?.form("withdraw-submit")?;
    let mut forged = form.clone();
    forged.fields.retain(|(name, _)| name != "form_token");
    let page = person.browser.send(forged.forge("form_token", "x")).await?;
    assert!(page.offers("withdraw-submit"), "asked again: {}", page.text());
    assert_eq!(renew(&app, tokens.text("refresh_token")?).await?.status, StatusCode::OK);
    person.browser.send(form).await?;
    assert_eq!(world.value::<i64>("SELECT COUNT(*) FROM consents").await?, 0);
    Ok(())
}

/// What lasts shows after the session, and what has ended does not show.
#[tokio::test]
async fn the_list_shows_what_lives() -> anyhow::Result<()> {
    let world = world().await?;
    let mut person = world.person("returning-member")?;
    connected(&world, &mut person).await?;
    world.site.clock.advance(TimeDelta::hours(25));
    let page = open(&world, &mut person, LIST).await?;
    assert_eq!(page.texts("main .items .name")?, ["Application app"]);
    world.execute("DELETE FROM consents").await?;
    assert_eq!(open(&world, &mut person, LIST).await?.texts("main .items .name")?, ["Application app"]);
    world.site.clock.advance(TimeDelta::days(30));
    let page = open(&world, &mut person, LIST).await?;
    assert!(page.text().contains("No application is connected."), "{}", page.text());
    Ok(())
}

/// The sign-in page says whose the application is, and may show its logo, from its own origin alone.
#[tokio::test]
async fn the_first_page_shows_the_applications_logo_and_documents() -> anyhow::Result<()> {
    let mut world = world().await?;
    let vendor = r#"logo_uri = "https://cdn.vendor.example:8443/a/logo.png?v=1"
client_uri = "https://vendor.example/"
policy_uri = "https://vendor.example/privacy"
tos_uri = "https://vendor.example/terms""#;
    world.extend("minato", "app", vendor).await?;
    let policy = |page: &Page| {
        let policy = page.headers.get("content-security-policy").and_then(|value| value.to_str().ok());
        policy.unwrap_or_default().to_owned()
    };
    let mut person = world.person("returning-member")?;
    let page = person.browser.open(&world.app().address()).await?;
    assert_eq!(page.link("application-home")?.as_str(), "https://vendor.example/");
    assert_eq!(page.link("application-policy")?.as_str(), "https://vendor.example/privacy");
    assert_eq!(page.link("application-tos")?.as_str(), "https://vendor.example/terms");
    assert!(page.body.contains("<img src=\"https://cdn.vendor.example:8443/a/logo.png?v=1\""), "{}", page.body);
    let with_logo = policy(page);
    assert!(
        with_logo.contains("img-src 'self' data: https://cdn.vendor.example:8443; script-src 'self'"),
        "{with_logo}"
    );
    assert_eq!(with_logo.replace(" https://cdn.vendor.example:8443", ""), web::CONTENT_SECURITY_POLICY);

    let wrong = person.browser.submit("login-submit", &[("username", "x"), ("password", "y")]).await?;
    assert_eq!(policy(wrong), with_logo, "the same page with its problems");
    person.type_password().await?;
    assert_eq!(policy(person.browser.page()?), web::CONTENT_SECURITY_POLICY, "the next page shows none");
    person.type_code().await?;
    person.answer_one_question().await?;
    let question = person.browser.page()?;
    assert_eq!((question.url.path(), policy(question)), ("/minato/login/consent", with_logo));

    let mut person = world.person("returning-member")?;
    let page = person.browser.open(&world.application("minato", "phone").address()).await?;
    assert!(!page.offers("application-policy") && page.text().contains("Please sign in to use Application phone."));
    assert_eq!(policy(page), web::CONTENT_SECURITY_POLICY);
    Ok(())
}
