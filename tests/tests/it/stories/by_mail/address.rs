//! First sign-ins in which an e-mail address is stated and verified.

use std::fs;

use anyhow::{Context as _, ensure};
use idp::admin::member_import::{self, MemberFile};
use realm::Lookup;
use store::import::Encoding;
use tests::samples::members;
use tests::site::Site;

use super::super::first_sign_in::{answer, mistakes, screen};
use super::super::member::{Member, OwnSite};
use super::{ON_RECORD, STATED, asked_for_a_code, at_the_address, elsewhere, heading, waiting_for_mail};

#[tokio::test]
async fn what_is_wrong_with_an_address_is_said_and_what_was_typed_stays() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = at_the_address(&own.site).await?;
    let page = nakamura.browser.page()?;
    assert!(page.form("email-submit")?.fields.contains(&("email".to_owned(), ON_RECORD.to_owned())));
    assert!(page.text().contains("minato.example.jp"), "which sender to allow");
    let long = format!("{}@{}.example.jp", "m".repeat(64), ["a"; 100].join("."));
    let both = long.replace('@', ".@");
    let answers = [
        ("", "入力してください"),
        ("hayato.@example.jp", "形が正しくありません"),
        ("hayato@example.jp\u{3000}x", "形が正しくありません"),
        ("Megumi.Yoshida@example.jp", "ほかの方が使っています"),
        (&long, "255文字以内"),
        (&both, "255文字を超えています"),
    ];
    mistakes(&mut nakamura, "email-submit", "email", &answers).await?;
    answer(&mut nakamura, "email-submit", &[("email", ON_RECORD)]).await?;
    assert_eq!(screen(&nakamura)?, "email-verification", "the one on record may stay");
    Ok(())
}

#[tokio::test]
async fn who_has_an_address_is_not_found_out_by_trying() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = at_the_address(&own.site).await?;
    let taken = [("email", "megumi.yoshida@example.jp")];
    for _ in 0..10 {
        let page = answer(&mut nakamura, "email-submit", &taken).await?;
        assert!(page.text().contains("ほかの方が使っています"));
    }
    for other in ["megumi.yoshida@example.jp", "free@example.jp"] {
        let page = answer(&mut nakamura, "email-submit", &[("email", other)]).await?;
        assert!(page.text().contains("何度も変更されたため"), "{other}: {}", page.text());
    }
    answer(&mut nakamura, "email-submit", &[("email", ON_RECORD)]).await?;
    assert_eq!(screen(&nakamura)?, "email-verification", "one's own is no try");
    Ok(())
}

#[tokio::test]
async fn the_link_is_opened_elsewhere_and_the_first_screen_goes_on() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut nakamura = waiting_for_mail(site).await?;
    let told = site.newest_mail(ON_RECORD).await?;
    assert!(told.subject().contains("変更されました") && told.from().ends_with("<webmaster@minato.example.jp>"));

    let mail = site.newest_mail(STATED).await?;
    assert_eq!(mail.from(), "港健康保険組合 <no-reply@minato.example.jp>");
    let page = nakamura.browser.page()?;
    assert_eq!(page.texts("#mail-tag")?, [mail.tag()?]);
    assert!(page.text().contains("h***@example.jp") && !page.text().contains(STATED), "{}", page.text());

    let mut reader = elsewhere(&mail.link()?).await?;
    let page = reader.submit("email-confirm", &[]).await?;
    assert_eq!(heading(page)?, "確認しました");
    assert!(page.text().contains("元の画面に戻って"), "{}", page.text());
    let cookies = page.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    assert!(!cookies.into_iter().any(|cookie| cookie.contains("session")), "no session");

    nakamura.browser.follow("更新").await?;
    assert_eq!(screen(&nakamura)?, "user-id");
    let page = reader.open(&mail.link()?).await?;
    assert_eq!(heading(page)?, "確認済みです");
    finish(site, nakamura).await
}

/// The steps after the address, the end, and the second sign-in with a code by mail.
async fn finish(site: &Site, mut member: Member) -> anyhow::Result<()> {
    answer(&mut member, "user-id-submit", &[("method", "mail-otp")]).await?;
    let new = "umi-to-27yama";
    answer(&mut member, "password-submit", &[("new_password", new), ("new_password_again", new)]).await?;
    assert!(member.browser.page()?.url.as_str().starts_with(&site.portal("/")), "{}", member.reads()?);
    let welcome = site.newest_mail(STATED).await?;
    assert!(welcome.subject().contains("初回ログインが完了しました"), "{}", welcome.subject());
    assert!(welcome.from().contains("<webmaster@"), "{}", welcome.from());

    let realm = member.persona.realm.clone();
    let mut again = Member { browser: tests::visitor::Visitor::new()?, ..member };
    again.browser.open(&site.portal(&format!("/{realm}/sign-in"))).await?;
    let typed = [("username", again.persona.user_id.as_str()), ("password", new)];
    again.browser.submit("login-submit", &typed).await?;
    assert_eq!(screen(&again)?, "mail-code", "{}", again.reads()?);
    let code = site.newest_mail(STATED).await?.code()?;
    answer(&mut again, "login-submit", &[("code", &code)]).await?;
    assert!(again.browser.page()?.url.as_str().starts_with(&site.portal("/")), "{}", again.reads()?);
    let mails = site.mails(STATED).await?;
    let count = |subject: &str| mails.iter().filter(|mail| mail.subject().contains(subject)).count();
    assert_eq!((count("ワンタイムパスワード"), count("初回ログイン")), (1, 1), "one code, and no second welcome");
    Ok(())
}

#[tokio::test]
async fn a_member_of_hikari_enters_the_code() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    import_into_hikari(site).await?;
    let mut ito = Member::named("minato", "new-member")?;
    ito.persona.realm = "hikari".to_owned();
    (ito.persona.user_id, ito.persona.password) = ("hkr-001".to_owned(), "1011234519850501".to_owned());
    ito.browser.open(&site.portal("/hikari/sign-in")).await?;
    assert!(ito.answer_one_question(&site.clock).await?);
    answer(&mut ito, "birth-date-submit", &[("birth_date", "1985-05-01")]).await?;
    answer(&mut ito, "terms-agree", &[]).await?;
    assert!(ito.reads()?.contains("hikari.example.jp"));
    // Nobody had an address of hers on record, so nobody is told.
    answer(&mut ito, "email-submit", &[("email", " Hayato.N@Example.JP ")]).await?;
    assert_eq!(screen(&ito)?, "email-verification");
    for (typed, said) in [("", "6桁の数字"), ("12345", "6桁の数字"), ("12345a", "6桁の数字")] {
        let page = answer(&mut ito, "email-verify-submit", &[("code", typed)]).await?;
        assert!(page.text().contains(said), "{typed}: {}", page.text());
    }
    let code = site.newest_mail(STATED).await?.code()?;
    let wide: String = code.chars().filter_map(|digit| char::from_u32(digit as u32 + 0xFEE0)).collect();
    answer(&mut ito, "email-verify-submit", &[("code", &wide)]).await?;
    assert_eq!(screen(&ito)?, "user-id", "{}", ito.reads()?);
    assert_eq!(
        ito.browser.page()?.options("method")?.first().map(|(_, label)| label.starts_with("メール認証")),
        Some(true)
    );
    finish(site, ito).await
}

/// One member of hikari, with the password that the realm derives.
async fn import_into_hikari(site: &Site) -> anyhow::Result<()> {
    let columns = members("minato").and_then(|file| file.lines().next()).context("columns")?;
    let line = "K001,hkr-001,,HH1,101,12345,00,伊藤,葵,イトウ,アオイ,1985-05-01,,2015-04-01,";
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hikari.csv");
    fs::write(&path, format!("{columns}\n{line}\n"))?;
    let Lookup::Serving(realm) = site.idp.realms.find("hikari") else { anyhow::bail!("hikari is not served") };
    let file = MemberFile { path, encoding: Encoding::Utf8, dry_run: false };
    let report = member_import::import(&site.idp, &realm, &file, &mut |_| {}).await?;
    ensure!(report.bad == 0 && report.left_out == 0, "{report:?}");
    Ok(())
}

#[tokio::test]
async fn while_nothing_is_verified_the_address_can_be_changed() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let site = &own.site;
    let mut nakamura = waiting_for_mail(site).await?;
    let first = site.newest_mail(STATED).await?;
    nakamura.browser.follow("メールアドレスを変更する").await?;
    assert_eq!(screen(&nakamura)?, "email");
    answer(&mut nakamura, "email-submit", &[("email", "hayato.other@example.jp")]).await?;
    let second = site.newest_mail("hayato.other@example.jp").await?;
    let old = elsewhere(&first.link()?).await?;
    assert_eq!(heading(old.page()?)?, "このリンクは使えません");
    let page = answer(&mut nakamura, "email-verify-submit", &[("code", &first.code()?)]).await?;
    assert!(page.text().contains("認証コードが異なります"), "the code of one address is not that of another");
    answer(&mut nakamura, "email-verify-submit", &[("code", &second.code()?)]).await?;
    assert_eq!(screen(&nakamura)?, "user-id");
    assert!(
        !site.mails(STATED).await?.iter().any(|mail| mail.subject().contains("変更")),
        "nobody writes to a mistake"
    );
    Ok(())
}

#[tokio::test]
async fn of_two_members_with_one_address_one_verifies_it() -> anyhow::Result<()> {
    for servers in [false, true] {
        let own = if servers { OwnSite::build_on_servers().await? } else { OwnSite::build().await? };
        let site = &own.site;
        let mut one = waiting_for_mail(site).await?;
        let first = site.newest_mail(STATED).await?;
        // The same society, another letter: Watanabe states the address of her neighbour.
        let mut other = Member::named("minato", "new-member")?;
        (other.persona.user_id, other.persona.password) = ("mnt-0001902".to_owned(), "Ts7-nBv18qC".to_owned());
        other.browser.open(&site.portal("/minato/sign-in")).await?;
        assert!(other.answer_one_question(&site.clock).await?);
        answer(&mut other, "birth-date-submit", &[("birth_date", "19901101")]).await?;
        answer(&mut other, "terms-agree", &[]).await?;
        answer(&mut other, "email-submit", &[("email", STATED)]).await?;
        let second = site.newest_mail(STATED).await?;
        assert_ne!(first.link()?, second.link()?);
        let (first, second) = (first.code()?, second.code()?);
        let (first, second) = ([("code", first.as_str())], [("code", second.as_str())]);
        let (first, second) = tokio::join!(
            answer(&mut one, "email-verify-submit", &first),
            answer(&mut other, "email-verify-submit", &second)
        );
        let (first, second) = (first?.text(), second?.text());
        let refused = [&first, &second].into_iter().filter(|page| page.contains("ほかの方が使っています")).count();
        assert_eq!(refused, 1, "{first}\n{second}");
    }
    Ok(())
}

#[tokio::test]
async fn a_member_with_a_verified_address_is_asked_for_no_other() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut yoshida = asked_for_a_code(&own.site).await?;
    for path in ["email", "email-verification"] {
        let url = yoshida.browser.page()?.url.as_str().replace("mail-code", path);
        yoshida.browser.open(&url).await?;
        assert_eq!(screen(&yoshida)?, "mail-code", "{path}");
    }
    Ok(())
}
