//! Another e-mail address: verified first, told to the former one, and of no use to whoever reads former mails.

use tests::visitor::Visitor;

use super::{at, path};
use crate::stories::member::{Member, OwnSite};

const FORMER: &str = "sakura.ito@example.jp";
const NEW: &str = "sakura@new.example.jp";

/// A member who waits for the mail to a new address.
async fn waiting(own: &OwnSite, address: &str) -> anyhow::Result<Member> {
    let mut member = at(own, "returning-member", "/email").await?;
    member.browser.submit("email-submit", &[("email", address)]).await?;
    Ok(member)
}

/// How many mails told the former address of the change.
async fn told(own: &OwnSite) -> anyhow::Result<usize> {
    let mails = own.site.mails(FORMER).await?;
    Ok(mails.iter().filter(|mail| mail.subject() == "メールアドレスが変更されました").count())
}

/// The address on the profile.
async fn on_record(own: &OwnSite, member: &mut Member) -> anyhow::Result<String> {
    let page = member.browser.open(&own.site.provider("/minato/account")).await?;
    Ok(page.texts(".definitions dd")?.into_iter().find(|text| text.contains('@')).unwrap_or_default())
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_told_apart() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/email").await?;
    for (typed, said) in [
        ("", "入力してください"),
        ("sakura.@example.jp", "形が正しくありません"),
        (&format!("{}@example.jp", "s".repeat(250)), "255文字"),
        (FORMER, "今のメールアドレスと同じです"),
        ("makoto.sato@example.jp", "ほかの方が使っています"),
    ] {
        let page = member.browser.submit("email-submit", &[("email", typed)]).await?;
        assert!(page.texts("#problems")?.concat().contains(said), "{typed}: {}", page.text());
        assert!(
            page.form("email-submit")?.fields.contains(&("email".to_owned(), typed.to_owned())),
            "{typed} was lost"
        );
    }
    Ok(())
}

#[tokio::test]
async fn the_code_in_the_mail_changes_the_address_and_the_former_one_is_told() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = waiting(&own, "Sakura@New.example.jp").await?;
    assert_eq!(path(&member)?, "/account/email/verify");
    assert!(on_record(&own, &mut member).await?.contains(FORMER), "until then the former one stays");
    member.browser.open(&own.site.provider("/minato/account/email/verify")).await?;
    member.browser.submit("email-verify-submit", &[("code", "000000")]).await?;
    assert_eq!(path(&member)?, "/account/email/verify");
    assert_eq!(told(&own).await?, 0, "nothing has changed yet");

    let code = own.site.newest_mail(NEW).await?.code()?;
    member.browser.submit("email-verify-submit", &[("code", &code)]).await?;
    assert_eq!(path(&member)?, "/account");
    assert!(member.reads()?.contains("メールアドレスを変更しました"), "{}", member.reads()?);
    assert!(on_record(&own, &mut member).await?.contains(NEW));
    assert_eq!(told(&own).await?, 1, "the former address is told");
    Ok(())
}

#[tokio::test]
async fn the_link_works_from_another_device_and_only_when_its_button_is_pressed() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = waiting(&own, NEW).await?;
    let link = own.site.newest_mail(NEW).await?.link()?;
    let mut phone = Visitor::new()?;
    for _ in 0..3 {
        phone.open(&link).await?;
    }
    assert!(on_record(&own, &mut member).await?.contains(FORMER), "opening it changes nothing");
    phone.submit("email-confirm", &[]).await?;
    assert!(phone.page()?.text().contains("確認しました"), "{}", phone.page()?.text());
    phone.open(&own.site.provider("/minato/account")).await?;
    assert!(phone.page()?.offers("login-submit"), "the link signs nobody in");

    member.browser.open(&own.site.provider("/minato/account/email/verify")).await?;
    assert_eq!(path(&member)?, "/account", "the page that waited goes on");
    assert!(
        member.reads()?.contains("メールアドレスを変更しました") && member.reads()?.contains(NEW),
        "{}",
        member.reads()?
    );
    Ok(())
}

#[tokio::test]
async fn the_mail_to_a_mistyped_address_is_worth_nothing_once_it_is_corrected() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = waiting(&own, "stranger@new.example.jp").await?;
    let link = own.site.newest_mail("stranger@new.example.jp").await?.link()?;
    member.browser.open(&own.site.provider("/minato/account/email")).await?;
    member.browser.submit("email-submit", &[("email", NEW)]).await?;

    let mut stranger = Visitor::new()?;
    stranger.open(&link).await?;
    assert!(!stranger.page()?.offers("email-confirm"), "{}", stranger.page()?.text());
    assert!(on_record(&own, &mut member).await?.contains(FORMER));
    Ok(())
}

#[tokio::test]
async fn whoever_gives_up_changes_nothing() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = waiting(&own, NEW).await?;
    let link = own.site.newest_mail(NEW).await?.link()?;
    member.browser.submit("email-cancel", &[]).await?;
    assert_eq!(path(&member)?, "/account");
    assert!(!member.reads()?.contains("メールアドレスを変更しました"), "{}", member.reads()?);
    let mut elsewhere = Visitor::new()?;
    elsewhere.open(&link).await?;
    assert!(!elsewhere.page()?.offers("email-confirm"), "{}", elsewhere.page()?.text());
    Ok(())
}

/// Somebody at a browser that was left open asks for another address, and the member notices in time.
#[tokio::test]
async fn a_hijacker_gains_nothing_once_the_member_has_changed_the_password() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut hijacker = waiting(&own, "hijacker@new.example.jp").await?;
    let mail = own.site.newest_mail("hijacker@new.example.jp").await?;
    let (link, code) = (mail.link()?, mail.code()?);

    let mut member = at(&own, "returning-member", "/password").await?;
    let new = "kawa-7no-hotori";
    let form = member.browser.page()?.form("password-submit")?;
    member.browser.send(form.fill_in(&[("new_password", new), ("new_password_again", new)])?).await?;

    let mut elsewhere = Visitor::new()?;
    elsewhere.open(&link).await?;
    assert!(!elsewhere.page()?.offers("email-confirm"), "{}", elsewhere.page()?.text());
    let form = hijacker.browser.page()?.form("email-verify-submit")?.fill_in(&[("code", &code)])?;
    hijacker.browser.send(form).await?;
    assert!(hijacker.browser.page()?.offers("login-submit"), "signed out: {}", hijacker.reads()?);
    assert!(on_record(&own, &mut member).await?.contains(FORMER));
    Ok(())
}
