//! Members who cannot go on alone, and the administrator at the society's desk who helps them.

use anyhow::Context as _;
use idp::admin::member::{Deed, Effect, Named, Order, order_for_one};
use idp::rows::NamedBy;
use realm::Lookup;
use tests::authenticator::Phone;
use tests::visitor::Visitor;

use super::member::{Member, OwnSite};

/// The administrator does something for a member.
async fn desk_does(own: &OwnSite, deed: Deed, member: &Member) -> anyhow::Result<Effect> {
    let Lookup::Serving(realm) = own.site.idp.realms.find("minato") else { anyhow::bail!("minato is not served") };
    let reason = "電話で本人確認".parse()?;
    let order = Order { deed, administrator: "desk".to_owned(), reason: Some(reason), dry_run: false };
    let named = Named::new(NamedBy::MemberNumber, &member.persona.member_number);
    Ok(order_for_one(&own.site.idp, &realm, &order, &named).await?)
}

async fn newest_subject(own: &OwnSite, member: &Member) -> anyhow::Result<String> {
    let address = member.persona.email.as_deref().context("an address")?;
    Ok(own.site.newest_mail(address).await?.subject().to_owned())
}

/// Opens the medical expenses in a browser that was never here, and shows a password.
async fn begin(own: &OwnSite, member: &mut Member, password: &str) -> anyhow::Result<()> {
    member.browser = Visitor::new()?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    let typed = [("username", member.persona.user_id.as_str()), ("password", password)];
    member.browser.submit("login-submit", &typed).await?;
    Ok(())
}

#[tokio::test]
async fn whoever_lost_the_phone_registers_another_at_the_next_sign_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let password = member.persona.password.clone();
    begin(&own, &mut member, &password).await?;
    assert!(member.browser.page()?.offers("code"), "the phone is asked for: {}", member.reads()?);

    let effect = desk_does(&own, Deed::ResetMfa, &member).await?;
    assert_eq!((effect.authenticators, effect.told), (1, true));
    assert_eq!(newest_subject(&own, &member).await?, "二要素認証がリセットされました");

    // Whoever was halfway in with the old means is not halfway in any more, the thief of the phone too.
    let code = member.phone.code(&own.site.clock)?;
    member.browser.submit("login-submit", &[("code", &code)]).await?;
    assert!(member.browser.page()?.offers("password"), "{}", member.reads()?);

    begin(&own, &mut member, &password).await?;
    let key = member.browser.page()?.texts("#app-key")?.first().map(|key| key.replace(' ', ""));
    member.phone = Phone::with(&key.with_context(|| format!("a key to type: {}", member.reads().unwrap_or_default()))?);
    let code = member.phone.code(&own.site.clock)?;
    member.browser.submit("enrol-submit", &[("code", &code), ("device_name", "新しいスマホ")]).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    assert!(member.reads()?.contains("医療費"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn whoever_locked_themselves_out_signs_in_once_the_desk_unlocks() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "locked")?;
    let password = member.persona.password.clone();
    begin(&own, &mut member, &password).await?;
    assert!(member.reads()?.contains("無効なユーザIDまたはパスワードです"), "{}", member.reads()?);

    let effect = desk_does(&own, Deed::Unlock, &member).await?;
    assert!(effect.changed && effect.told);
    assert_eq!(newest_subject(&own, &member).await?, "アカウントのロックを解除しました");
    begin(&own, &mut member, &password).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    assert!(member.reads()?.contains("医療費"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn an_initial_password_leads_through_the_password_step_again() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let former = member.persona.password.clone();
    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;

    let effect = desk_does(&own, Deed::ResetPassword, &member).await?;
    let (initial, derived) = effect.password.context("a new password")?;
    assert!(!derived && effect.sessions > 0, "whoever was signed in is no longer");
    assert_eq!(newest_subject(&own, &member).await?, "パスワードを初期パスワードに戻しました");

    begin(&own, &mut member, &former).await?;
    assert!(member.reads()?.contains("無効なユーザIDまたはパスワードです"), "{}", member.reads()?);
    own.site.clock.advance(chrono::TimeDelta::seconds(60));
    begin(&own, &mut member, initial.expose()).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    let chosen = "Kaede-2026-tally";
    let typed = [("new_password", chosen), ("new_password_again", chosen)];
    member.browser.submit("password-submit", &typed).await?;
    assert!(member.reads()?.contains("医療費"), "{}", member.reads()?);

    begin(&own, &mut member, initial.expose()).await?;
    assert!(member.reads()?.contains("無効なユーザIDまたはパスワードです"), "it worked once: {}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn whoever_is_signed_out_at_the_desk_is_asked_again() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let account = own.site.provider("/minato/account");
    member.open(&own.site.portal("/minato/expenses"), &own.site.clock).await?;
    assert!(!member.browser.open(&account).await?.offers("password"), "one sign-in serves both sites");

    let effect = desk_does(&own, Deed::SignOut, &member).await?;
    assert!(effect.sessions == 1 && effect.grants <= 1 && !effect.told);
    assert!(member.browser.open(&account).await?.offers("password"), "{}", member.reads()?);
    Ok(())
}
