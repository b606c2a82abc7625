//! Codes by mail as a second factor.

use chrono::TimeDelta;
use tests::site::Site;

use super::super::first_sign_in::{answer, screen};
use super::super::member::{Member, OwnSite};
use super::{address, another, asked_for_a_code, filled, show_the_password};

const WRONG: &str = "認証コードが異なります";
const DEAD: &str = "この認証コードはもう使えません";

/// Types a code.
async fn type_in(member: &mut Member, code: &str) -> anyhow::Result<String> {
    Ok(answer(member, "login-submit", &[("code", code)]).await?.text())
}

#[tokio::test]
async fn reload_back_and_a_second_tab_send_nothing() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut yoshida = asked_for_a_code(site).await?;
    let to = address(&yoshida)?;
    let page = yoshida.browser.page()?;
    let url = page.url.clone();
    let mail = site.newest_mail(&to).await?;
    assert_eq!(page.texts("#mail-tag")?, [mail.tag()?]);
    assert!(page.text().contains("m***@example.jp") && !page.text().contains(&to), "{}", page.text());
    assert!(page.text().contains("迷惑メール") && page.text().contains("minato.example.jp"), "{}", page.text());
    for _ in 0..10 {
        yoshida.browser.open(url.as_str()).await?;
    }
    // Back to the password, and forward again.
    yoshida.browser.open(&url.as_str().replace("/mail-code", "")).await?;
    assert_eq!(screen(&yoshida)?, "mail-code");
    assert_eq!(site.mails(&to).await?.len(), 1);
    type_in(&mut yoshida, &mail.code()?).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses", "{}", yoshida.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_second_tab_does_not_skip_the_code() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut yoshida = asked_for_a_code(site).await?;
    let first = site.newest_mail(&address(&yoshida)?).await?;
    site.clock.advance(TimeDelta::seconds(1));
    show_the_password(site, &mut yoshida).await?;
    assert_eq!(screen(&yoshida)?, "mail-code", "the same browser, the password once more");
    let second = site.newest_mail(&address(&yoshida)?).await?;
    assert_ne!(first.code()?, second.code()?);
    assert!(type_in(&mut yoshida, &first.code()?).await?.contains(WRONG), "a code is bound to its sign-in");
    type_in(&mut yoshida, &second.code()?).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses");
    Ok(())
}

#[tokio::test]
async fn sent_again_it_is_the_same_code_and_the_pauses_grow() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut yoshida = asked_for_a_code(site).await?;
    let to = address(&yoshida)?;
    for (pause, sent) in [(29, 1), (2, 2), (58, 2), (3, 3), (118, 3), (3, 4)] {
        site.clock.advance(TimeDelta::seconds(pause));
        let page = answer(&mut yoshida, "code-resend", &[]).await?.text();
        let mails = site.mails(&to).await?;
        assert_eq!(mails.len(), sent, "{page}");
        assert!(mails.iter().all(|mail| mail.code().ok() == mails[0].code().ok()));
    }
    // Five minutes after the first mail the code has run out; another mail brings another.
    site.clock.advance(TimeDelta::seconds(88));
    let old = site.newest_mail(&to).await?;
    assert!(type_in(&mut yoshida, &old.code()?).await?.contains(DEAD));
    site.clock.advance(TimeDelta::seconds(60));
    let page = answer(&mut yoshida, "code-resend", &[]).await?.text();
    assert!(page.contains("新しい数字をお送りしました"), "{page}");
    let new = site.newest_mail(&to).await?;
    assert_ne!(new.code()?, old.code()?);
    assert!(type_in(&mut yoshida, &old.code()?).await?.contains(WRONG));
    type_in(&mut yoshida, &new.code()?).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses");
    Ok(())
}

#[tokio::test]
async fn a_code_dies_with_its_fifth_wrong_try_and_sending_it_again_gives_none_back() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut yoshida = asked_for_a_code(site).await?;
    let to = address(&yoshida)?;
    let code = site.newest_mail(&to).await?.code()?;
    for number in 0..3 {
        assert!(type_in(&mut yoshida, &another(&code, number)).await?.contains(WRONG));
    }
    site.clock.advance(TimeDelta::seconds(31));
    answer(&mut yoshida, "code-resend", &[]).await?;
    for number in 3..5 {
        assert!(type_in(&mut yoshida, &another(&code, number)).await?.contains(WRONG));
    }
    assert!(type_in(&mut yoshida, &code).await?.contains(DEAD), "the right one comes too late");

    // The count of the account goes on over codes and sign-ins: eleven wrong ones lock.
    for number in 0..6 {
        site.clock.advance(TimeDelta::seconds(1));
        show_the_password(site, &mut yoshida).await?;
        let code = site.newest_mail(&to).await?.code()?;
        assert!(type_in(&mut yoshida, &another(&code, number)).await?.contains(WRONG));
    }
    site.clock.advance(TimeDelta::seconds(1));
    show_the_password(site, &mut yoshida).await?;
    let code = site.newest_mail(&to).await?.code()?;
    assert!(type_in(&mut yoshida, &code).await?.contains(WRONG), "locked, and the page does not say so");
    Ok(())
}

#[tokio::test]
async fn five_hundred_wrong_codes_let_nobody_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut yoshida = asked_for_a_code(site).await?;
    let to = address(&yoshida)?;
    let code = site.newest_mail(&to).await?.code()?;
    for number in 0..500 {
        let wrong = filled(&yoshida, "login-submit", &another(&code, number))?;
        let page = yoshida.browser.send_once(wrong).await?;
        assert!(!page.status.is_redirection() && !page.status.is_server_error(), "{}", page.status);
        if number % 100 == 99 {
            site.clock.advance(TimeDelta::minutes(3));
            let again = yoshida.browser.page()?.form("code-resend")?;
            yoshida.browser.send_once(again).await?;
        }
    }
    // Neither hours nor another mail help: what is locked is unlocked by the society.
    site.clock.advance(TimeDelta::hours(2));
    show_the_password(site, &mut yoshida).await?;
    let right = site.newest_mail(&to).await?.code()?;
    for code in [&code, &right] {
        let form = filled(&yoshida, "login-submit", code)?;
        let page = yoshida.browser.send_once(form).await?;
        assert!(page.text().contains(WRONG), "{}: {}", page.status, page.text());
    }
    Ok(())
}

#[tokio::test]
async fn a_code_counts_once() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut yoshida = asked_for_a_code(site).await?;
    let code = site.newest_mail(&address(&yoshida)?).await?.code()?;
    let form = filled(&yoshida, "login-submit", &code)?;
    yoshida.browser.send(form.clone()).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses");
    let again = yoshida.browser.send_once(form).await?;
    assert!(
        !again.body.contains("code=")
            && again.headers.get("location").is_none_or(|to| { to.to_str().is_ok_and(|to| !to.contains("code=")) }),
        "{} {:?}",
        again.status,
        again.headers
    );
    Ok(())
}

#[tokio::test]
async fn over_budget_the_page_says_the_same_and_nothing_is_sent() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut pages = Vec::new();
    for _ in 0..25 {
        let yoshida = asked_for_a_code(site).await?;
        pages.push(yoshida.browser.page()?.texts("main dt")?);
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    let to = address(&Member::named("minato", "mail-member")?)?;
    assert_eq!(site.mails(&to).await?.len(), 20);
    site.clock.advance(TimeDelta::minutes(61));
    asked_for_a_code(site).await?;
    assert_eq!(site.mails(&to).await?.len(), 21, "an hour later there is a budget again");
    Ok(())
}

#[tokio::test]
async fn a_restart_between_any_two_requests_loses_nothing() -> anyhow::Result<()> {
    let (plan, _folder) = super::super::member::plan()?;
    tests::site::prepare(&plan).await?;
    let mut site = Site::serve(&plan).await?;
    let mut yoshida = asked_for_a_code(&site).await?;
    let to = address(&yoshida)?;
    site.stop().await?;
    let mut site = Site::serve(&plan).await?;
    let url = yoshida.browser.page()?.url.clone();
    yoshida.browser.open(url.as_str()).await?;
    let mails = site.mails(&to).await?;
    assert_eq!(mails.len(), 1);
    site.stop().await?;
    let site = Site::serve(&plan).await?;
    type_in(&mut yoshida, &mails[0].code()?).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses", "{}", yoshida.reads()?);
    let codes = site.mails(&to).await?.into_iter().filter(|mail| mail.subject().contains("ワンタイムパスワード"));
    assert_eq!(codes.count(), 1);
    Ok(())
}

/// The code was mailed under the key before, and what is known of the sign-in was sealed with it.
#[tokio::test]
async fn another_key_between_any_two_requests_costs_nothing() -> anyhow::Result<()> {
    let (plan, _folder) = super::super::member::plan()?;
    tests::site::prepare(&plan).await?;
    let mut site = Site::serve(&plan).await?;
    let mut yoshida = asked_for_a_code(&site).await?;
    let to = address(&yoshida)?;
    let mails = site.mails(&to).await?;
    let (code, page) = (mails[0].code()?, yoshida.browser.page()?.url.clone());
    site.stop().await?;
    plan.folder.change_key()?;
    let mut site = Site::serve(&plan).await?;
    // The form that was open before is taken, and the page opened anew sends nothing again.
    type_in(&mut yoshida, if code == "000000" { "000001" } else { "000000" }).await?;
    yoshida.browser.open(page.as_str()).await?;
    assert_eq!(site.mails(&to).await?.len(), mails.len());
    type_in(&mut yoshida, &code).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses", "{}", yoshida.reads()?);

    site.stop().await?;
    let site = Site::serve(&plan).await?;
    yoshida.browser.open(&site.portal("/minato/expenses")).await?;
    assert_eq!(yoshida.browser.page()?.url.path(), "/minato/expenses", "{}", yoshida.reads()?);
    Ok(())
}
