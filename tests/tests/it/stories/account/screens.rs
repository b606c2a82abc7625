//! The account pages on real screens, with a passkey that a device makes and that is deleted again.

use thirtyfour::By;

use crate::chromium::{COMPUTER, COMPUTER_IN_ENGLISH, Chromium, Device, PHONE, PHONE_IN_ENGLISH};
use crate::stories::member::{Member, OwnSite};
use crate::stories::passkey::Authenticator;
use crate::stories::screens::in_a_window;

/// Opens an account page, answering password and code where they are asked.
async fn open(chromium: &Chromium, own: &OwnSite, member: &mut Member, page: &str) -> anyhow::Result<()> {
    chromium.window.goto(own.site.provider(&format!("/minato/account{page}"))).await?;
    for _ in 0..2 {
        if chromium.by_id("password").await.is_ok() {
            // A fixed user ID stands there already.
            if chromium.by_id("username").await?.attr("readonly").await?.is_none() {
                chromium.type_into("username", &member.persona.user_id).await?;
            }
            chromium.type_into("password", &member.persona.password).await?;
            chromium.press("login-submit").await?;
        } else if chromium.by_id("code").await.is_ok() && chromium.by_id("login-submit").await.is_ok() {
            chromium.type_into("code", &member.phone.code(&own.site.clock)?).await?;
            chromium.press("login-submit").await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_passkey_is_added_and_deleted_on_the_account_pages() -> anyhow::Result<()> {
    for device in [PHONE, COMPUTER] {
        let own = OwnSite::build().await?;
        let mut member = Member::named("minato", "returning-member")?;
        in_a_window("account-passkey", device, async |chromium| {
            let authenticator = Authenticator::of(chromium).await?;
            open(chromium, &own, &mut member, "/sign-in?tab=own").await?;
            chromium.picture("1-nothing").await?;
            assert!(chromium.text().await?.contains("生体認証は未設定"), "{}", chromium.text().await?);

            chromium.press("add-passkeys").await?;
            chromium.picture("2-new").await?;
            chromium.press("enrol-submit").await?;
            let list = chromium.text().await?;
            assert!(list.contains("生体認証を登録しました") && !list.contains("生体認証は未設定"), "{list}");
            assert_eq!(authenticator.passkeys().await?.len(), 1);
            chromium.picture("3-added").await?;

            let delete = chromium.window.find(By::Css("a[href*='/passkeys/'][href*='/delete']")).await?;
            chromium.window.goto(delete.prop("href").await?.unwrap_or_default()).await?;
            chromium.picture("4-delete").await?;
            chromium.press("delete-submit").await?;
            let list = chromium.text().await?;
            assert!(list.contains("生体認証を削除しました") && list.contains("生体認証は未設定"), "{list}");
            chromium.picture("5-deleted").await
        })
        .await?;
    }
    Ok(())
}

/// Every page, as a member with a few devices sees it.
async fn pictures(device: Device) -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "two-devices")?;
    in_a_window("account", device, async |chromium| {
        own.site.clock.advance(chrono::TimeDelta::minutes(1));
        open(chromium, &own, &mut member, "?tab=own").await?;
        // New terms may have to be agreed to on the way.
        if chromium.by_id("terms-agree").await.is_ok() {
            chromium.press("terms-agree").await?;
        }
        for (name, page) in [
            ("profile", "?tab=own"),
            ("user-id", "/user-id"),
            ("method", "/method"),
            ("sign-in", "/sign-in"),
            ("password", "/password"),
            ("sessions", "/sessions"),
            ("sessions-end", "/sessions/others/end"),
            ("history", "/history"),
            ("export", "/export"),
        ] {
            open(chromium, &own, &mut member, page).await?;
            chromium.picture(name).await?;
        }
        let delete = first_delete(chromium, &own, &mut member).await?;
        chromium.window.goto(delete).await?;
        chromium.picture("delete").await?;
        own.site.clock.advance(chrono::TimeDelta::minutes(6));
        chromium.window.goto(own.site.provider("/minato/account/password")).await?;
        chromium.picture("again").await
    })
    .await
}

/// Where the first button that deletes leads.
async fn first_delete(chromium: &Chromium, own: &OwnSite, member: &mut Member) -> anyhow::Result<String> {
    open(chromium, own, member, "/sign-in").await?;
    let link = chromium.window.find(By::Css("a[href*='/delete']")).await?;
    Ok(link.prop("href").await?.unwrap_or_default())
}

#[tokio::test]
async fn every_account_page_on_phone_and_computer() -> anyhow::Result<()> {
    for device in [PHONE, COMPUTER] {
        pictures(device).await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_account_page_in_english() -> anyhow::Result<()> {
    for device in [PHONE_IN_ENGLISH, COMPUTER_IN_ENGLISH] {
        pictures(device).await?;
    }
    Ok(())
}
