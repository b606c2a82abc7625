//! New members with their letter in hand: what is asked of them, in their realm's order, and what they may answer.

use std::fs;

use anyhow::Context as _;
use tempfile::TempDir;
use tests::site::{Plan, Site, prepare};
use tests::visitor::Page;

use super::member::{Member, OwnSite, plan};

/// The screen in front of a member: the last part of its path.
pub fn screen(member: &Member) -> anyhow::Result<String> {
    let path = member.browser.page()?.url.path().to_owned();
    Ok(path.rsplit('/').next().unwrap_or_default().to_owned())
}

/// Types into the fields of the screen and sends it.
pub async fn answer<'m>(member: &'m mut Member, button: &str, typed: &[(&str, &str)]) -> anyhow::Result<&'m Page> {
    member.browser.submit(button, typed).await
}

/// A new member who has typed the issued ID and password.
pub async fn at_the_first_step(site: &Site, realm: &str, name: &str) -> anyhow::Result<Member> {
    let mut member = Member::named(realm, name)?;
    member.browser.open(&site.portal(&format!("/{realm}/sign-in"))).await?;
    assert!(member.answer_one_question(&site.clock).await?);
    Ok(member)
}

/// The same member as somebody else, whose line of the member file nobody has used yet.
async fn somebody_else(site: &Site, user_id: &str, password: &str) -> anyhow::Result<Member> {
    let mut member = Member::named("minato", "new-member")?;
    (member.persona.user_id, member.persona.password) = (user_id.to_owned(), password.to_owned());
    member.browser.open(&site.portal("/minato/sign-in")).await?;
    assert!(member.answer_one_question(&site.clock).await?);
    Ok(member)
}

/// A site whose `minato` asks for these steps and offers two methods, and its folder, which goes with the test.
async fn minato_with(steps: &[&str]) -> anyhow::Result<(Site, TempDir)> {
    let (plan, folder) = minato_that_asks_for(steps)?;
    prepare(&plan).await?;
    Ok((Site::serve(&plan).await?, folder))
}

/// The plan of such a site.
pub fn minato_that_asks_for(steps: &[&str]) -> anyhow::Result<(Plan, TempDir)> {
    let (plan, folder) = plan()?;
    let path = plan.realm_config.join("minato/realm.toml");
    let mut file: toml::Table = fs::read_to_string(&path)?.parse()?;
    let sign_in = file.get_mut("sign_in").and_then(toml::Value::as_table_mut).context("[sign_in]")?;
    // Codes by mail would need the steps of the address.
    sign_in.insert("methods".to_owned(), vec!["passkey", "app-otp"].into());
    sign_in.insert("recommended_method".to_owned(), "passkey".into());
    sign_in.insert("steps".to_owned(), steps.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>().into());
    fs::write(path, toml::to_string(&file)?)?;
    Ok((plan, folder))
}

/// What the error summary of the page says.
fn problems(page: &Page) -> anyhow::Result<String> {
    Ok(page.texts("#problems")?.concat())
}

/// Answers that keep the screen of a step in front, each with what is said of it and what was typed still there.
pub async fn mistakes(member: &mut Member, button: &str, field: &str, answers: &[(&str, &str)]) -> anyhow::Result<()> {
    for (typed, said) in answers {
        let page = answer(member, button, &[(field, typed)]).await?;
        assert!(problems(page)?.contains(said), "{typed}: {}", page.text());
        let kept = page.form(button)?.fields.contains(&(field.to_owned(), (*typed).to_owned()));
        assert!(kept, "{typed} was lost");
    }
    Ok(())
}

/// Passwords that are refused, each with the reason; none of them comes back with the page.
async fn refused_passwords(member: &mut Member) -> anyhow::Result<()> {
    for (first, second, said) in [
        ("", "", "新しいパスワードを入力してください"),
        ("kawa-7no-hotori", "kawa-7no-hotorl", "「新しいパスワード」と一致しません"),
        ("21084219921215", "21084219921215", "今のパスワード"),
        ("password1", "password1", "すぐに推測できるもの"),
        ("nozomi_92", "nozomi_92", "ユーザIDと同じものは使えません"),
        ("kawa 7", "kawa 7", "8文字以上64文字以内"),
    ] {
        let typed = [("new_password", first), ("new_password_again", second)];
        let page = answer(member, "password-submit", &typed).await?;
        assert!(problems(page)?.contains(said), "{first}: {}", page.text());
        for field in ["new_password", "new_password_again"] {
            assert!(page.form("password-submit")?.fields.contains(&(field.to_owned(), String::new())), "{field}");
        }
    }
    Ok(())
}

/// The screens of the steps that these stories are about.
const STEPS: [&str; 5] = ["birth-date", "terms", "user-id", "method", "new-password"];

#[tokio::test]
async fn a_new_member_of_kusunoki_does_what_her_society_asks() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut kato = at_the_first_step(&own.site, "kusunoki", "new-member").await?;
    assert_eq!(screen(&kato)?, "birth-date");
    let dates = [("", "入力してください"), ("平成4年12月", "読み取れません"), ("19921216", "登録内容と一致しません")];
    mistakes(&mut kato, "birth-date-submit", "birth_date", &dates).await?;
    answer(&mut kato, "birth-date-submit", &[("birth_date", "Ｈ４．１２．１５")]).await?;
    assert_eq!(screen(&kato)?, "terms");
    answer(&mut kato, "terms-agree", &[]).await?;

    assert_eq!(screen(&kato)?, "user-id");
    let page = kato.browser.page()?;
    assert!(page.options("method")?.is_empty(), "one method is no choice");
    assert!(page.form("user-id-submit")?.fields.contains(&("username".to_owned(), "kato-nozomi".to_owned())));
    let ids = [
        ("", "ユーザIDを入力してください"),
        ("nozomi", "8文字以上13文字以内"),
        ("nozomi!kato", "使えない文字が含まれています：!"),
        ("YAMAMOTO01", "ほかの方が使っています"),
    ];
    mistakes(&mut kato, "user-id-submit", "username", &ids).await?;
    answer(&mut kato, "user-id-submit", &[("username", "Ｎｏｚｏｍｉ＿９２")]).await?;

    assert_eq!(screen(&kato)?, "new-password");
    refused_passwords(&mut kato).await?;
    let new = "kawa-7no-hotori";
    answer(&mut kato, "password-submit", &[("new_password", new), ("new_password_again", new)]).await?;
    assert!(!STEPS.contains(&screen(&kato)?.as_str()), "{}", kato.reads()?);

    // From another browser: the new ID and password, and no step twice.
    let mut again = Member::named("kusunoki", "new-member")?;
    again.browser.open(&own.site.portal("/kusunoki/sign-in")).await?;
    let page = answer(&mut again, "login-submit", &[("username", "kato-nozomi"), ("password", new)]).await?;
    assert!(problems(page)?.contains("無効なユーザIDまたはパスワードです"));
    answer(&mut again, "login-submit", &[("username", "nozomi_92"), ("password", new)]).await?;
    assert!(screen(&again)? != "login" && !STEPS.contains(&screen(&again)?.as_str()), "{}", again.reads()?);
    Ok(())
}

#[tokio::test]
async fn after_the_last_step_the_portal_is_open() -> anyhow::Result<()> {
    let (site, _folder) = minato_with(&["terms", "user-id", "method", "password", "birth-date"]).await?;
    let mut nakamura = at_the_first_step(&site, "minato", "new-member").await?;
    answer(&mut nakamura, "terms-agree", &[]).await?;
    assert_eq!(screen(&nakamura)?, "user-id");
    let page = nakamura.browser.page()?;
    let methods: Vec<_> = page.options("method")?.into_iter().map(|(value, _)| value).collect();
    assert_eq!(methods, ["passkey", "app-otp"], "ID and method stand on one page");

    let forged = page.form("user-id-submit")?.fill_in(&[("method", "sms")])?;
    assert!(nakamura.browser.send(forged).await?.text().contains("認証方法を選んでください"));
    // The ID that was issued stays, and whoever goes back to its page is led on.
    let asked = nakamura.browser.page()?.url.clone();
    answer(&mut nakamura, "user-id-submit", &[("method", "app-otp")]).await?;
    nakamura.browser.open(asked.as_str()).await?;
    assert_eq!(screen(&nakamura)?, "new-password");
    let new = "umi-to-27yama";
    answer(&mut nakamura, "password-submit", &[("new_password", new), ("new_password_again", new)]).await?;
    assert_eq!(screen(&nakamura)?, "birth-date");
    answer(&mut nakamura, "birth-date-submit", &[("birth_date", "2003-01-17")]).await?;
    assert!(nakamura.browser.page()?.url.as_str().starts_with(&site.portal("/minato")), "{}", nakamura.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_method_apart_from_the_user_id_has_a_page_of_its_own() -> anyhow::Result<()> {
    let (site, _folder) = minato_with(&["user-id", "terms", "method"]).await?;
    let mut nakamura = at_the_first_step(&site, "minato", "new-member").await?;
    assert!(nakamura.browser.page()?.options("method")?.is_empty());
    answer(&mut nakamura, "user-id-submit", &[]).await?;
    answer(&mut nakamura, "terms-agree", &[]).await?;
    assert_eq!(screen(&nakamura)?, "method");
    assert!(nakamura.reads()?.contains("おすすめ"));
    answer(&mut nakamura, "method-submit", &[("method", "app-otp")]).await?;
    assert!(nakamura.browser.page()?.url.as_str().starts_with(&site.portal("/minato")), "{}", nakamura.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_birth_date_is_guessed_as_often_as_a_password() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut nakamura = at_the_first_step(&own.site, "minato", "new-member").await?;
    for day in 1..=11 {
        let guess = format!("200302{day:02}");
        let page = answer(&mut nakamura, "birth-date-submit", &[("birth_date", &guess)]).await?;
        assert!(page.text().contains("登録内容と一致しません"));
    }
    let page = answer(&mut nakamura, "birth-date-submit", &[("birth_date", "20030117")]).await?;
    assert!(page.text().contains("登録内容と一致しません"), "the twelfth attempt is not judged");
    Ok(())
}

#[tokio::test]
async fn of_two_who_want_one_id_one_has_it_and_nothing_is_lost() -> anyhow::Result<()> {
    let (site, _folder) = minato_with(&["user-id", "method", "terms"]).await?;
    let mut one = somebody_else(&site, "mnt-0001977", "e4Xj=35kRzD").await?;
    let mut other = somebody_else(&site, "mnt-0001902", "Ts7-nBv18qC").await?;
    let typed = [("username", "minato.no.umi"), ("method", "app-otp")];
    let (first, second) =
        tokio::join!(answer(&mut one, "user-id-submit", &typed), answer(&mut other, "user-id-submit", &typed));
    let (first, second) = (first?, second?);
    let refused: Vec<_> =
        [first, second].into_iter().filter(|page| page.text().contains("ほかの方が使っています")).collect();
    let [refused] = refused.as_slice() else { panic!("{} and {}", first.text(), second.text()) };
    let fields = refused.form("user-id-submit")?.fields;
    for (name, value) in typed {
        assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{name} was lost: {fields:?}");
    }

    // Nor may anybody take an ID that is another member's e-mail address.
    let mut third = somebody_else(&site, "mnt-0001848", "y3Fk_96gPwJ").await?;
    let typed = [("username", "Mari.Watanabe@example.jp"), ("method", "app-otp")];
    assert!(answer(&mut third, "user-id-submit", &typed).await?.text().contains("ほかの方が使っています"));
    answer(&mut third, "user-id-submit", &[("username", "koji.yamazaki@example.jp")]).await?;
    assert_eq!(screen(&third)?, "terms", "one's own address may be one's ID");
    Ok(())
}
