//! A member reads what the family's care cost, in a browser without scripts.

use chrono::{Datelike as _, Months};
use tests::visitor::Visitor;

use super::member::{Member, OwnSite};

#[tokio::test]
async fn a_member_signs_in_and_reads_the_familys_newest_month() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "member")?;
    member.browser.open(&own.site.portal("/minato/")).await?;
    assert!(!member.reads()?.contains("田中"), "nobody is signed in yet");

    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    let newest = base::japan_date(own.site.clock.now()) - Months::new(3);
    let month = own.site.portal(&format!("/minato/expenses/{}/{:02}", newest.year(), newest.month()));
    member.open(&month, &own.site.clock).await?;

    let page = member.browser.page()?;
    assert_eq!(page.url.as_str(), month, "{}", page.text());
    let headings = page.texts("thead th")?;
    for heading in
        ["診療年月", "受診者", "医療機関", "診療区分", "医療費総額", "保険者負担額", "公費負担額", "自己負担額", "備考"]
    {
        assert!(headings.iter().any(|found| found.starts_with(heading)), "{heading} in {headings:?}");
    }
    assert!(page.text().contains("合計"), "the total row");
    Ok(())
}

#[tokio::test]
async fn it_is_the_same_with_postgresql_and_redis_behind_it() -> anyhow::Result<()> {
    let own = OwnSite::build_on_servers().await?;
    let mut member = Member::named("minato", "member")?;
    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    let page = member.browser.page()?;
    assert!(page.url.path() == "/minato/expenses" && page.text().contains("田中"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn another_household_and_another_society_are_never_shown() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let today = base::japan_date(own.site.clock.now());
    for (realm, name, theirs) in [
        ("minato", "member", ["佐藤", "鈴木", "山本"]),
        ("minato", "second-member", ["田中", "鈴木", "山本"]),
        ("kusunoki", "member", ["田中", "佐藤", "加藤"]),
    ] {
        let mut member = Member::named(realm, name)?;
        for year in [today.year(), today.year() - 1] {
            member.open(&own.site.portal(&format!("/{realm}/expenses/{year}")), &own.site.clock).await?;
            assert!(member.browser.page()?.status.is_success(), "{}", member.reads()?);
            for family in theirs {
                assert!(!member.reads()?.contains(family), "{family} on a page of {}", member.persona.full_name);
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn signing_out_ends_both_sessions_and_what_was_read_is_gone() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let expenses = own.site.portal("/minato/expenses");
    member.open(&expenses, &own.site.clock).await?;
    let caching = member.browser.page()?.headers.get("cache-control").map(|value| value.as_bytes().to_vec());
    assert_eq!(caching.as_deref(), Some(&b"no-store"[..]), "the Back button asks the server");

    member.browser.open(&own.site.portal("/minato/sign-out")).await?;
    member.browser.submit("logout-confirm", &[]).await?;
    if member.browser.page()?.offers("logout-confirm") {
        member.browser.submit("logout-confirm", &[]).await?;
    }
    assert!(member.browser.page()?.url.as_str().starts_with(&own.site.portal("/minato/")), "{}", member.reads()?);

    member.browser.open(&expenses).await?;
    assert!(member.browser.page()?.offers("password"), "the provider asks anew: {}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_device_is_picked_by_its_name() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "two-devices")?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    member.answer_one_question(&own.site.clock).await?;
    let devices = member.browser.page()?.options("device")?;
    assert_eq!(
        devices.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
        ["スマートフォン", "自宅のタブレット"]
    );

    let mut tablet = tests::authenticator::Phone::with(&member.persona.authenticators[1].secret);
    let code = tablet.code(&own.site.clock)?;
    member.browser.submit("login-submit", &[("device", &devices[1].0), ("code", &code)]).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    assert!(member.browser.page()?.url.path().starts_with("/minato/expenses"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_id_read_the_same() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut answers = Vec::new();
    for user_id in ["mnt-0001024", "mnt-9999999", "mnt-0001455"] {
        let mut visitor = Visitor::new()?;
        visitor.open(&own.site.portal("/minato/expenses")).await?;
        visitor.submit("login-submit", &[("username", user_id), ("password", "not-the-password")]).await?;
        let page = visitor.page()?;
        assert!(page.text().contains("無効なユーザIDまたはパスワードです。"), "{}", page.text());
        answers.push((page.status, page.text().replace(user_id, "")));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    Ok(())
}

#[tokio::test]
async fn a_locked_member_stays_out_with_the_right_password() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "locked")?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    member.answer_one_question(&own.site.clock).await?;
    assert!(member.reads()?.contains("無効なユーザIDまたはパスワードです。"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_session_serves_the_next_application_and_an_expired_page_leads_onward() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    // A page that was left open until the sign-in behind it was gone.
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    own.site.clock.advance(chrono::TimeDelta::hours(80));
    member.answer_one_question(&own.site.clock).await?;
    let page = member.browser.page()?;
    let onward = page.texts("main a")?;
    assert!(page.offers("password") || !onward.is_empty(), "a way onward: {}", page.text());

    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    assert!(member.browser.page()?.url.path().starts_with("/minato/expenses"), "{}", member.reads()?);
    Ok(())
}
