//! The pages on which members decide about applications, judged for everybody.

use std::fs;

use tests::site::{Site, prepare};
use thirtyfour::By;

use super::round::{in_both_languages_at, sends};
use crate::stories::member::{Member, OwnSite, plan};

/// A site with an application that wants much, and says of itself all that there is to say.
async fn site() -> anyhow::Result<OwnSite> {
    let (plan, folder) = plan()?;
    let here = format!("http://localhost:{}/minato", plan.provider_port);
    let client = format!(
        r#"client_id = "vendor"
name = {{ ja = "あんしん保健指導の予約とアンケート", en = "Health guidance bookings and questionnaires" }}
token_endpoint_auth_method = "none"
redirect_uris = ["{here}/jwks"]
grant_types = ["authorization_code", "refresh_token"]
scopes = ["openid", "profile", "email", "kenpo", "offline_access", "questionnaires:write"]
consent = "remembered"
client_uri = "{here}/jwks"
logo_uri = "{here}/brand/0/logo.svg"
policy_uri = "{here}/jwks"
tos_uri = "{here}/jwks"
"#
    );
    fs::write(plan.realm_config.join("minato/clients/vendor.toml"), client)?;
    prepare(&plan).await?;
    Ok(OwnSite::over(Site::serve(&plan).await?, folder))
}

#[tokio::test]
async fn what_applications_learn() -> anyhow::Result<()> {
    in_both_languages_at("round-applications", site, async |chromium, own| {
        let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
        let back = own.site.provider("/minato/jwks");
        let request = format!(
            "/minato/authorize?response_type=code&client_id=vendor&redirect_uri={back}&state=x\
             &scope=openid+profile+email+kenpo+offline_access+questionnaires:write\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        );
        chromium.window.goto(own.site.provider(&request)).await?;
        chromium.is_accessible_to_everybody("login").await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        sends(chromium, &[("code", &phone.code(&own.site.clock)?)], "login-submit", "consent").await?;
        chromium.press("consent-allow").await?;
        assert!(chromium.window.current_url().await?.as_str().contains("code="));

        chromium.window.goto(own.site.provider("/minato/account/applications")).await?;
        chromium.is_accessible_to_everybody("applications").await?;
        let withdraw = chromium.window.find(By::Css("a[href*='/withdraw']")).await?;
        chromium.window.goto(withdraw.prop("href").await?.unwrap_or_default()).await?;
        chromium.is_accessible_to_everybody("withdraw").await?;
        sends(chromium, &[], "withdraw-submit", "withdrawn").await
    })
    .await
}

#[tokio::test]
async fn what_integrators_read() -> anyhow::Result<()> {
    in_both_languages_at("round-developers", OwnSite::build, async |chromium, own| {
        chromium.window.goto(own.site.provider("/minato/developers")).await?;
        chromium.is_accessible_to_everybody("developers").await
    })
    .await
}
