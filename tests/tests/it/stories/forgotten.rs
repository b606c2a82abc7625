//! A member who has forgotten the user ID and the password, on a real screen.

use chrono::TimeDelta;

use super::member::{Member, OwnSite};
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, COMPUTER_IN_ENGLISH, Chromium, Device, PHONE, PHONE_IN_ENGLISH};

const NEW: &str = "kawa-7no-hotori";

/// From the sign-in page over both mails to the month's expenses.
async fn remembers(chromium: &Chromium, own: &OwnSite) -> anyhow::Result<()> {
    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    let (window, email) = (&chromium.window, persona.email.clone().unwrap_or_default());
    window.goto(own.site.portal("/minato/expenses")).await?;
    chromium.picture("1-sign-in").await?;
    chromium.press("forgotten-user-id").await?;
    chromium.press("forgotten-submit").await?;
    chromium.picture("2-user-id-empty").await?;
    chromium.type_into("birth_date", &persona.birth_date.format("%Y%m%d").to_string()).await?;
    chromium.type_into("email", &email).await?;
    chromium.picture("3-user-id").await?;
    chromium.press("forgotten-submit").await?;
    chromium.picture("4-user-id-told").await?;
    assert!(own.site.newest_mail(&email).await?.text().contains(&persona.user_id));

    chromium.press("forgotten-password").await?;
    chromium.type_into("username", &persona.user_id).await?;
    chromium.picture("5-password").await?;
    chromium.press("forgotten-submit").await?;
    chromium.picture("6-password-told").await?;
    let (sign_in, link) = (window.current_url().await?, own.site.newest_mail(&email).await?.link()?);
    window.goto(&link).await?;
    chromium.picture("7-new-password").await?;
    chromium.type_into("new_password", "12345678").await?;
    chromium.type_into("new_password_again", "1234").await?;
    chromium.press("password-submit").await?;
    chromium.picture("8-new-password-refused").await?;
    own.site.clock.advance(TimeDelta::minutes(5));
    window.goto(&link).await?;
    chromium.picture("9-dead").await?;
    chromium.press("forgotten-submit").await?;
    window.goto(own.site.newest_mail(&email).await?.link()?).await?;
    chromium.type_into("new_password", NEW).await?;
    chromium.type_into("new_password_again", NEW).await?;
    chromium.press("password-submit").await?;
    chromium.picture("10-set").await?;
    assert_eq!(window.current_url().await?.path(), sign_in.path());
    chromium.type_into("password", NEW).await?;
    chromium.press("login-submit").await?;
    chromium.type_into("code", &phone.code(&own.site.clock)?).await?;
    chromium.press("login-submit").await?;
    window.goto(&link).await?;
    chromium.picture("11-dead-after-the-change").await
}

async fn on(device: Device) -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    in_a_window("forgotten", device, async |chromium| remembers(chromium, &own).await).await
}

#[tokio::test]
async fn on_a_phone() -> anyhow::Result<()> {
    on(PHONE).await
}

#[tokio::test]
async fn at_a_computer() -> anyhow::Result<()> {
    on(COMPUTER).await
}

#[tokio::test]
async fn in_english() -> anyhow::Result<()> {
    on(PHONE_IN_ENGLISH).await?;
    on(COMPUTER_IN_ENGLISH).await
}
