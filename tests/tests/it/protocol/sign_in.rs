//! The screens of a sign-in against guessing, forging, replay and mixing up (security.md S1, S2, S4, S7, S17).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::StatusCode;
use tests::authenticator::code_at;
use tests::samples::Persona;
use tests::visitor::{Page, Visitor};
use tokio::task::JoinSet;

use super::raw::{Raw, sent};
use super::world::World;

/// A page without what differs each time: form tokens and the sign-in's id.
pub fn masked(page: &Page) -> String {
    let id =
        page.url.query_pairs().find(|(name, _)| name == "sign_in").map(|(_, id)| id.into_owned()).unwrap_or_default();
    let mut text = page.body.replace(&id, "ID");
    for (_, token) in page
        .form("login-submit")
        .map(|form| form.fields)
        .unwrap_or_default()
        .iter()
        .filter(|(name, _)| name == "form_token")
    {
        text = text.replace(token.as_str(), "TOKEN");
    }
    let others = ["login-cancel", "login-another"].into_iter().filter_map(|button| page.form(button).ok());
    let tokens = others.flat_map(|form| form.fields);
    tokens.fold(text, |text, (_, token)| text.replace(token.as_str(), "TOKEN"))
}

async fn try_password<'p>(browser: &'p mut Visitor, user_id: &str, password: &str) -> anyhow::Result<&'p Page> {
    browser.submit("login-submit", &[("username", user_id), ("password", password)]).await
}

#[tokio::test]
async fn eleven_wrong_passwords_lock_and_nothing_tells_why() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let user_id = person.persona.user_id.clone();
    person.browser.open(&world.app().address()).await?;
    let wrong = masked(try_password(&mut person.browser, &user_id, "wrong-0").await?);
    assert!(wrong.contains("is not valid"), "{wrong}");
    let unknown = masked(try_password(&mut person.browser, "mnt-9999999", "wrong").await?);
    assert_eq!(unknown, wrong.replace(&user_id, "mnt-9999999"), "an unknown ID looks like a wrong password");
    for attempt in 1..11 {
        let again = masked(try_password(&mut person.browser, &user_id, &format!("wrong-{attempt}")).await?);
        assert_eq!(again, wrong, "attempt {attempt}");
    }
    let locked = masked(person.type_password().await?);
    assert_eq!(locked, wrong, "the right password after the lock");
    let sample = world.person("locked")?.persona;
    let locked = masked(try_password(&mut person.browser, &sample.user_id, &sample.password).await?);
    assert_eq!(locked, wrong.replace(&user_id, &sample.user_id), "an account locked long ago");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM audit_events WHERE event = 'locked'").await?, 1);
    Ok(())
}

#[tokio::test]
async fn an_id_is_known_however_a_keyboard_writes_it() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("returning-member")?.persona;
    let wide = |id: &str| id.chars().filter_map(|c| char::from_u32(u32::from(c) - 0x20 + 0xFF00)).collect::<String>();
    let id = persona.user_id.as_str();
    for typed in [id.to_uppercase(), wide(id), format!(" {id}"), format!("{id}\u{3000}")] {
        let mut browser = Visitor::new()?;
        browser.open(&world.app().address()).await?;
        let page = try_password(&mut browser, &typed, &persona.password).await?;
        assert!(page.offers("code"), "{typed:?}: {}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn ten_wrong_passwords_are_forgiven_by_the_right_one() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    let user_id = person.persona.user_id.clone();
    for _ in 0..2 {
        person.browser.open(&world.app().request().with("prompt", "login").address()).await?;
        for attempt in 0..10 {
            try_password(&mut person.browser, &user_id, &format!("wrong-{attempt}")).await?;
        }
        person.type_password().await?;
        assert!(person.browser.page()?.offers("code"), "{}", person.browser.page()?.text());
    }
    Ok(())
}

#[tokio::test]
async fn three_hundred_guesses_at_once_are_eleven() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("returning-member")?.persona;
    let browser = Raw::new()?;
    let form = browser.open(&world.app().address()).await?.form("login-submit")?;
    let typed = |password: &str| form.clone().fill_in(&[("username", &persona.user_id), ("password", password)]);
    let mut guesses = JoinSet::new();
    for guess in 0..300 {
        guesses.spawn(sent(browser.form(&typed(&format!("wrong-{guess}"))?)));
    }
    let pages = guesses.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let statuses: BTreeSet<_> = pages.iter().map(|page| page.status.as_u16()).collect();
    assert!(statuses.is_subset(&BTreeSet::from([200, 503])), "wrong, or come back in a moment: {statuses:?}");
    let account = world.account(&persona.user_id).await?.account_id();
    let counted = format!("SELECT failures FROM attempts WHERE secret = 'password' AND subject = '{account}'");
    assert_eq!(world.value::<i64>(&counted).await?, 11, "no more were compared");
    let late = sent(browser.form(&typed(&persona.password)?)).await?;
    assert!(late.offers("password"), "the right one comes too late: {}", late.text());
    Ok(())
}

#[tokio::test]
async fn who_is_turned_away_for_lack_of_room_has_not_guessed() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("returning-member")?.persona;
    let browser = Raw::new()?;
    let form = browser.open(&world.app().address()).await?.form("login-submit")?;
    let typed = form.fill_in(&[("username", &persona.user_id), ("password", "wrong")])?;
    // Other people's sign-ins fill the queue.
    let mut crowd = JoinSet::new();
    for stranger in 0..600 {
        let form = typed.clone().fill_in(&[("username", &format!("nobody-{stranger}"))])?;
        crowd.spawn(sent(browser.form(&form)));
    }
    let pages = crowd.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let judged = pages.iter().filter(|page| page.status == StatusCode::OK).count();
    let counted = world.value::<i64>("SELECT count(*) FROM attempts WHERE secret = 'password-of-nobody'").await?;
    assert_eq!(usize::try_from(counted)?, judged, "each counted attempt was compared");
    Ok(())
}

/// The form of the code, after the right password, in a browser of its own.
pub async fn code_form(world: &World, persona: &Persona) -> anyhow::Result<(Raw, Page)> {
    let browser = Raw::new()?;
    let login = browser.open(&world.app().address()).await?.form("login-submit")?;
    let login = login.fill_in(&[("username", &persona.user_id), ("password", &persona.password)])?;
    let next = sent(browser.form(&login)).await?.location()?;
    let page = browser.open(next.as_str()).await?;
    Ok((browser, page))
}

#[tokio::test]
async fn a_code_counts_once_and_any_device_shows_one() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("two-devices")?.persona;
    let now = world.site.clock.now().timestamp();
    let code = code_at(&persona.authenticators[1].secret, now)?;
    let mut browsers = JoinSet::new();
    for _ in 0..2 {
        let (browser, page) = code_form(&world, &persona).await?;
        let devices: Vec<_> = page.options("device")?.into_iter().map(|(_, name)| name).collect();
        assert_eq!(devices, ["スマートフォン", "自宅のタブレット"]);
        // The first device is named, the second one shows the code.
        browsers.spawn(sent(browser.form(&page.form("login-submit")?.fill_in(&[("code", &code)])?)));
    }
    let pages = browsers.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let passed = pages.iter().filter(|page| page.status == StatusCode::SEE_OTHER).count();
    assert_eq!(passed, 1, "of two browsers at once");

    let (browser, page) = code_form(&world, &persona).await?;
    let form = page.form("login-submit")?;
    let again = sent(browser.form(&form.clone().fill_in(&[("code", &code)])?)).await?;
    assert_eq!(again.status, StatusCode::OK, "a used code");
    // The other device's code of the same moment is another one; here it comes in full-width digits, and half a minute
    // later, because no more than three are judged in that time.
    world.site.clock.advance(TimeDelta::seconds(30));
    let other = code_at(&persona.authenticators[0].secret, now)?;
    let wide: String = other.chars().filter_map(|digit| char::from_u32(u32::from(digit) - 0x30 + 0xFF10)).collect();
    let right = sent(browser.form(&form.fill_in(&[("code", &wide)])?)).await?;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{wide}: {}", right.text());
    Ok(())
}

#[tokio::test]
async fn codes_are_limited_like_passwords_and_a_mistyped_one_is_none() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut person = world.person("returning-member")?;
    person.browser.open(&world.app().address()).await?;
    person.type_password().await?;
    for mistyped in ["", "12345", "1234567", "abcdef", "12 34 5", "١٢٣٤٥٦", "-12345"] {
        let page = person.browser.submit("login-submit", &[("code", mistyped)]).await?;
        assert!(page.text().contains("A code has six digits."), "{mistyped}: {}", page.text());
    }
    assert_eq!(world.value::<i64>("SELECT count(*) FROM attempts WHERE secret = 'app-code'").await?, 0);
    let secret = &person.persona.authenticators[0].secret.clone();
    let right = code_at(secret, world.site.clock.now().timestamp())?;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let first = masked(person.browser.submit("login-submit", &[("code", wrong)]).await?);
    for attempt in 1..11 {
        // No more than three codes are judged in thirty seconds.
        world.site.clock.advance(TimeDelta::seconds(10));
        let again = masked(person.browser.submit("login-submit", &[("code", wrong)]).await?);
        assert_eq!(again, first, "attempt {attempt}");
    }
    assert_eq!(masked(person.type_code().await?), first, "the right one comes too late");
    Ok(())
}
