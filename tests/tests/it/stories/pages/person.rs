//! Help before a sign-in, and what members set for themselves: a picture cropped with the keyboard, a nickname.

use anyhow::Context as _;
use thirtyfour::Key;
use thirtyfour::extensions::query::ElementWaitable as _;

use super::round::{in_both_languages, sends, signs_in, unfold};
use crate::stories::member::Member;

#[tokio::test]
async fn help() -> anyhow::Result<()> {
    in_both_languages("round-help", async |chromium, own| {
        for (page, state) in [("help", "help"), ("help/guide", "guide"), ("help/faq", "faq"), ("terms", "terms")] {
            chromium.window.goto(own.site.portal(&format!("/minato/{page}"))).await?;
            unfold(chromium).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        chromium.window.goto(own.site.portal("/minato/help/faq")).await?;
        sends(chromium, &[("q", "minato.example.jp")], "search-submit", "faq-found").await?;
        let found = chromium.text().await?;
        assert!(found.contains("検索結果：") || found.contains("Results: "), "{found}");
        sends(chromium, &[("q", "zzzz")], "search-submit", "faq-none").await?;

        // From the provider's first page, which most who look for help come from.
        chromium.window.goto(own.site.portal("/minato/sign-in")).await?;
        let help = chromium.window.find(thirtyfour::By::Css("footer .help a")).await?;
        help.click().await?;
        help.wait_until().stale().await?;
        let address = chromium.window.current_url().await?;
        assert_eq!(address.as_str(), own.site.portal("/minato/help"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn personal_settings() -> anyhow::Result<()> {
    in_both_languages("round-settings", async |chromium, own| {
        let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
        signs_in(chromium, own, &persona, "settings").await?;
        if chromium.by_id("code").await.is_ok() {
            let code = phone.code(&own.site.clock)?;
            sends(chromium, &[("code", &code)], "login-submit", "settings").await?;
        }
        let file = own.folder().join("photo.png");
        std::fs::write(&file, chromium.window.screenshot_as_png().await?)?;
        let file = file.to_str().context("a path")?;
        chromium.by_id("picture").await?.send_keys(file).await?;
        chromium.window.find(thirtyfour::By::Css("#crop canvas")).await?.wait_until().displayed().await?;
        chromium.is_accessible_to_everybody("settings-cropping").await?;

        chromium.by_id("picture").await?.focus().await?;
        for (slider, key, presses) in [("crop-zoom", Key::Right, 40), ("crop-down", Key::Left, 50)] {
            chromium.tab_to(slider).await?;
            for _ in 0..presses {
                chromium.keys(key.clone()).await?;
            }
        }
        let value = async |id: &str| anyhow::Ok(chromium.by_id(id).await?.prop("value").await?);
        assert_eq!(
            (value("crop-zoom").await?.as_deref(), value("crop-down").await?.as_deref()),
            (Some("140"), Some("0"))
        );
        chromium.enter("picture-submit").await?;
        chromium.is_accessible_to_everybody("settings-picture").await?;
        let drawn = "return document.querySelector('.portrait').naturalWidth";
        assert_eq!(chromium.window.execute(drawn, Vec::new()).await?.convert::<u32>()?, 256);

        sends(chromium, &[("nickname", &"a".repeat(21))], "settings-submit", "settings-wrong").await?;
        sends(chromium, &[("nickname", "みさき")], "settings-submit", "settings-saved").await?;
        chromium.window.goto(own.site.portal("/minato/")).await?;
        chromium.window.execute("document.querySelector('details.menu').open = true", Vec::new()).await?;
        assert!(chromium.text().await?.contains("みさき"));
        chromium.is_accessible_to_everybody("top-with-picture").await
    })
    .await
}
