//! The pages of mail on a real screen, with pictures for people to look at.

use thirtyfour::prelude::*;

use super::super::member::{Member, OwnSite};
use super::super::screens::in_a_window;
use super::{STATED, elsewhere};
use crate::chromium::{COMPUTER, COMPUTER_IN_ENGLISH, Chromium, Device, PHONE, PHONE_IN_ENGLISH};

/// From the letter to the user ID; the link is opened elsewhere, and the page goes on without anybody touching it.
async fn verifies_the_address(chromium: &Chromium, own: &OwnSite) -> anyhow::Result<()> {
    let (site, member) = (&own.site, Member::named("minato", "new-member")?);
    chromium.window.goto(site.portal("/minato/sign-in")).await?;
    chromium.type_into("username", &member.persona.user_id).await?;
    chromium.type_into("password", &member.persona.password).await?;
    chromium.press("login-submit").await?;
    chromium.type_into("birth_date", "20030117").await?;
    chromium.press("birth-date-submit").await?;
    chromium.press("terms-agree").await?;
    chromium.picture("1-address").await?;
    chromium.type_into("email", "hayato.@example.jp").await?;
    chromium.press("email-submit").await?;
    chromium.picture("2-malformed").await?;
    chromium.type_into("email", STATED).await?;
    chromium.press("email-submit").await?;
    chromium.picture("3-waiting").await?;
    chromium.press("code-resend").await?;
    chromium.picture("4-too-early").await?;

    let mut reader = elsewhere(&site.newest_mail(STATED).await?.link()?).await?;
    reader.submit("email-confirm", &[]).await?;
    chromium.window.query(By::Id("user-id-submit")).first().await?;
    Ok(())
}

/// What the reader of the mail sees.
async fn opens_the_link(chromium: &Chromium, link: &str) -> anyhow::Result<()> {
    chromium.window.goto(link).await?;
    chromium.picture("5-link").await?;
    chromium.press("email-confirm").await?;
    chromium.picture("6-confirmed").await?;
    chromium.window.goto(link).await?;
    chromium.picture("7-confirmed-before").await
}

/// Password, code by mail, the page.
async fn enters_the_code(chromium: &Chromium, own: &OwnSite) -> anyhow::Result<()> {
    let (site, member) = (&own.site, Member::named("minato", "mail-member")?);
    chromium.window.delete_all_cookies().await?;
    chromium.window.goto(site.portal("/minato/expenses")).await?;
    chromium.type_into("username", &member.persona.user_id).await?;
    chromium.type_into("password", &member.persona.password).await?;
    chromium.press("login-submit").await?;
    chromium.picture("8-code").await?;
    chromium.type_into("code", "000000").await?;
    chromium.press("login-submit").await?;
    chromium.picture("9-wrong-code").await?;
    let code = site.newest_mail(&super::address(&member)?).await?.code()?;
    chromium.type_into("code", &code).await?;
    chromium.press("login-submit").await?;
    assert!(chromium.window.current_url().await?.path().ends_with("/expenses"));
    Ok(())
}

async fn tour(device: Device) -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let for_a_link = OwnSite::build().await?;
    let _waiting = super::waiting_for_mail(&for_a_link.site).await?;
    let link = for_a_link.site.newest_mail(STATED).await?.link()?;
    in_a_window("mail", device, async |chromium| {
        verifies_the_address(chromium, &own).await?;
        opens_the_link(chromium, &link).await?;
        enters_the_code(chromium, &own).await
    })
    .await
}

#[tokio::test]
async fn mail_on_a_phone() -> anyhow::Result<()> {
    tour(PHONE).await
}

#[tokio::test]
async fn mail_at_a_computer() -> anyhow::Result<()> {
    tour(COMPUTER).await
}

#[tokio::test]
async fn mail_in_english() -> anyhow::Result<()> {
    tour(PHONE_IN_ENGLISH).await?;
    tour(COMPUTER_IN_ENGLISH).await
}
