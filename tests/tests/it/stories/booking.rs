//! A second application behind a tile of the portal: another vendor's booking of check-ups. Whoever is signed in on the
//! portal is signed in there without a question, and whoever signs out of the portal is signed out there.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tests::site::{Site, free_port, prepare};
use url::Url;

use super::member::{Member, OwnSite, plan};
use super::stock_client::StockApplication;

/// A society's file of the application, whose addresses become those of the program on this machine.
fn run_here(realm_config: &Path, (realm, vendor): (&str, &str), port: u16) -> anyhow::Result<()> {
    let path = realm_config.join(realm).join("clients/checkup-booking.toml");
    let here = format!("http://localhost:{port}");
    let file = fs::read_to_string(&path)?.replace(vendor, &here);
    let told = format!("backchannel_logout_uri = \"{here}/oidc/back-channel-logout\"\n");
    Ok(fs::write(path, format!("{file}{told}"))?)
}

/// From the portal's tile into the booking of a realm, whose vendor has it at this address, and out of both.
async fn a_tile_signs_the_member_in_and_out(realm: &str, vendor: &str) -> anyhow::Result<()> {
    let (plan, folder) = plan()?;
    let port = free_port()?;
    run_here(&plan.realm_config, (realm, vendor), port)?;
    prepare(&plan).await?;
    let secret = fs::read_to_string(plan.folder.join(&format!("secrets/{realm}-checkup-booking.secret")))?;
    let own = OwnSite::over(Site::serve(&plan).await?, folder);
    let client = ("checkup-booking", secret.as_str());
    let booking = StockApplication::start("booking.py", port, &own.site.provider(&format!("/{realm}")), client).await?;

    let mut member = Member::named(realm, "returning-member")?;
    assert!(member.browser.open(&booking.page("/")).await?.text().contains("ログインしてください"));
    member.open(&own.site.portal(&format!("/{realm}/expenses")), &own.site.clock).await?;
    member.browser.open(&own.site.portal(&format!("/{realm}/"))).await?;
    let tile =
        Url::parse_with_params(&booking.page("/oidc/login"), [("iss", own.site.provider(&format!("/{realm}")))])?;
    assert!(member.browser.page()?.body.contains(&format!("href=\"{tile}\"")), "{}", member.browser.page()?.body);
    let page = member.browser.open(tile.as_str()).await?;
    assert_eq!(page.url.as_str(), booking.page("/"), "no question on the way: {}", page.text());
    assert_eq!(page.text(), format!("人間ドックの予約：{} さん", member.persona.full_name));

    member.browser.open(&own.site.portal(&format!("/{realm}/sign-out"))).await?;
    member.browser.submit("logout-confirm", &[]).await?;
    let signed_out = async {
        while member.browser.open(&booking.page("/")).await?.text().contains(&member.persona.full_name) {
            tokio::task::yield_now().await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(30), signed_out).await??;
    member.browser.open(tile.as_str()).await?;
    assert!(member.browser.page()?.offers("password"), "{}", member.reads()?);
    Ok(())
}

/// It shows results of examinations, and so asks for more than a code by mail.
#[tokio::test]
async fn minato_has_its_own_vendor() -> anyhow::Result<()> {
    a_tile_signs_the_member_in_and_out("minato", "https://yoyaku.example.jp").await
}

/// One of three applications, beside every service of the portal's own.
#[tokio::test]
async fn asahi_shares_a_vendor_with_others() -> anyhow::Result<()> {
    a_tile_signs_the_member_in_and_out("asahi", "https://dock.example.jp/asahi").await
}
