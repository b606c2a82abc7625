//! Where a member is signed in, and the ways out.

use chrono::TimeDelta;
use tests::visitor::Visitor;

use super::{at, path};
use crate::stories::member::OwnSite;

#[tokio::test]
async fn another_browser_is_seen_and_signed_out() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/sessions").await?;
    assert_eq!(member.browser.page()?.texts(".items > li .name")?, ["不明なブラウザ お使いの端末"]);

    own.site.clock.advance(TimeDelta::minutes(1));
    let mut other = at(&own, "returning-member", "/sessions").await?;
    other.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    other.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert_eq!(other.browser.page()?.texts(".items > li")?.len(), 2);
    assert_eq!(other.browser.page()?.texts(".items > li .tag")?, ["お使いの端末"], "one of them is this one");

    // From the other browser the first is signed out.
    let ends: Vec<String> = links(&other.browser, "/end")?;
    let first = ends.get(1).cloned().unwrap_or_default();
    other.browser.open(&first).await?;
    assert!(other.reads()?.contains("この端末からサインアウトしますか"), "{}", other.reads()?);
    assert!(!other.reads()?.contains("今お使いの端末です"), "{}", other.reads()?);
    other.browser.submit("session-end", &[]).await?;
    assert_eq!(path(&other)?, "/account/sessions");
    assert!(other.reads()?.contains("サインアウトしました"), "{}", other.reads()?);
    assert_eq!(other.browser.page()?.texts(".items > li")?.len(), 1);
    member.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert!(member.browser.page()?.offers("login-submit"), "the first browser is out: {}", member.reads()?);
    Ok(())
}

/// The links of a page's list whose address ends so.
fn links(browser: &Visitor, end: &str) -> anyhow::Result<Vec<String>> {
    let body = &browser.page()?.body;
    let hrefs = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(hrefs.filter(|href| href.contains(end)).map(str::to_owned).collect())
}

#[tokio::test]
async fn out_of_all_others_and_out_of_all() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/sessions").await?;
    let mut other = at(&own, "returning-member", "/sessions").await?;
    let stranger = at(&own, "second-member", "/sessions").await?;
    assert_eq!(stranger.browser.page()?.texts(".items > li")?.len(), 1, "nobody sees another member's browsers");

    member.browser.open(&own.site.provider("/minato/account/sessions/others/end")).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    member.browser.submit("session-end", &[]).await?;
    assert_eq!(member.browser.page()?.texts(".items > li")?.len(), 1);
    other.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert!(other.browser.page()?.offers("login-submit"), "{}", other.reads()?);

    member.browser.open(&own.site.provider("/minato/account/sessions/all/end")).await?;
    member.browser.submit("session-end", &[]).await?;
    assert_eq!(member.browser.page()?.texts("h1")?, ["ログアウトしました"]);
    member.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert!(member.browser.page()?.offers("login-submit"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn another_members_session_cannot_be_ended() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/sessions").await?;
    let theirs = links(&member.browser, "/end")?.first().cloned().unwrap_or_default();
    let mut stranger = at(&own, "second-member", "/sessions").await?;
    let form = stranger.browser.open(&own.site.provider("/minato/account/sessions/others/end")).await?;
    let mut form = form.form("session-end")?;
    form.action = form.action.join(&theirs)?;
    stranger.browser.send(form).await?;
    assert_eq!(path(&stranger)?, "/account/sessions");
    member.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert_eq!(path(&member)?, "/account/sessions", "still signed in");
    Ok(())
}

#[tokio::test]
async fn the_last_use_is_noted_and_not_at_every_page() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/sessions").await?;
    let last_used = |member: &crate::stories::member::Member| -> anyhow::Result<String> {
        let facts = member.browser.page()?.texts(".items dd")?;
        Ok(facts.last().cloned().unwrap_or_default())
    };
    let first = last_used(&member)?;
    own.site.clock.advance(TimeDelta::minutes(3));
    member.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert_eq!(last_used(&member)?, first, "within five minutes nothing is written");
    own.site.clock.advance(TimeDelta::minutes(3));
    member.browser.open(&own.site.provider("/minato/account/history")).await?;
    member.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert_ne!(last_used(&member)?, first);
    Ok(())
}

#[tokio::test]
async fn the_history_tells_what_happened_page_by_page() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/history").await?;
    assert!(member.browser.page()?.texts("tbody tr")?[0].contains("ログイン"), "{}", member.reads()?);
    for number in 0..11 {
        own.site.clock.advance(TimeDelta::minutes(6));
        member.open(&own.site.provider("/minato/account/user-id"), &own.site.clock).await?;
        let id = format!("sakura-{number}");
        member.browser.submit("user-id-submit", &[("username", &id)]).await?;
        member.persona.user_id = id;
    }
    let newest = member.browser.open(&own.site.provider("/minato/account/history")).await?.clone();
    assert_eq!(newest.texts("tbody tr")?.len(), 20);
    assert!(newest.texts("tbody tr")?[0].contains("ユーザID"), "{}", newest.text());
    let older = member.browser.follow("older").await?;
    assert_eq!(older.texts("tbody tr")?.len(), 3, "a sign-in, a proof and a change eleven times: {}", older.text());
    assert!(older.texts("tbody tr")?[2].contains("ログイン") && !older.offers("older"), "{}", older.text());

    let stranger = at(&own, "second-member", "/history").await?;
    assert_eq!(stranger.browser.page()?.texts("tbody tr")?.len(), 1, "nobody reads another member's");
    Ok(())
}

#[tokio::test]
async fn all_that_is_held_goes_with_the_member_and_no_secret() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/export").await?;
    let form = member.browser.page()?.form("export-submit")?;
    let file = member.browser.send_once(form.clone()).await?;
    let disposition = file.headers.get("content-disposition").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(disposition.starts_with("attachment; filename=\"minato-account-"), "{disposition}");
    let data: serde_json::Value = serde_json::from_str(&file.body)?;
    assert_eq!(data["profile"]["user_id"], member.persona.user_id);
    assert_eq!(data["profile"]["family_name"], "伊藤");
    assert_eq!(data["authenticators"][0]["name"], "スマートフォン");
    assert_eq!(data["sessions"].as_array().map(Vec::len), Some(1));
    let events: Vec<_> = data["history"].as_array().into_iter().flatten().map(|entry| &entry["event"]).collect();
    assert!(events.contains(&&serde_json::json!("signed-in")), "{events:?}");
    assert_eq!(data["accepted_terms"].as_array().map(Vec::len), Some(1));
    for secret in ["argon2", "password_hash", "seed", "\"cookie\"", "proofs", &*member.persona.password] {
        assert!(!file.body.contains(secret), "{secret}");
    }

    own.site.clock.advance(TimeDelta::minutes(6));
    let stale = member.browser.send(form).await?;
    assert_eq!(stale.texts("h1")?, ["続行するには再度認証してください"]);
    member.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(path(&member)?, "/account/export", "back at the page with the button");
    Ok(())
}
