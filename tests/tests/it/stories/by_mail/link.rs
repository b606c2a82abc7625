//! Links in mails: opened by scanners, twice, late, elsewhere, and by those they are not for.

use account::Renewal;
use anyhow::Context as _;
use chrono::TimeDelta;
use futures::future::join_all;
use idp::rows::in_realm;
use reqwest::{Method, StatusCode};
use tests::mailbox::Letter;
use tests::site::Site;
use tests::visitor::Visitor;
use url::Url;

use super::super::first_sign_in::{answer, screen};
use super::super::member::{Member, OwnSite};
use super::{STATED, elsewhere, heading, waiting_for_mail};

/// What opening a link shows.
async fn shown(link: &str) -> anyhow::Result<String> {
    heading(elsewhere(link).await?.page()?)
}

/// Whether the page of the member still waits, as its script is told.
async fn still_waits(member: &mut Member) -> anyhow::Result<bool> {
    let page = member.browser.page()?.url.as_str().replace("/email-verification", "/email-verification/state");
    let state: serde_json::Value = serde_json::from_str(&member.browser.peek(&page).await?.body)?;
    state["waiting"].as_bool().context("an answer to the script")
}

#[tokio::test]
async fn whoever_only_opens_it_confirms_nothing() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = waiting_for_mail(&own.site).await?;
    let link = own.site.newest_mail(STATED).await?.link()?;
    let scanner = reqwest::Client::new();
    let opened = join_all((0..20).map(|_| scanner.request(Method::GET, &link).send())).await;
    for opened in opened {
        assert_eq!(opened?.status(), StatusCode::OK);
    }
    assert_eq!(scanner.request(Method::HEAD, &link).send().await?.status(), StatusCode::OK);
    assert!(still_waits(&mut nakamura).await?);
    let own_page = nakamura.browser.page()?.url.clone();
    nakamura.browser.open(own_page.as_str()).await?;
    assert_eq!(screen(&nakamura)?, "email-verification");
    assert_eq!(own.site.mails(STATED).await?.len(), 1, "nor is another mail sent");
    Ok(())
}

#[tokio::test]
async fn of_two_presses_at_once_one_confirms() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = waiting_for_mail(&own.site).await?;
    let link = own.site.newest_mail(STATED).await?.link()?;
    let mut browsers = Vec::new();
    for _ in 0..8 {
        browsers.push(elsewhere(&link).await?);
    }
    let pressed = join_all(browsers.iter_mut().map(|browser| browser.submit("email-confirm", &[]))).await;
    let headings: Vec<String> = pressed.into_iter().map(|page| heading(page?)).collect::<anyhow::Result<_>>()?;
    let count = |text: &str| headings.iter().filter(|heading| *heading == text).count();
    assert_eq!((count("確認しました"), count("確認済みです")), (1, 7), "{headings:?}");
    assert!(!still_waits(&mut nakamura).await?);
    Ok(())
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_confirms_too() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = waiting_for_mail(&own.site).await?;
    let link = own.site.newest_mail(STATED).await?.link()?;
    let form = elsewhere(&link).await?.page()?.form("email-confirm")?;
    let mut without_cookies = Visitor::new()?;
    let page = without_cookies.send(form).await?;
    assert_eq!(heading(page)?, "確認しました");
    assert!(!still_waits(&mut nakamura).await?);
    Ok(())
}

#[tokio::test]
async fn in_the_browser_of_the_sign_in_it_leads_on() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = waiting_for_mail(&own.site).await?;
    let link = own.site.newest_mail(STATED).await?.link()?;
    nakamura.browser.open(&link).await?;
    nakamura.browser.submit("email-confirm", &[]).await?;
    nakamura.browser.follow("手続きを続ける").await?;
    assert_eq!(screen(&nakamura)?, "user-id");
    Ok(())
}

#[tokio::test]
async fn a_late_link_has_one_button_that_sends_another() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut nakamura = waiting_for_mail(site).await?;
    let first = site.newest_mail(STATED).await?;
    let mut reader = elsewhere(&first.link()?).await?;
    site.clock.advance(TimeDelta::minutes(30));
    let page = reader.submit("email-confirm", &[]).await?;
    assert_eq!(heading(page)?, "リンクの有効期限が切れています");
    let again = page.form("email-send-again")?;
    assert_eq!(heading(reader.submit("email-send-again", &[]).await?)?, "確認メールをお送りしました");
    assert!(reader.send(again).await?.text().contains("続けて送信することはできません"));

    let second = site.newest_mail(STATED).await?;
    assert!(site.mails(STATED).await?.len() == 2 && second.link()? != first.link()?);
    assert_eq!(shown(&first.link()?).await?, "リンクの有効期限が切れています");
    let mut reader = elsewhere(&second.link()?).await?;
    assert_eq!(heading(reader.submit("email-confirm", &[]).await?)?, "確認しました");
    assert!(!still_waits(&mut nakamura).await?);
    Ok(())
}

/// The page after another mail was asked for, or after the address was confirmed, says the same when it is loaded again
/// and in the other language.
#[tokio::test]
async fn what_was_answered_is_said_again_in_either_language() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let _nakamura = waiting_for_mail(site).await?;
    let mut reader = elsewhere(&site.newest_mail(STATED).await?.link()?).await?;
    site.clock.advance(TimeDelta::minutes(30));
    reader.submit("email-confirm", &[]).await?;
    assert_eq!(heading(reader.follow("English").await?)?, "This link is no longer valid");
    reader.submit("email-send-again", &[]).await?;
    for _ in 0..2 {
        let here = reader.page()?.url.clone();
        assert_eq!(heading(reader.open(here.as_str()).await?)?, "We have sent a new e-mail");
        assert_eq!(heading(reader.follow("日本語").await?)?, "確認メールをお送りしました");
        reader.follow("English").await?;
    }
    assert_eq!(site.mails(STATED).await?.len(), 2, "and nothing is sent by that");
    let sent = reader.page()?.url.clone();

    let mut reader = elsewhere(&site.newest_mail(STATED).await?.link()?).await?;
    assert_eq!(heading(reader.submit("email-confirm", &[]).await?)?, "確認しました");
    assert_eq!(heading(reader.follow("English").await?)?, "Already confirmed");
    assert_eq!(heading(reader.open(sent.as_str()).await?)?, "Already confirmed");
    Ok(())
}

#[tokio::test]
async fn the_page_that_tells_of_another_mail_is_true_only_while_that_is_good() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let _nakamura = waiting_for_mail(site).await?;
    let mut reader = elsewhere(&site.newest_mail(STATED).await?.link()?).await?;
    let early = reader.page()?.url.as_str().replace("/verify", "/verify/again");
    assert_eq!(heading(reader.open(&early).await?)?, "メールアドレスの確認");
    site.clock.advance(TimeDelta::minutes(30));
    assert_eq!(heading(reader.open(&early).await?)?, "リンクの有効期限が切れています");
    reader.submit("email-send-again", &[]).await?;
    let sent = reader.page()?.url.clone();
    site.clock.advance(TimeDelta::minutes(30));
    assert_eq!(heading(reader.open(sent.as_str()).await?)?, "リンクの有効期限が切れています");
    Ok(())
}

#[tokio::test]
async fn the_same_mail_again_has_the_same_link_and_code() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut nakamura = waiting_for_mail(site).await?;
    let page = answer(&mut nakamura, "code-resend", &[]).await?;
    assert!(page.text().contains("続けて送信することはできません"), "{}", page.text());
    site.clock.advance(TimeDelta::seconds(31));
    let page = answer(&mut nakamura, "code-resend", &[]).await?;
    assert!(page.text().contains("メールを再送信しました"), "{}", page.text());
    let mails = site.mails(STATED).await?;
    let said = |mail: &Letter| anyhow::Ok((mail.code()?, mail.link()?, mail.tag()?));
    assert!(mails.len() == 2 && said(&mails[0])? == said(&mails[1])?);
    let mut reader = elsewhere(&mails[0].link()?).await?;
    assert_eq!(heading(reader.submit("email-confirm", &[]).await?)?, "確認しました");
    Ok(())
}

#[tokio::test]
async fn it_dies_with_the_sign_in_that_asked() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = waiting_for_mail(&own.site).await?;
    let link = own.site.newest_mail(STATED).await?.link()?;
    let mut reader = elsewhere(&link).await?;
    answer(&mut nakamura, "login-cancel", &[]).await?;
    assert_eq!(heading(reader.submit("email-confirm", &[]).await?)?, "このリンクは使えません");
    Ok(())
}

#[tokio::test]
async fn it_dies_when_the_means_of_signing_in_become_others() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let nakamura = waiting_for_mail(site).await?;
    let link = site.newest_mail(STATED).await?.link()?;
    let mut reader = elsewhere(&link).await?;
    site.clock.advance(TimeDelta::seconds(1));
    renew(site, &nakamura.persona.user_id).await?;
    assert_eq!(heading(reader.submit("email-confirm", &[]).await?)?, "このリンクは使えません");
    Ok(())
}

/// What a reset of the password brings along.
async fn renew(site: &Site, user_id: &str) -> anyhow::Result<()> {
    let realm = "minato".parse()?;
    let row = in_realm(site.idp.database.reader(), &realm).account_by_user_id(user_id).await?;
    let account = row.context("the member")?.account_id();
    let renewal = Renewal { at: site.clock.now(), kept: None };
    let renewed =
        site.idp.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).renew(account, renewal).await }));
    Ok(renewed.await?)
}

#[tokio::test]
async fn its_secret_opens_nothing_else() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let _nakamura = waiting_for_mail(site).await?;
    let link = site.newest_mail(STATED).await?.link()?;
    let secret = Url::parse(&link)?.query_pairs().next().map(|(_, secret)| secret.into_owned()).unwrap_or_default();
    let (rest, last) = secret.split_at(secret.len() - 1);
    let changed = format!("{rest}{}", u8::from(last == "0"));
    for path in [
        format!("/hikari/email/verify?token={secret}"),
        format!("/minato/email/verify?token={changed}"),
        format!("/minato/email/verify?token={}", secret.to_uppercase()),
        "/minato/email/verify?token=".to_owned(),
        "/minato/email/verify".to_owned(),
        format!("/minato/email/verify?token={secret}&token={secret}"),
    ] {
        assert_eq!(shown(&site.provider(&path)).await?, "このリンクは使えません", "{path}");
    }
    for path in ["login", "login/mail-code", "login/email-verification"] {
        let mut visitor = Visitor::new()?;
        let page = visitor.peek(&site.provider(&format!("/minato/{path}?sign_in={secret}&client_id=portal"))).await?;
        assert_ne!(page.status, StatusCode::OK, "{path}");
    }
    Ok(())
}
