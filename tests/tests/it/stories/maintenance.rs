//! A society's planned maintenance: announced, waited for, and over.

use std::fs;

use base::{Clock, japan_standard_time};
use chrono::{DateTime, TimeDelta, Utc};
use idp::routes::{Caller, routes};
use reqwest::StatusCode;
use serde_json::Value;
use tests::site::{Plan, Site, prepare};
use tests::visitor::{Page, Visitor};

use super::member::{Member, OwnSite, plan};
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, PHONE};

/// When the window of these stories begins, seen from their beginning, and how long it lasts.
const BEGINS_AFTER: TimeDelta = TimeDelta::days(10);
const LASTS: TimeDelta = TimeDelta::hours(3);

/// A site whose `minato` rests once, ten days from now.
async fn site() -> anyhow::Result<(OwnSite, Plan)> {
    let (plan, folder) = plan()?;
    let path = plan.realm_config.join("minato/realm.toml");
    let written = |at: DateTime<Utc>| japan_standard_time(at).format("%Y-%m-%dT%H:%M").to_string();
    let begins = plan.clock.now() + BEGINS_AFTER;
    let window =
        format!("\n[[maintenance]]\nfrom = \"{}\"\nuntil = \"{}\"\n", written(begins), written(begins + LASTS));
    fs::write(&path, format!("{}{window}", fs::read_to_string(&path)?))?;
    prepare(&plan).await?;
    Ok((OwnSite::over(Site::serve(&plan).await?, folder), plan))
}

fn rests(page: &Page) -> bool {
    page.status == StatusCode::SERVICE_UNAVAILABLE
}

/// Seconds to wait, by the answer.
fn wait(page: &Page) -> Option<i64> {
    page.headers.get("retry-after")?.to_str().ok()?.parse().ok()
}

#[tokio::test]
async fn it_is_announced_for_a_week_and_a_sign_in_goes_on_afterwards() -> anyhow::Result<()> {
    let (own, _plan) = site().await?;
    let (site, clock) = (&own.site, &own.site.clock);
    let mut member = Member::named("minato", "member")?;
    member.browser.open(&site.portal("/minato/")).await?;
    assert!(
        !member.reads()?.contains("メンテナンスのためご利用いただけません"),
        "ten days before: {}",
        member.reads()?
    );
    clock.advance(BEGINS_AFTER - TimeDelta::days(6));
    for address in ["/minato/", "/minato/sign-in"] {
        member.browser.open(&site.portal(address)).await?;
        assert!(member.reads()?.contains("メンテナンスのためご利用いただけません"), "{}", member.reads()?);
    }

    clock.advance(TimeDelta::days(6) - TimeDelta::minutes(5));
    member.browser.open(&site.portal("/minato/expenses")).await?;
    assert!(member.answer_one_question(clock).await?);
    let asked = member.browser.page()?.url.clone();
    assert!(member.browser.page()?.offers("code"));
    clock.advance(TimeDelta::minutes(10));

    // In the middle of it: the page with the end, in the reader's language, whatever was sent.
    let form = member.browser.page()?.form("login-submit")?.fill_in(&[("code", "123456")])?;
    let page = member.browser.send(form).await?;
    assert!(rests(page) && page.text().contains("に終了する予定です"), "{}", page.text());
    let left = wait(page).unwrap_or_default();
    assert!((LASTS - TimeDelta::minutes(10)..=LASTS).contains(&TimeDelta::seconds(left)), "{left}");
    let page = member.browser.follow("English").await?;
    assert!(rests(page) && page.text().contains("It should end on"), "{}", page.text());
    member.browser.open(&site.portal("/minato/")).await?;
    assert!(rests(member.browser.page()?));

    clock.advance(LASTS);
    member.browser.open(asked.as_str()).await?;
    member.answer_what_is_asked(clock).await?;
    let page = member.browser.page()?;
    assert_eq!(page.url.path(), "/minato/expenses", "the page that was asked for three hours ago: {}", page.text());
    Ok(())
}

#[tokio::test]
async fn people_wait_and_programs_do_not() -> anyhow::Result<()> {
    let (own, _plan) = site().await?;
    let site = &own.site;
    site.clock.advance(BEGINS_AFTER + TimeDelta::minutes(5));
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    for route in routes().into_iter().filter(|route| route.path.starts_with("/{realm}/")) {
        let path = route.path.replace("{realm}", "minato").replace(['{', '}'], "");
        for (realm, here) in [("minato", true), ("kusunoki", false)] {
            let address = site.provider(&path.replace("minato", realm));
            let answer = browser.request(route.method.clone(), &address).header("accept", "text/html").send().await?;
            let waits = here && !matches!(route.caller, Caller::Reader | Caller::Client);
            assert_eq!(answer.status() == StatusCode::SERVICE_UNAVAILABLE, waits, "{} {address}", route.method);
        }
    }
    let keys: Value = browser.get(site.provider("/minato/jwks")).send().await?.json().await?;
    assert!(keys["keys"].as_array().is_some_and(|keys| !keys.is_empty()));
    for path in ["/health/live", "/health/ready", "/robots.txt"] {
        assert_eq!(browser.get(site.provider(path)).send().await?.status(), StatusCode::OK, "{path}");
        assert_eq!(browser.get(site.portal(path)).send().await?.status(), StatusCode::OK, "{path}");
    }
    let mut visitor = Visitor::new()?;
    let page = visitor.open(&site.portal("/minato/")).await?;
    let stylesheet = page.body.split("href=\"").find(|part| part.starts_with("/assets/")).unwrap_or_default();
    let stylesheet = site.portal(stylesheet.split('"').next().unwrap_or_default());
    assert_eq!(browser.get(stylesheet).send().await?.status(), StatusCode::OK, "the page keeps its looks");
    assert!(visitor.open(&site.portal("/kusunoki/")).await?.status.is_success(), "another society does not notice");
    Ok(())
}

#[tokio::test]
async fn an_application_that_asks_in_silence_is_told() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let site = &own.site;
    site.clock.advance(BEGINS_AFTER + TimeDelta::minutes(5));
    let mut visitor = Visitor::new()?;
    let back = format!("{}minato/callback", plan.portal_url()?);
    let request = |prompt: &str, back: &str| {
        site.provider(&format!("/minato/authorize?client_id=portal&redirect_uri={back}&state=s&prompt={prompt}"))
    };
    let answer = visitor.peek(&request("none", &back)).await?.location()?;
    assert!(answer.as_str().starts_with(&back), "{answer}");
    let said: Vec<_> = answer.query_pairs().into_owned().collect();
    for pair in [("error", "temporarily_unavailable"), ("state", "s")] {
        assert!(said.contains(&(pair.0.to_owned(), pair.1.to_owned())), "{answer}");
    }
    assert!(rests(&visitor.peek(&request("login", &back)).await?));
    assert!(rests(&visitor.peek(&request("none", "https://evil.example/")).await?));
    Ok(())
}

/// Pictures of what a member sees before and during.
async fn pictures(device: crate::chromium::Device) -> anyhow::Result<()> {
    let (own, _plan) = site().await?;
    let (site, clock): (&Site, &Clock) = (&own.site, &own.site.clock);
    in_a_window("maintenance", device, async |chromium| {
        clock.advance(BEGINS_AFTER - TimeDelta::days(3));
        chromium.window.goto(site.portal("/minato/")).await?;
        chromium.picture("1-announced-at-the-top").await?;
        chromium.window.goto(site.portal("/minato/sign-in")).await?;
        chromium.picture("2-announced-at-the-sign-in").await?;
        clock.advance(TimeDelta::days(3) + TimeDelta::minutes(5));
        chromium.window.refresh().await?;
        chromium.picture("3-during").await?;
        assert!(chromium.text().await?.contains("に終了する予定です"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn it_reads_well_on_a_phone_and_on_a_computer() -> anyhow::Result<()> {
    pictures(PHONE).await?;
    pictures(COMPUTER).await
}
