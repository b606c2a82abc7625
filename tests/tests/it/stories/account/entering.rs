//! How a member comes to an account page, and what is asked before something sensitive.

use chrono::TimeDelta;
use reqwest::StatusCode;
use tests::visitor::Visitor;

use super::{at, path};
use crate::stories::member::{Member, OwnSite};

#[tokio::test]
async fn whoever_opens_a_page_signs_in_and_stands_there() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "?tab=own").await?;
    assert_eq!(path(&member)?, "/account");
    assert!(member.browser.page()?.offers("close-tab"), "the tab is still the page's own");
    assert_eq!(member.browser.page()?.texts("h1")?, ["プロフィール変更"]);

    let asked = own.site.provider("/minato/login");
    let before = member.browser.trail.iter().filter(|(_, url)| url.as_str().starts_with(&asked)).count();
    assert!(before > 0);
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    assert!(member.reads()?.contains("医療費"), "one sign-in serves the portal too: {}", member.reads()?);
    let after = member.browser.trail.iter().filter(|(_, url)| url.as_str().starts_with(&asked)).count();
    assert_eq!(before, after);
    Ok(())
}

#[tokio::test]
async fn the_portals_menu_leads_there_and_back() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.open(&own.site.portal("/minato/sign-in"), &own.site.clock).await?;
    let top = member.browser.page()?.clone();
    for (entry, page) in [("プロフィール変更", "/account"), ("ログイン方法変更", "/account/sign-in")] {
        member.browser.open(top.link(entry)?.as_str()).await?;
        member.answer_what_is_asked(&own.site.clock).await?;
        assert_eq!((path(&member)?.as_str(), member.browser.page()?.texts("h1")?.concat().as_str()), (page, entry));
        let portal = own.site.portal("/minato/");
        assert_eq!(member.browser.page()?.link("close-tab")?.as_str(), portal, "without a script it leads back");
        assert_eq!(member.browser.page()?.link("ポータルに戻る")?.as_str(), portal);
    }
    Ok(())
}

#[tokio::test]
async fn a_language_is_kept_in_the_browser_and_for_mails() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "").await?;
    let page = member.browser.submit("language-submit", &[("language", "en")]).await?;
    assert_eq!(page.texts("h1")?, ["Profile"]);
    assert_eq!(member.browser.open(&own.site.provider("/minato/account")).await?.texts("h1")?, ["Profile"]);
    Ok(())
}

#[tokio::test]
async fn a_sensitive_change_asks_password_and_code_of_the_same_member() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "").await?;
    let other = Member::named("minato", "second-member")?.persona;
    own.site.clock.advance(TimeDelta::minutes(6));

    let page = member.browser.open(&own.site.provider("/minato/account/user-id")).await?;
    assert_eq!(page.texts("h1")?, ["続行するには再度認証してください"]);
    let form = page.form("login-submit")?;
    assert!(form.fields.contains(&("username".to_owned(), member.persona.user_id.clone())), "whose password it is");
    assert!(page.body.contains("readonly"), "the ID is fixed: {}", page.body);

    let theirs = [("username", other.user_id.as_str()), ("password", other.password.as_str())];
    member.browser.submit("login-submit", &theirs).await?;
    assert!(member.reads()?.contains("無効なユーザIDまたはパスワードです"), "{}", member.reads()?);
    let fields = member.browser.page()?.form("login-submit")?.fields;
    assert!(fields.contains(&("username".to_owned(), member.persona.user_id.clone())), "still the member's own ID");

    // Giving up leaves the session as it is.
    member.browser.submit("login-cancel", &[]).await?;
    assert_eq!((path(&member)?.as_str(), member.browser.page()?.status), ("/account", StatusCode::OK));

    member.browser.open(&own.site.provider("/minato/account/user-id")).await?;
    member.answer_one_question(&own.site.clock).await?;
    assert_eq!(path(&member)?, "/login/otp", "the second factor too");
    member.answer_one_question(&own.site.clock).await?;
    assert_eq!(path(&member)?, "/account/user-id");
    Ok(())
}

#[tokio::test]
async fn a_user_id_is_chosen_by_the_rules_of_the_first_sign_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/user-id").await?;
    for (typed, said) in [("", "入力してください"), ("a!b", "使えない文字"), ("ab", "3文字以上255文字以内")]
    {
        member.browser.submit("user-id-submit", &[("username", typed)]).await?;
        assert!(member.reads()?.contains(said), "{typed}: {}", member.reads()?);
    }
    let taken = Member::named("minato", "second-member")?.persona.user_id;
    member.browser.submit("user-id-submit", &[("username", &taken)]).await?;
    assert!(member.reads()?.contains("ほかの方が使っています"), "{}", member.reads()?);

    member.browser.submit("user-id-submit", &[("username", "Ｙｕｋｉ．2026")]).await?;
    assert_eq!(path(&member)?, "/account");
    let said = member.reads()?;
    assert!(said.contains("ユーザIDを変更しました") && said.contains("yuki.2026"), "{said}");
    assert!(!said.contains("仮ID"), "a chosen ID is no provisional one: {said}");
    member.browser.open(&own.site.provider("/minato/account")).await?;
    assert!(!member.reads()?.contains("ユーザIDを変更しました"), "told once");

    member.browser = Visitor::new()?;
    member.persona.user_id = "yuki.2026".to_owned();
    member.open(&own.site.provider("/minato/account"), &own.site.clock).await?;
    assert_eq!(path(&member)?, "/account");
    Ok(())
}

#[tokio::test]
async fn a_page_of_a_sign_in_that_is_gone_begins_again_at_the_account_page() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let old = member.browser.open(&own.site.provider("/minato/account/user-id")).await?.clone();
    own.site.clock.advance(TimeDelta::hours(73));

    member.browser.open(old.url.as_str()).await?;
    assert_ne!(member.browser.page()?.url, old.url, "a new sign-in, at once");
    assert!(member.browser.page()?.offers("login-submit"));

    let typed = [("username", member.persona.user_id.as_str()), ("password", member.persona.password.as_str())];
    let gone = member.browser.send(old.form("login-submit")?.fill_in(&typed)?).await?;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("「アカウントの設定」へ進む"), "{}", gone.text());
    member.browser.follow("「アカウントの設定」へ進む").await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(path(&member)?, "/account/user-id");

    // In another browser the link is worth nothing but the way to the page.
    let mut other = Visitor::new()?;
    other.open(old.url.as_str()).await?;
    assert!(other.page()?.offers("login-submit"));
    Ok(())
}

#[tokio::test]
async fn giving_up_before_signing_in_leads_to_the_portal() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.browser.open(&own.site.provider("/minato/account")).await?;
    let page = member.browser.submit("login-cancel", &[]).await?;
    assert_eq!(page.url.as_str(), own.site.portal("/minato/"));
    Ok(())
}

#[tokio::test]
async fn two_people_at_one_browser_do_not_share_what_was_asked() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "").await?;
    own.site.clock.advance(TimeDelta::minutes(6));
    let asked = member.browser.open(&own.site.provider("/minato/account/user-id")).await?.clone();

    // Signed out in another tab: the question is gone, and the page asks from the beginning.
    member.browser.open(&own.site.provider("/minato/logout")).await?;
    member.browser.submit("logout-confirm", &[]).await?;
    let page = member.browser.open(asked.url.as_str()).await?;
    assert_eq!(page.texts("h1")?, ["ログイン"], "an ordinary sign-in: {}", page.text());
    Ok(())
}

/// Nothing typed is lost when the page was left open for too long, and a password never comes back.
#[tokio::test]
async fn what_was_typed_before_the_member_had_to_show_again_who_they_are_stands_in_the_form() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = at(&own, "returning-member", "/user-id").await?;
    let fields = [
        ("/user-id", "user-id-submit", "username", "sea-of-minato"),
        ("/email", "email-submit", "email", "new@example.jp"),
    ];
    for (page, button, field, typed) in fields {
        member.browser.open(&own.site.provider(&format!("/minato/account{page}"))).await?;
        member.answer_what_is_asked(&own.site.clock).await?;
        let form = member.browser.page()?.form(button)?.fill_in(&[(field, typed)])?;
        own.site.clock.advance(TimeDelta::minutes(6));
        member.browser.send(form).await?;
        assert!(path(&member)?.starts_with("/login"), "{}", member.reads()?);
        member.answer_what_is_asked(&own.site.clock).await?;
        assert_eq!(path(&member)?, format!("/account{page}"));
        let form = member.browser.page()?.form(button)?;
        assert!(form.fields.contains(&(field.to_owned(), typed.to_owned())), "{:?}", form.fields);
    }
    // Once it is done it is forgotten.
    member.browser.open(&own.site.provider("/minato/account/user-id")).await?;
    member.browser.submit("user-id-submit", &[]).await?;
    let page = member.browser.open(&own.site.provider("/minato/account/email")).await?;
    assert!(page.form("email-submit")?.fields.contains(&("email".to_owned(), "new@example.jp".to_owned())));

    member.browser.open(&own.site.provider("/minato/account/password")).await?;
    let form = member.browser.page()?.form("password-submit")?;
    let form = form.fill_in(&[("new_password", "kawa-no-hotori-7"), ("new_password_again", "kawa-no-hotori-7")])?;
    own.site.clock.advance(TimeDelta::minutes(6));
    member.browser.send(form).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    let form = member.browser.page()?.form("password-submit")?;
    assert!(form.fields.iter().all(|(_, value)| value != "kawa-no-hotori-7"), "a password came back");
    Ok(())
}
