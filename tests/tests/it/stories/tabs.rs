//! One browser with many tabs, in which different things are done.

use tests::visitor::{Form, Page};

use super::member::{Member, OwnSite};

const TABS: usize = 20;

fn is_at_the_top(page: &Page) {
    let text = page.text();
    assert!(page.status.is_success() && page.url.path() == "/minato/", "{} {}: {text}", page.status, page.url);
    assert!(text.contains("ログアウト"), "signed in: {text}");
}

/// Begins a sign-in in each tab, and leaves each at its first page.
async fn tabs(own: &OwnSite, member: &mut Member) -> anyhow::Result<Vec<(String, Form)>> {
    let mut tabs = Vec::new();
    for _ in 0..TABS {
        let page = member.browser.open(&own.site.portal("/minato/sign-in")).await?;
        tabs.push((page.url.to_string(), page.form("login-submit")?));
    }
    Ok(tabs)
}

#[tokio::test]
async fn in_twenty_tabs_one_sign_in_is_enough() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let tabs = tabs(&own, &mut member).await?;
    // In the last one.
    member.answer_what_is_asked(&own.site.clock).await?;
    is_at_the_top(member.browser.page()?);
    for (number, (address, form)) in tabs.into_iter().enumerate() {
        if number % 2 == 0 {
            is_at_the_top(member.browser.open(&address).await?);
        } else {
            let typed = [("username", member.persona.user_id.as_str()), ("password", member.persona.password.as_str())];
            member.browser.send(form.fill_in(&typed)?).await?;
            member.answer_what_is_asked(&own.site.clock).await?;
            if number == TABS - 1 {
                // This one's sign-in is over; its form says so, and leads where it led before.
                let text = member.reads()?;
                assert!(text.contains("ログインがすでに終わっています"), "{text}");
                member.browser.follow("「みなとけんぽポータル」へ進む").await?;
            }
            is_at_the_top(member.browser.page()?);
        }
    }
    Ok(())
}

#[tokio::test]
async fn signed_out_in_one_tab_the_other_asks_and_loses_nothing() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.open(&own.site.portal("/minato/sign-in"), &own.site.clock).await?;
    member.browser.open(&own.site.provider("/minato/account/user-id")).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    let form = member.browser.page()?.form("user-id-submit")?.fill_in(&[("username", "sea-of-minato")])?;

    member.browser.open(&own.site.portal("/minato/sign-out")).await?;
    member.browser.submit("logout-confirm", &[]).await?;
    assert!(member.reads()?.contains("ログアウトしました"), "{}", member.reads()?);

    let page = member.browser.send(form).await?;
    assert!(page.offers("password"), "{} {}", page.url, page.text());
    member.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/account/user-id");
    // The portal's own tab: its next page leads through the provider without a question.
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/expenses", "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn somebody_else_in_another_tab_is_told_and_nobody_acts_as_the_other() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let mut tabs = tabs(&own, &mut member).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    is_at_the_top(member.browser.page()?);
    member.browser.open(&own.site.provider("/minato/account/user-id")).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    let form = member.browser.page()?.form("user-id-submit")?.fill_in(&[("username", "sea-of-minato")])?;

    // In another tab somebody else types their ID and password, and confirms that the first member is signed out.
    let other = Member::named("minato", "second-member")?;
    let (_, login) = tabs.remove(0);
    let typed = [("username", other.persona.user_id.as_str()), ("password", other.persona.password.as_str())];
    member.browser.send(login.fill_in(&typed)?).await?;
    (member.persona, member.phone) = (other.persona, other.phone);
    member.answer_what_is_asked(&own.site.clock).await?;
    assert!(member.browser.page()?.offers("switch-confirm"), "{}", member.reads()?);
    member.browser.submit("switch-confirm", &[]).await?;
    is_at_the_top(member.browser.page()?);

    // The first member's form is not done in the other's name.
    let page = member.browser.send(form).await?;
    assert_ne!(page.url.path(), "/minato/account", "{}", page.text());
    let page = member.browser.open(&own.site.provider("/minato/account")).await?;
    assert!(!page.text().contains("sea-of-minato"), "{}", page.text());
    Ok(())
}
