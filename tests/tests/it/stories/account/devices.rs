//! The password and the devices of the second factor: changed, added, deleted; and the mails that tell of it.

use chrono::TimeDelta;
use tests::authenticator::code_at;
use tests::visitor::{Page, Visitor};

use super::{at, path};
use crate::stories::member::{Member, OwnSite};

const SAKURA: &str = "sakura.ito@example.jp";

/// The subjects of the mails to the member that tell of a change.
async fn subjects(own: &OwnSite) -> anyhow::Result<Vec<String>> {
    let subjects = own.site.mails(SAKURA).await?.into_iter().map(|mail| mail.subject().to_owned());
    Ok(subjects.filter(|subject| subject.ends_with("されました")).collect())
}

#[tokio::test]
async fn a_password_is_changed_and_the_other_browsers_are_out() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut other = at(&own, "returning-member", "/sessions").await?;
    let mut member = at(&own, "returning-member", "/sign-in").await?;
    assert!(member.reads()?.contains("基本認証") && member.reads()?.contains("設定日"), "{}", member.reads()?);
    member.browser.open(&own.site.provider("/minato/account/password")).await?;
    for (first, second, said) in [
        (member.persona.password.clone(), member.persona.password.clone(), "今のパスワード"),
        ("kawa-7no-hotori".to_owned(), "kawa-7no-hotorl".to_owned(), "一致しません"),
    ] {
        let typed = [("new_password", first.as_str()), ("new_password_again", second.as_str())];
        let page = member.browser.submit("password-submit", &typed).await?;
        assert!(page.texts("#problems")?.concat().contains(said), "{}", page.text());
    }
    let new = "kawa-7no-hotori";
    let form = member.browser.page()?.form("password-submit")?;
    assert!(form.fields.contains(&("everywhere".to_owned(), "on".to_owned())), "ticked: somebody may know the old one");
    member.browser.send(form.fill_in(&[("new_password", new), ("new_password_again", new)])?).await?;
    assert_eq!(path(&member)?, "/account/sign-in");
    assert!(member.reads()?.contains("パスワードを変更しました"), "{}", member.reads()?);
    assert_eq!(subjects(&own).await?, ["パスワードが変更されました"]);

    other.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert!(other.browser.page()?.offers("login-submit"), "the other browser is out");
    other.answer_one_question(&own.site.clock).await?;
    assert!(other.reads()?.contains("無効なユーザIDまたはパスワードです"), "the old password: {}", other.reads()?);
    other.persona.password = new.to_owned();
    other.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(path(&other)?, "/account/sessions");
    member.browser.open(&own.site.provider("/minato/account/sessions")).await?;
    assert_eq!(path(&member)?, "/account/sessions", "this browser stays");
    Ok(())
}

/// The key that the page shows.
fn key(page: &Page) -> anyhow::Result<String> {
    Ok(page.texts("#app-key")?.concat().replace(' ', ""))
}

/// Registers a second app under a name.
async fn add_app(own: &OwnSite, member: &mut Member, name: &str) -> anyhow::Result<String> {
    member.open(&own.site.provider("/minato/account/authenticators/new"), &own.site.clock).await?;
    let key = key(member.browser.page()?)?;
    let code = code_at(&key, own.site.clock.now().timestamp())?;
    member.browser.submit("enrol-submit", &[("code", &code), ("device_name", name)]).await?;
    Ok(key)
}

#[tokio::test]
async fn a_second_app_is_added_and_the_first_deleted() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/sign-in").await?;
    let key = add_app(&own, &mut member, "自宅のタブレット").await?;
    assert_eq!(path(&member)?, "/account/sign-in");
    assert!(member.reads()?.contains("認証アプリを登録しました"), "{}", member.reads()?);
    let names = |member: &Member| member.browser.page().and_then(|page| page.texts(".items .name"));
    assert_eq!(names(&member)?, ["パスワード", "スマートフォン", "自宅のタブレット"]);

    // A name is taken once, and the page keeps its secret.
    member.browser.open(&own.site.provider("/minato/account/authenticators/new")).await?;
    let third = self::key(member.browser.page()?)?;
    assert_ne!(third, key, "each device has a secret of its own");
    let code = code_at(&third, own.site.clock.now().timestamp())?;
    member.browser.submit("enrol-submit", &[("code", &code), ("device_name", "スマートフォン")]).await?;
    assert!(member.browser.page()?.offers("problems"), "{}", member.reads()?);
    assert_eq!(self::key(member.browser.page()?)?, third);

    let list = member.browser.open(&own.site.provider("/minato/account/sign-in")).await?.clone();
    let delete = list.link("削除")?;
    let page = member.browser.open(delete.as_str()).await?;
    assert!(
        page.text().contains("スマートフォン") && page.text().contains("今回のログインで使った端末です"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("これだけです"), "{}", page.text());
    member.browser.submit("delete-submit", &[]).await?;
    assert_eq!(names(&member)?, ["パスワード", "自宅のタブレット"]);
    assert!(member.reads()?.contains("認証アプリを削除しました"), "{}", member.reads()?);
    assert_eq!(subjects(&own).await?, ["ログイン方法が追加されました", "ログイン方法が削除されました"]);

    member.browser.open(delete.as_str()).await?;
    assert_eq!(path(&member)?, "/account/sign-in", "what is gone is not asked about");
    Ok(())
}

#[tokio::test]
async fn the_only_device_may_go_and_the_next_sign_in_enrols_anew() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/sign-in").await?;
    let delete = member.browser.page()?.link("削除")?;
    let page = member.browser.open(delete.as_str()).await?;
    assert!(page.text().contains("これだけです") && page.text().contains("もう一度登録"), "{}", page.text());
    member.browser.submit("delete-submit", &[]).await?;
    assert!(member.reads()?.contains("認証アプリは未設定"), "{}", member.reads()?);

    member.browser = Visitor::new()?;
    member.browser.open(&own.site.provider("/minato/account")).await?;
    member.answer_one_question(&own.site.clock).await?;
    assert_eq!(path(&member)?, "/login/enrol/otp", "enrols anew");
    let key = key(member.browser.page()?)?;
    let code = code_at(&key, own.site.clock.now().timestamp())?;
    member.browser.submit("enrol-submit", &[("code", &code), ("device_name", "新しいスマホ")]).await?;
    assert_eq!(path(&member)?, "/account");
    Ok(())
}

#[tokio::test]
async fn a_device_of_another_member_is_out_of_reach() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let member = at(&own, "returning-member", "/sign-in").await?;
    let theirs = member.browser.page()?.link("削除")?;
    let mut stranger = at(&own, "second-member", "/sign-in").await?;
    let own_delete = stranger.browser.page()?.link("削除")?;
    stranger.browser.open(theirs.as_str()).await?;
    assert_eq!(path(&stranger)?, "/account/sign-in");
    let mut form = stranger.browser.open(own_delete.as_str()).await?.form("delete-submit")?;
    form.action = theirs.clone();
    stranger.browser.send(form).await?;
    assert_eq!(stranger.browser.page()?.texts(".items .name")?.len(), 2, "their own is still there");
    let mut again = member;
    again.browser.open(&own.site.provider("/minato/account/sign-in")).await?;
    assert_eq!(again.browser.page()?.texts(".items .name")?.len(), 2, "and so is the other member's");
    Ok(())
}

#[tokio::test]
async fn choosing_a_method_without_a_device_leads_to_its_registration() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/method").await?;
    assert_eq!(member.browser.page()?.options("method")?.len(), 3);
    let form = member.browser.page()?.form("method-submit")?;
    assert!(form.fields.contains(&("method".to_owned(), "app-otp".to_owned())), "{:?}", form.fields);
    member.browser.submit("method-submit", &[("method", "passkey")]).await?;
    assert_eq!(path(&member)?, "/account/passkeys/new");
    member.browser.open(&own.site.provider("/minato/account")).await?;
    assert!(member.reads()?.contains("生体認証"), "{}", member.reads()?);

    // Back to the app, which is there already. Adding another app changes nothing about the choice.
    member.browser.open(&own.site.provider("/minato/account/method")).await?;
    member.browser.submit("method-submit", &[("method", "app-otp")]).await?;
    assert_eq!(path(&member)?, "/account");
    own.site.clock.advance(TimeDelta::minutes(6));
    add_app(&own, &mut member, "自宅のタブレット").await?;
    member.browser.open(&own.site.provider("/minato/account/method")).await?;
    let form = member.browser.page()?.form("method-submit")?;
    assert!(form.fields.contains(&("method".to_owned(), "app-otp".to_owned())), "{:?}", form.fields);
    Ok(())
}
