//! Without a mouse: from the entrance to the medical expenses and out again, with a mistake on the way.

use thirtyfour::Key;

use crate::chromium::COMPUTER;
use crate::stories::member::{Member, OwnSite};
use crate::stories::screens::in_a_window;

#[tokio::test]
async fn everything_is_done_with_the_keyboard_alone() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    in_a_window("keyboard", COMPUTER, async |member| {
        member.window.goto(own.site.portal("/minato/")).await?;
        // The first stop skips the header.
        member.keys(Key::Tab).await?;
        assert_eq!(member.focused().await?.text, "本文へ進む");
        member.keys(Key::Enter).await?;
        assert_eq!(member.focused().await?.id, "main");
        member.enter("ログイン").await?;

        member.enter_text("username", &persona.user_id).await?;
        member.enter_text("password", "wrong-password").await?;
        member.enter("login-submit").await?;
        // What is wrong has the focus, so that it is read out; the way to the fields goes on from there.
        assert_eq!(member.focused().await?.id, "problems");
        member.enter_text("password", &persona.password).await?;
        member.enter("login-submit").await?;

        let code = phone.code(&own.site.clock)?;
        member.enter_text("code", &code).await?;
        member.enter("login-submit").await?;
        assert!(member.text().await?.contains(&persona.full_name), "{}", member.text().await?);

        member.enter("医療費情報").await?;
        let heading = member.text().await?;
        assert!(heading.contains("医療費"), "{heading}");
        member.enter(&format!("{} さん ログアウト", persona.full_name)).await?;
        member.enter("logout-confirm").await?;
        assert!(member.text().await?.contains("ログアウトしました"), "{}", member.text().await?);
        Ok(())
    })
    .await
}
