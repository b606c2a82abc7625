//! A member changes employer, goes on voluntarily, leaves: what stays of their account, and what they still read.

use std::fs;

use anyhow::Context as _;
use base::japan_date;
use chrono::{Days, Months, NaiveDate};
use tests::samples::members;
use tests::site::{Plan, Program, Site, prepare};

use super::first_sign_in::screen;
use super::member::{Member, OwnSite, plan};
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, Device, PHONE};

/// A site whose `minato` lets former members read for two years, as `hikari` does.
async fn site() -> anyhow::Result<(OwnSite, Plan)> {
    let (plan, folder) = plan()?;
    let path = plan.realm_config.join("minato/realm.toml");
    let mut file: toml::Table = fs::read_to_string(&path)?.parse()?;
    let sign_in = file.get_mut("sign_in").and_then(toml::Value::as_table_mut).context("[sign_in]")?;
    sign_in.insert("years_after_eligibility".to_owned(), 2.into());
    fs::write(path, toml::to_string(&file)?)?;
    prepare(&plan).await?;
    Ok((OwnSite::over(Site::serve(&plan).await?, folder), plan))
}

/// Imports a persona's line of the member file again, with another kigo and bango, as somebody who is no longer insured
/// after a day.
async fn leaves(plan: &Plan, member: &Member, last_day: Option<NaiveDate>) -> anyhow::Result<()> {
    let file = members("minato").context("samples")?;
    let header = file.lines().next().context("a header")?;
    let line = file.lines().find(|line| line.starts_with(&member.persona.member_number)).context("a line")?;
    let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
    for (column, value) in [
        ("kigo", "999".to_owned()),
        ("bango", "77".to_owned()),
        ("eligible_until", last_day.map(|day| day.to_string()).unwrap_or_default()),
    ] {
        let place = header.split(',').position(|name| name == column).context("a column")?;
        *fields.get_mut(place).context("a field")? = value;
    }
    let path = plan.folder.join("left.csv");
    fs::write(&path, format!("{header}\n{}\n", fields.join(",")))?;
    let provider = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
    let output = provider.run(&["member", "import", "minato", &path.display().to_string()]).await?;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

#[tokio::test]
async fn a_new_kigo_and_bango_keep_id_and_password() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let mut member = Member::named("minato", "returning-member")?;
    leaves(&plan, &member, None).await?;
    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    let page = member.browser.page()?;
    assert!(page.url.path() == "/minato/expenses" && !page.text().contains("資格を喪失"), "{}", page.text());
    // Nor is a new member's letter worthless, whose kigo and bango changed before they came.
    let mut new = Member::named("minato", "new-member")?;
    leaves(&plan, &new, None).await?;
    new.browser.open(&own.site.portal("/minato/sign-in")).await?;
    assert!(new.answer_one_question(&own.site.clock).await?);
    assert_eq!(screen(&new)?, "birth-date");
    Ok(())
}

#[tokio::test]
async fn a_former_member_reads_what_was_insured_for_two_years_and_then_no_more() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let (site, clock) = (&own.site, &own.site.clock);
    let today = japan_date(clock.now());
    let last_day = today - Months::new(4);
    let mut member = Member::named("minato", "returning-member")?;
    let month = |day: NaiveDate| site.portal(&format!("/minato/expenses/{}", day.format("%Y/%m")));
    member.open(&month(today - Months::new(3)), clock).await?;
    assert!(member.browser.page()?.texts("table")?.len() == 1, "a month with lines: {}", member.reads()?);

    leaves(&plan, &member, Some(last_day)).await?;
    clock.advance(chrono::TimeDelta::hours(2));
    member.open(&month(today - Months::new(3)), clock).await?;
    assert!(member.browser.page()?.texts("table")?.is_empty(), "not insured then: {}", member.reads()?);
    let told = member.reads()?;
    let day = |day: NaiveDate| day.format("%Y年%-m月%-d日").to_string();
    let until = last_day + Months::new(24);
    assert!(told.contains(&day(last_day)) && told.contains(&day(until)), "{told}");
    member.browser.open(&month(last_day)).await?;
    assert_eq!(member.browser.page()?.texts("table")?.len(), 1, "insured then: {}", member.reads()?);

    // Even a first sign-in, and on the last day.
    let mut new = Member::named("minato", "new-member")?;
    leaves(&plan, &new, Some(last_day)).await?;
    clock.advance(until.signed_duration_since(today) - chrono::TimeDelta::hours(2));
    new.browser.open(&site.portal("/minato/sign-in")).await?;
    assert!(new.answer_one_question(clock).await?);
    assert_eq!(screen(&new)?, "birth-date", "{}", new.reads()?);
    assert!(japan_date(clock.now()) <= until);

    clock.advance(chrono::TimeDelta::days(1));
    assert!(japan_date(clock.now()) > until);
    new.browser.open(&site.portal("/minato/sign-in")).await?;
    assert!(new.answer_one_question(clock).await?);
    let page = new.browser.page()?;
    assert!(page.text().contains("ご利用期間が終わりました"), "{}", page.text());
    assert_eq!(page.link("「みなとけんぽポータル」のトップページへ")?.as_str(), site.portal("/minato/"));
    let page = new.browser.follow("「みなとけんぽポータル」のトップページへ").await?;
    assert!(page.status.is_success() && page.text().contains("ログイン"), "{}", page.text());
    Ok(())
}

async fn pictures(device: Device) -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let clock = &own.site.clock;
    let member = Member::named("minato", "returning-member")?;
    leaves(&plan, &member, Some(japan_date(clock.now()) - Days::new(100))).await?;
    let Member { persona, mut phone, .. } = member;
    in_a_window("former-member", device, async |chromium| {
        chromium.window.goto(own.site.portal("/minato/expenses")).await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        chromium.type_into("code", &phone.code(clock)?).await?;
        chromium.press("login-submit").await?;
        chromium.picture("1-expenses").await?;
        clock.advance(chrono::TimeDelta::days(3 * 366));
        chromium.window.goto(own.site.portal("/minato/sign-in")).await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        chromium.picture("2-over").await
    })
    .await
}

#[tokio::test]
async fn a_former_members_pages_read_well_on_a_phone_and_on_a_computer() -> anyhow::Result<()> {
    pictures(PHONE).await?;
    pictures(COMPUTER).await
}
