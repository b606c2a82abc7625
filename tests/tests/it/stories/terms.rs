//! A new version of the terms: asked of everybody, put off where the society lets it wait, declined without harm.

use std::fs;

use base::{RealmName, japan_date};
use chrono::{Days, TimeDelta};
use sea_orm::{ConnectionTrait as _, Statement};
use tests::site::{Site, prepare};

use super::first_sign_in::screen;
use super::member::{Member, OwnSite, plan};
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, Device, PHONE};

/// A site whose `minato` got new terms four days ago, which may wait for ten days, and whose members agreed to the
/// former ones.
async fn site() -> anyhow::Result<OwnSite> {
    let (plan, folder) = plan()?;
    let society = plan.realm_config.join("minato");
    fs::write(
        society.join("realm.toml"),
        fs::read_to_string(society.join("realm.toml"))? + "\n[terms]\ngrace = \"10d\"\n",
    )?;
    prepare(&plan).await?;
    let today = japan_date(plan.clock.now());
    for (language, title, text) in [("ja", "新しい規約", "変わったところ"), ("en", "New terms", "What is new")]
    {
        let new = format!("# {title}\n\n## 1\n\n{text}\n");
        fs::write(society.join(format!("terms/{}.{language}.md", today - Days::new(4))), new)?;
    }
    Ok(OwnSite::over(Site::serve(&plan).await?, folder))
}

async fn as_far_as_the_terms(own: &OwnSite, name: &str) -> anyhow::Result<Member> {
    let mut member = Member::named("minato", name)?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    while screen(&member)? != "terms" {
        assert!(member.answer_one_question(&own.site.clock).await?, "{}", member.reads()?);
    }
    Ok(member)
}

#[tokio::test]
async fn new_terms_may_wait_for_a_while_and_then_no_longer() -> anyhow::Result<()> {
    let own = site().await?;
    let (site, clock) = (&own.site, &own.site.clock);
    let mut member = as_far_as_the_terms(&own, "returning-member").await?;
    let last_day = japan_date(clock.now()) + Days::new(5);
    let told = last_day.format("%Y年%-m月%-d日").to_string();
    assert!(member.reads()?.contains("あとで確認する") && member.reads()?.contains(&told), "{}", member.reads()?);
    member.browser.submit("terms-later", &[]).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/expenses");
    // Put off for the session: another application's sign-in is not held up by it.
    member.browser.open(&site.portal("/minato/sign-in")).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/", "{}", member.reads()?);

    // The next sign-in asks again; after the last day it asks for an answer.
    clock.advance(TimeDelta::hours(25));
    let mut member = as_far_as_the_terms(&own, "returning-member").await?;
    assert!(member.browser.page()?.offers("terms-later"));
    let open_for_days = member.browser.page()?.form("terms-later")?;
    clock.advance(TimeDelta::days(5));
    let mut late = as_far_as_the_terms(&own, "returning-member").await?;
    assert!(!late.browser.page()?.offers("terms-later"), "{}", late.reads()?);
    let forged = late.browser.page()?.form("terms-agree")?.forge("later", "on");
    late.browser.send(forged).await?;
    assert_eq!(screen(&late)?, "terms", "whatever is sent");
    late.browser.submit("terms-agree", &[]).await?;
    assert_eq!(late.browser.page()?.url.path(), "/minato/expenses");
    member.browser.send(open_for_days).await?;
    assert_ne!(screen(&member)?, "expenses");
    recorded(site, &late.persona.user_id, clock).await
}

/// Who agreed to which text, in which language and when.
async fn recorded(site: &Site, user_id: &str, clock: &base::Clock) -> anyhow::Result<()> {
    let realm: RealmName = "minato".parse()?;
    let reader = site.idp.database.reader();
    let row = idp::rows::in_realm(reader, &realm).account_by_user_id(user_id).await?;
    let account = row.map(|row| row.id).unwrap_or_default();
    let query = "SELECT account, version, language, text_sha256, accepted_at FROM terms_acceptances ORDER BY version DESC LIMIT 1";
    let newest = reader.query_one_raw(Statement::from_string(reader.get_database_backend(), query)).await?;
    let newest = newest.ok_or_else(|| anyhow::anyhow!("no acceptance"))?;
    assert_eq!(newest.try_get::<uuid::Uuid>("", "account")?, account);
    assert_eq!(newest.try_get::<String>("", "language")?, "ja");
    assert_eq!(newest.try_get::<String>("", "text_sha256")?.len(), 64);
    let at: chrono::DateTime<chrono::Utc> = newest.try_get("", "accepted_at")?;
    assert!(clock.now() - at < TimeDelta::minutes(5), "{at}");
    Ok(())
}

#[tokio::test]
async fn nobody_puts_off_what_they_never_agreed_to() -> anyhow::Result<()> {
    let own = site().await?;
    // This persona never agreed to any version.
    let member = as_far_as_the_terms(&own, "member").await?;
    assert!(!member.browser.page()?.offers("terms-later"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn declining_ends_politely_and_tells_the_application() -> anyhow::Result<()> {
    let own = site().await?;
    let mut member = as_far_as_the_terms(&own, "returning-member").await?;
    member.browser.submit("terms-decline", &[]).await?;
    assert_eq!(screen(&member)?, "declined");
    for said in ["ログインは行われていません", "そのまま残っています", "03-0000-1101"] {
        assert!(member.reads()?.contains(said), "{said}: {}", member.reads()?);
    }
    // Reload, the other language and the way back to the text keep the sign-in.
    member.browser.follow("English").await?;
    assert!(member.reads()?.contains("You did not agree to the terms of use"), "{}", member.reads()?);
    member.browser.follow("Read the terms again").await?;
    assert_eq!(screen(&member)?, "terms");
    member.browser.submit("terms-decline", &[]).await?;
    let back = member.browser.page()?.form("login-cancel")?;
    let answer = member.browser.send_once(back.clone()).await?.location()?;
    assert!(answer.as_str().contains("error=access_denied"), "{answer}");
    member.browser.open(answer.as_str()).await?;
    let page = member.browser.page()?;
    // The application keeps the language that its own page was read in.
    assert!(
        page.text().contains("ログインを中止しました") && page.link("トップページへ戻る").is_ok(),
        "{}",
        page.text()
    );
    // Nobody is signed in, and the account is as it was.
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    assert_eq!(screen(&member)?, "login");
    own.site.clock.advance(TimeDelta::minutes(1));
    while screen(&member)? != "terms" {
        assert!(member.answer_one_question(&own.site.clock).await?);
    }
    member.browser.submit("terms-agree", &[]).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/expenses");
    Ok(())
}

async fn pictures(device: Device) -> anyhow::Result<()> {
    let own = site().await?;
    let clock = &own.site.clock;
    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    in_a_window("terms", device, async |chromium| {
        chromium.window.goto(own.site.portal("/minato/expenses")).await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        chromium.type_into("code", &phone.code(clock)?).await?;
        chromium.press("login-submit").await?;
        chromium.picture("1-new-terms").await?;
        chromium.press("terms-decline").await?;
        chromium.picture("2-declined").await
    })
    .await
}

#[tokio::test]
async fn new_terms_read_well_on_a_phone_and_on_a_computer() -> anyhow::Result<()> {
    pictures(PHONE).await?;
    pictures(COMPUTER).await
}
