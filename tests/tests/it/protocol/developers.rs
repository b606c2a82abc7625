//! The page for integrators: what it says is what the provider does.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use super::raw::{Raw, sent};
use super::world::{SECRET, World};

#[tokio::test]
async fn the_page_says_what_the_metadata_says() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let metadata: Value =
        reqwest::get(format!("{}/.well-known/openid-configuration", app.issuer)).await?.json().await?;
    for language in ["ja", "en"] {
        let address = world.site.provider(&format!("/minato/developers?lang={language}"));
        let page = sent(Raw::new()?.request(Method::GET, &address)).await?;
        let codes: BTreeSet<String> = page.texts("main code")?.into_iter().collect();
        for (name, value) in metadata.as_object().into_iter().flatten() {
            let listed = value.as_array().into_iter().flatten().chain([value]).filter_map(Value::as_str);
            for text in listed.filter(|_| name != "claims_supported") {
                assert!(codes.contains(text), "{language}: {name} {text}");
            }
        }
        // Of the token's own claims the standards tell.
        for claim in ["name#ja-Kana-JP", "birthdate", "email_verified", "kenpo"] {
            assert!(codes.contains(claim), "{language}: {claim}");
        }
        assert!(!page.body.contains(SECRET), "no secret");
        for client in ["app", "plain", "phone", "batch"] {
            let [ja, en] = [format!("アプリ {client}"), format!("Application {client}")];
            assert!(!page.text().contains(&ja) && !page.text().contains(&en), "no application is told of: {client}");
        }
    }
    Ok(())
}

/// Some of the errors, as they come.
#[tokio::test]
async fn the_errors_that_applications_get_are_explained() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let page = reqwest::get(world.site.provider("/minato/developers")).await?.text().await?;
    let mut browser = world.person("returning-member")?.browser;
    let mut got = Vec::new();
    for (name, value) in
        [("prompt", "none"), ("response_type", "token"), ("scope", "unheard-of"), ("resource", "https://a.example")]
    {
        let answer = browser.peek(&app.request().with(name, value).address()).await?.location()?;
        got.push(super::application::Answer::at(&answer).error().unwrap_or_default().to_owned());
    }
    got.push(app.redeem("no-code").await?.error().unwrap_or_default().to_owned());
    assert_eq!(
        got,
        ["login_required", "unsupported_response_type", "invalid_scope", "invalid_target", "invalid_grant"]
    );
    for error in got {
        assert!(page.contains(&format!("<code lang=\"en\">{error}</code>")), "{error}");
    }
    Ok(())
}
