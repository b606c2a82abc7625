//! The society's other services, each in every state in which a member meets it, judged for everybody.

use std::fs;

use tests::site::{Site, prepare};
use thirtyfour::By;

use super::round::{in_both_languages_at, sends};
use crate::chromium::Chromium;
use crate::stories::member::{Member, OwnSite, plan};

/// `minato` with the services that it does not have otherwise: its members are past their first sign-in.
pub async fn site() -> anyhow::Result<OwnSite> {
    let (plan, folder) = plan()?;
    let path = plan.realm_config.join("minato/portal.toml");
    let more = ["prescriptions", "eligibility-certificate", "applications", "tax-data"];
    let more = more.map(|service| format!("\n[[tile]]\nservice = \"{service}\"\n")).concat();
    fs::write(&path, format!("{}{more}", fs::read_to_string(&path)?))?;
    prepare(&plan).await?;
    Ok(OwnSite::over(Site::serve(&plan).await?, folder))
}

/// Follows the first link of the page that leads below an address.
async fn follow(chromium: &Chromium, below: &str) -> anyhow::Result<()> {
    let link = chromium.window.find(By::Css(format!("main a[href*='{below}']"))).await?;
    chromium.window.goto(link.prop("href").await?.unwrap_or_default()).await?;
    Ok(())
}

/// Signs a member in, as far as the code.
pub async fn signs_in(chromium: &Chromium, own: &OwnSite, name: &str) -> anyhow::Result<()> {
    let Member { persona, mut phone, .. } = Member::named("minato", name)?;
    chromium.window.goto(own.site.portal("/minato/sign-in")).await?;
    chromium.type_into("username", &persona.user_id).await?;
    chromium.type_into("password", &persona.password).await?;
    chromium.press("login-submit").await?;
    sends(chromium, &[("code", &phone.code(&own.site.clock)?)], "login-submit", "top").await
}

#[tokio::test]
async fn services() -> anyhow::Result<()> {
    in_both_languages_at("round-services", site, async |chromium, own| {
        signs_in(chromium, own, "returning-member").await?;
        for (page, below, state) in [
            ("benefits", Some("/benefits/"), "benefits"),
            ("eligibility-information", None, "eligibility"),
            ("eligibility-certificate", None, "certificate"),
            ("checkups", Some("/checkups/"), "checkups"),
            ("checkups", Some("/checkups/trend/"), "trend"),
            ("prescriptions", Some("/prescriptions/"), "prescriptions"),
            ("prescriptions/2001/01", None, "prescriptions-none"),
        ] {
            chromium.window.goto(own.site.portal(&format!("/minato/{page}"))).await?;
            chromium.is_accessible_to_everybody(state).await?;
            if let Some(below) = below {
                follow(chromium, below).await?;
                chromium.is_accessible_to_everybody(&format!("{state}-one")).await?;
            }
        }
        applies(chromium, own).await
    })
    .await
}

/// From the empty list to an application that is received.
async fn applies(chromium: &Chromium, own: &OwnSite) -> anyhow::Result<()> {
    chromium.window.goto(own.site.portal("/minato/applications")).await?;
    chromium.is_accessible_to_everybody("applications-none").await?;
    follow(chromium, "/applications/new").await?;
    chromium.is_accessible_to_everybody("application").await?;
    let typed = [("patient_name", "田中 結衣"), ("vaccinated_on", "20991231"), ("paid", "3,500")];
    sends(chromium, &typed, "application-check", "application-wrong").await?;
    let mended = [("vaccinated_on", "20251105"), ("institution", "みなと内科クリニック")];
    sends(chromium, &mended, "application-check", "application-check").await?;
    sends(chromium, &[], "application-edit", "application-edit").await?;
    chromium.press("application-check").await?;
    sends(chromium, &[], "application-send", "application-received").await?;
    let text = chromium.text().await?;
    assert!(text.contains("田中 結衣") && text.contains("3,500"), "{text}");
    chromium.window.goto(own.site.portal("/minato/applications")).await?;
    chromium.is_accessible_to_everybody("applications").await
}
