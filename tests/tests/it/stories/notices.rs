//! A society publishes notices with the real command, and members find and read them on a phone.

use std::process::Output;

use chrono::TimeDelta;
use tests::visitor::Visitor;

use super::member::{Member, OwnSite};
use super::screens::in_a_window;
use super::society::{Society, says};
use crate::chromium::{COMPUTER, Device, PHONE, PHONE_IN_ENGLISH};

const NOTICE: &str = "+++\ntitle.ja = \"事務所移転のお知らせ\"\ncategory = \"society\"\naudience = \"public\"\n+++\n\
                      新しい事務所は駅前です。\n";

const PUBLISH: [&str; 2] = ["notice", "publish"];

/// Publishes a text as the notice `office`.
async fn publishes(society: &Society, text: &str, more: &[&str]) -> anyhow::Result<Output> {
    society.gives(&PUBLISH, ("office.md", text), more).await
}

#[tokio::test]
async fn a_notice_is_published_corrected_and_withdrawn_by_command() -> anyhow::Result<()> {
    let (society, own) = Society::open().await?;
    let mut visitor = Visitor::new()?;
    let page = own.site.portal("/minato/notices/office");

    let tried = publishes(&society, NOTICE, &["--dry-run"]).await?;
    assert!(tried.status.success() && says(&tried).contains("検査のみ"), "{}", says(&tried));
    assert_eq!(visitor.open(&page).await?.status, 404, "a dry run leaves nothing");

    let published = publishes(&society, NOTICE, &[]).await?;
    assert!(published.status.success() && says(&published).contains(&page), "{}", says(&published));
    visitor.open(&own.site.portal("/minato/")).await?;
    let read = visitor.follow(&link_text(visitor.page()?.texts("ul.news a")?)?).await?;
    assert!(read.url.as_str() == page && read.text().contains("駅前"), "{}", read.text());

    let broken = publishes(&society, &NOTICE.replace("駅前", "<b>駅前</b>"), &[]).await?;
    assert_eq!(broken.status.code(), Some(1));
    assert!(says(&broken).contains("office.md:6:8") && says(&broken).contains("HTML"), "{}", says(&broken));
    assert!(visitor.open(&page).await?.text().contains("駅前"), "what was there is still there");
    let corrected = publishes(&society, &NOTICE.replace("駅前", "港の近く"), &[]).await?;
    assert!(says(&corrected).contains("差し替え"), "{}", says(&corrected));
    assert!(visitor.open(&page).await?.text().contains("港の近く"));

    let withdrawn = society.portal.run(&["notice", "withdraw", "minato", "office"]).await?;
    assert!(withdrawn.status.success(), "{}", says(&withdrawn));
    let gone = visitor.open(&page).await?;
    assert!(gone.status == 410 && gone.text().contains("取り下げ"), "{}", gone.text());
    let again = society.portal.run(&["notice", "withdraw", "minato", "office"]).await?;
    assert_eq!(again.status.code(), Some(1), "{}", says(&again));
    let list = says(&society.portal.run(&["notice", "list", "minato"]).await?);
    assert!(list.lines().any(|line| line.starts_with("office\twithdrawn")), "{list}");
    Ok(())
}

#[tokio::test]
async fn a_notice_of_tomorrow_waits_for_its_hour_and_goes_after_its_last_day() -> anyhow::Result<()> {
    let (society, own) = Society::open().await?;
    let today = base::japan_date(own.site.clock.now());
    let (first, last) = (today + chrono::Days::new(1), today + chrono::Days::new(3));
    let times = format!("from = \"{first} 09:00\"\nuntil = \"{last}\"\n+++\n新しい");
    let scheduled = publishes(&society, &NOTICE.replace("+++\n新しい", &times), &[]).await?;
    assert!(scheduled.status.success(), "{}", says(&scheduled));
    let list = says(&society.portal.run(&["notice", "list", "minato"]).await?);
    assert!(list.lines().any(|line| line.starts_with("office\tscheduled")), "{list}");

    let (page, mut visitor) = (own.site.portal("/minato/notices/office"), Visitor::new()?);
    let at_nine = first.and_hms_opt(9, 0, 0).and_then(base::from_japan_standard_time);
    let until_nine = at_nine.ok_or_else(|| anyhow::anyhow!("a moment"))? - own.site.clock.now();
    assert_eq!(visitor.open(&page).await?.status, 404);
    own.site.clock.advance(until_nine - TimeDelta::minutes(1));
    assert_eq!(visitor.open(&page).await?.status, 404, "a minute before nine");
    own.site.clock.advance(TimeDelta::minutes(2));
    assert!(visitor.open(&page).await?.text().contains("駅前"));
    own.site.clock.advance(TimeDelta::days(3));
    let ended = visitor.open(&page).await?;
    assert!(ended.status == 410 && !ended.text().contains("駅前"), "after its last day: {}", ended.text());
    Ok(())
}

/// The whole text of the link that names the notice.
fn link_text(links: Vec<String>) -> anyhow::Result<String> {
    links.into_iter().find(|text| text.contains("事務所移転")).ok_or_else(|| anyhow::anyhow!("no link"))
}

/// From the entrance to a notice, and after signing in to those for members.
async fn reads_notices(device: Device) -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    in_a_window("notices", device, async |chromium| {
        let goes = async |page: &str| chromium.window.goto(own.site.portal(page)).await;
        goes("/minato/").await?;
        chromium.is_accessible_to_everybody("entrance").await?;
        goes("/minato/notices").await?;
        chromium.is_accessible_to_everybody("list-for-everybody").await?;
        goes("/minato/notices/checkups").await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        chromium.type_into("code", &phone.code(&own.site.clock)?).await?;
        chromium.press("login-submit").await?;
        assert!(chromium.window.current_url().await?.path().ends_with("/minato/notices/checkups"));
        chromium.is_accessible_to_everybody("notice").await?;
        goes("/minato/").await?;
        chromium.is_accessible_to_everybody("top").await?;
        goes("/minato/notices").await?;
        chromium.is_accessible_to_everybody("list").await?;
        goes("/minato/notices/influenza").await?;
        chromium.is_accessible_to_everybody("notice-with-file").await?;
        goes("/minato/notices/expenses-delay").await?;
        chromium.is_accessible_to_everybody("notice-in-japanese").await
    })
    .await
}

#[tokio::test]
async fn members_read_notices_on_a_phone() -> anyhow::Result<()> {
    reads_notices(PHONE).await
}

#[tokio::test]
async fn members_read_notices_in_english() -> anyhow::Result<()> {
    reads_notices(PHONE_IN_ENGLISH).await
}

#[tokio::test]
async fn members_read_notices_on_a_computer() -> anyhow::Result<()> {
    reads_notices(COMPUTER).await
}
