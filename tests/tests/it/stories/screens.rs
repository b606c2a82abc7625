//! The member's way on a real screen, with pictures of every page for people to look at.

use chrono::Months;
use tests::authenticator::Phone;
use tests::samples::Persona;

use super::member::{Member, OwnSite};
use crate::chromium::{COMPUTER, COMPUTER_IN_ENGLISH, Chromium, Device, PHONE, PHONE_IN_ENGLISH};

/// Runs a story in a window and closes the window however it ends.
pub async fn in_a_window<F>(name: &str, device: Device, story: F) -> anyhow::Result<()>
where
    F: AsyncFnOnce(&Chromium) -> anyhow::Result<()>,
{
    let chromium = Chromium::open(name, device).await?;
    let told = story(&chromium).await;
    if told.is_err() {
        chromium.keep_picture("failed").await?;
    }
    chromium.close().await?;
    told
}

/// From the portal's top page through password, code and terms, as far as the month's table.
async fn reads_the_month(
    chromium: &Chromium,
    own: &OwnSite,
    persona: &Persona,
    phone: &mut Phone,
) -> anyhow::Result<()> {
    let (site, clock) = (&own.site, &own.site.clock);
    chromium.window.goto(site.portal("/minato/")).await?;
    chromium.picture("1-top").await?;
    chromium.window.goto(site.portal("/minato/expenses")).await?;
    chromium.picture("2-password").await?;
    chromium.type_into("username", &persona.user_id).await?;
    chromium.type_into("password", "wrong-password").await?;
    chromium.press("login-submit").await?;
    chromium.picture("3-wrong-password").await?;
    chromium.type_into("password", &persona.password).await?;
    chromium.press("login-submit").await?;
    chromium.picture("4-code").await?;
    chromium.type_into("code", &phone.code(clock)?).await?;
    chromium.press("login-submit").await?;
    chromium.picture("5-terms").await?;
    chromium.press("terms-agree").await?;
    chromium.picture("6-expenses").await?;
    let newest = base::japan_date(clock.now()) - Months::new(3);
    chromium.window.goto(site.portal(&format!("/minato/expenses/{}", newest.format("%Y/%m")))).await?;
    chromium.picture("7-month").await
}

#[tokio::test]
async fn a_member_reads_the_month_signs_out_and_back_shows_nothing() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let Member { persona, mut phone, .. } = Member::named("minato", "member")?;
    in_a_window("member", COMPUTER, async |chromium| {
        reads_the_month(chromium, &own, &persona, &mut phone).await?;
        let month = chromium.text().await?;
        assert!(month.contains("田中") && month.contains("合計"), "{month}");

        chromium.window.goto(own.site.portal("/minato/sign-out")).await?;
        chromium.picture("8-sign-out").await?;
        chromium.press("logout-confirm").await?;
        chromium.picture("9-signed-out").await?;
        assert!(!chromium.text().await?.contains("田中"));
        for _ in 0..6 {
            chromium.window.back().await?;
            let shown = chromium.text().await?;
            assert!(!shown.contains("田中") && !shown.contains("医療費総額"), "Back shows: {shown}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn every_page_on_a_phone() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let Member { persona, mut phone, .. } = Member::named("minato", "member")?;
    in_a_window("member", PHONE, async |chromium| reads_the_month(chromium, &own, &persona, &mut phone).await).await
}

#[tokio::test]
async fn every_page_in_english() -> anyhow::Result<()> {
    for device in [PHONE_IN_ENGLISH, COMPUTER_IN_ENGLISH] {
        let own = OwnSite::build().await?;
        let Member { persona, mut phone, .. } = Member::named("minato", "member")?;
        in_a_window("member", device, async |chromium| reads_the_month(chromium, &own, &persona, &mut phone).await)
            .await?;
    }
    Ok(())
}
