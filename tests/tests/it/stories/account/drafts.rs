//! What was typed on an account page and sent too late, when it was asked once more who it is.

use chrono::TimeDelta;
use tests::visitor::Page;

use super::super::member::{Member, OwnSite};
use super::{at, path};

/// Longer than an authentication is fresh.
const TOO_LONG: TimeDelta = TimeDelta::minutes(6);

/// What stands in a field of the form of a button.
fn stands(page: &Page, button: &str, field: &str) -> anyhow::Result<String> {
    let fields = page.form(button)?.fields;
    Ok(fields.into_iter().find(|(name, _)| name == field).map(|(_, value)| value).unwrap_or_default())
}

/// Sends a form of an account page too late, and answers what is asked then.
async fn too_late(own: &OwnSite, member: &mut Member, button: &str, typed: &[(&str, &str)]) -> anyhow::Result<()> {
    let here = path(member)?;
    own.site.clock.advance(TOO_LONG);
    assert!(member.browser.submit(button, typed).await?.offers("password"), "{}", member.reads()?);
    member.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(path(member)?, here, "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn what_was_typed_stands_in_the_form_until_it_is_used() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/user-id").await?;
    too_late(&own, &mut member, "user-id-submit", &[("username", "sakura-2026")]).await?;
    assert_eq!(stands(member.browser.page()?, "user-id-submit", "username")?, "sakura-2026");
    member.browser.open("/minato/account/user-id").await?;
    assert_eq!(stands(member.browser.page()?, "user-id-submit", "username")?, "sakura-2026", "loaded again");
    member.browser.submit("user-id-submit", &[("username", "ito-2026")]).await?;
    assert_eq!(path(&member)?, "/account", "{}", member.reads()?);
    member.browser.open("/minato/account/user-id").await?;
    assert_eq!(stands(member.browser.page()?, "user-id-submit", "username")?, "ito-2026", "the draft is forgotten");

    member.browser.open("/minato/account/email").await?;
    member.persona.user_id = "ito-2026".to_owned();
    too_late(&own, &mut member, "email-submit", &[("email", "sakura.new@example.jp")]).await?;
    assert_eq!(stands(member.browser.page()?, "email-submit", "email")?, "sakura.new@example.jp");
    member.browser.submit("email-submit", &[]).await?;
    assert_eq!(path(&member)?, "/account/email/verify", "{}", member.reads()?);
    member.browser.open("/minato/account/email").await?;
    assert_eq!(stands(member.browser.page()?, "email-submit", "email")?, "", "the draft is forgotten");
    Ok(())
}

#[tokio::test]
async fn a_password_never_comes_back() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/password").await?;
    let typed = [("new_password", "kawa-7no-hotori"), ("new_password_again", "kawa-7no-hotori")];
    too_late(&own, &mut member, "password-submit", &typed).await?;
    let page = member.browser.page()?;
    assert_eq!(stands(page, "password-submit", "new_password")?, "");
    assert!(!page.body.contains("kawa-7no-hotori"));
    Ok(())
}

/// What one member typed is for nobody else at the same browser.
#[tokio::test]
async fn somebody_else_at_the_browser_does_not_see_it() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/user-id").await?;
    own.site.clock.advance(TOO_LONG);
    member.browser.submit("user-id-submit", &[("username", "sakura-2026")]).await?;
    member.browser.open(&own.site.provider("/minato/logout")).await?;
    member.browser.submit("logout-confirm", &[]).await?;
    let mut other = Member::named("minato", "second-member")?;
    other.browser = member.browser;
    other.open(&own.site.provider("/minato/account/user-id"), &own.site.clock).await?;
    assert_eq!(path(&other)?, "/account/user-id", "{}", other.reads()?);
    assert_eq!(stands(other.browser.page()?, "user-id-submit", "username")?, other.persona.user_id);
    Ok(())
}
