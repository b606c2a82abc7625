//! 「ログイン状態の保存」: what it spares, for how long, and what ends it.

use anyhow::Context as _;
use chrono::TimeDelta;
use tests::site::{Site, prepare};
use tests::visitor::{Page, Visitor};

use super::first_sign_in::screen;
use super::member::{Member, OwnSite, plan};

/// A member who ticked the box, signed in at the portal's medical expenses.
async fn remembered(own: &OwnSite) -> anyhow::Result<Member> {
    let mut member = Member::named("minato", "returning-member")?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    let persona = &member.persona;
    let typed =
        [("username", persona.user_id.as_str()), ("password", persona.password.as_str()), ("remember_me", "on")];
    member.browser.submit("login-submit", &typed).await?;
    let code = member.phone.code(&own.site.clock)?;
    let form = member.browser.page()?.form("login-submit")?.fill_in(&[("code", &code)])?;
    let answer = member.browser.send_once(form).await?;
    assert_eq!(lifetime(&answer)?, Some(TimeDelta::days(7).num_seconds()));
    member.browser.open(answer.location()?.as_str()).await?;
    assert_eq!(member.browser.page()?.url.path(), "/minato/expenses");
    Ok(member)
}

/// How long the session cookie that comes with an answer lives, in seconds; `None` until the browser closes.
fn lifetime(answer: &Page) -> anyhow::Result<Option<i64>> {
    let cookies = answer.headers.get_all("set-cookie").into_iter().filter_map(|cookie| cookie.to_str().ok());
    let session = cookies.into_iter().find(|cookie| cookie.starts_with("warifu-idp-minato-session="));
    let session = session.context("a session cookie")?;
    let age = session.split("; ").find_map(|attribute| attribute.strip_prefix("Max-Age="));
    Ok(age.map(str::parse).transpose()?)
}

/// What the provider asks first when the member opens the medical expenses.
async fn asks(own: &OwnSite, member: &mut Member) -> anyhow::Result<String> {
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    screen(member)
}

#[tokio::test]
async fn for_a_week_the_password_is_spared_and_the_code_is_not() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let (site, clock) = (&own.site, &own.site.clock);
    let mut member = remembered(&own).await?;
    for _ in 0..3 {
        clock.advance(TimeDelta::hours(48));
        assert_eq!(asks(&own, &mut member).await?, "otp", "{}", member.reads()?);
        member.answer_what_is_asked(clock).await?;
        assert_eq!(member.browser.page()?.url.path(), "/minato/expenses");
        // The day that begins with the code is a day like any other.
        clock.advance(TimeDelta::hours(2));
        assert_eq!(asks(&own, &mut member).await?, "expenses");
    }
    // An application that wants it fresh, or says how old it may be, gets all of it.
    let request = |more: &str| {
        format!(
            "{}?client_id=portal&response_type=code&scope=openid&code_challenge_method=S256{more}\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri={}",
            site.provider("/minato/authorize"),
            site.portal("/minato/callback")
        )
    };
    for more in ["&prompt=login", "&max_age=60", "&max_age=9999999"] {
        member.browser.open(&request(more)).await?;
        assert_eq!(screen(&member)?, "login", "{more}");
    }
    // It is seven days, however often it was used.
    clock.advance(TimeDelta::hours(48));
    assert_eq!(asks(&own, &mut member).await?, "login");
    Ok(())
}

#[tokio::test]
async fn unticked_it_ends_with_the_day_and_with_the_browser() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    assert!(member.answer_one_question(&own.site.clock).await?);
    let code = member.phone.code(&own.site.clock)?;
    let form = member.browser.page()?.form("login-submit")?.fill_in(&[("code", &code)])?;
    let answer = member.browser.send_once(form).await?;
    assert_eq!(lifetime(&answer)?, None);
    member.browser.open(answer.location()?.as_str()).await?;
    own.site.clock.advance(TimeDelta::hours(25));
    assert_eq!(asks(&own, &mut member).await?, "login");
    Ok(())
}

#[tokio::test]
async fn signing_out_ends_it_and_so_do_all_devices() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let (site, clock) = (&own.site, &own.site.clock);
    let mut member = remembered(&own).await?;
    clock.advance(TimeDelta::hours(30));
    assert_eq!(asks(&own, &mut member).await?, "otp");
    member.answer_what_is_asked(clock).await?;
    member.browser.open(&site.portal("/minato/sign-out")).await?;
    member.browser.submit("logout-confirm", &[]).await?;
    assert_eq!(asks(&own, &mut member).await?, "login");

    clock.advance(TimeDelta::minutes(1));
    let mut member = remembered(&own).await?;
    clock.advance(TimeDelta::hours(30));
    let realm: base::RealmName = "minato".parse()?;
    let row =
        idp::rows::in_realm(site.idp.database.reader(), &realm).account_by_user_id(&member.persona.user_id).await?;
    let (account, now) = (row.context("the member")?.account_id(), clock.now());
    site.idp
        .database
        .write(move |tx| {
            Box::pin(async move { idp::rows::in_realm(tx, &realm).end_sessions_of(account, None, now).await })
        })
        .await?;
    assert_eq!(asks(&own, &mut member).await?, "login", "over its limit, and ended with all others");
    Ok(())
}

#[tokio::test]
async fn at_a_remembered_browser_somebody_else_may_sign_in() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let first = remembered(&own).await?;
    own.site.clock.advance(TimeDelta::hours(30));
    let mut second = Member::named("minato", "second-member")?;
    second.browser = first.browser;
    assert_eq!(asks(&own, &mut second).await?, "otp");
    assert!(!second.reads()?.contains("伊藤"), "of whoever was here nothing is told: {}", second.reads()?);
    second.browser.submit("login-another", &[]).await?;
    assert_eq!(screen(&second)?, "login");
    second.answer_what_is_asked(&own.site.clock).await?;
    assert_eq!(second.browser.page()?.url.path(), "/minato/expenses", "{}", second.reads()?);
    assert!(second.reads()?.contains("佐藤 誠 さん"), "{}", second.reads()?);
    Ok(())
}

#[tokio::test]
async fn a_realm_that_does_not_allow_it_does_not_offer_it() -> anyhow::Result<()> {
    let (plan, folder) = plan()?;
    let path = plan.realm_config.join("minato/realm.toml");
    let mut file: toml::Table = std::fs::read_to_string(&path)?.parse()?;
    let sign_in = file.get_mut("sign_in").and_then(toml::Value::as_table_mut).context("[sign_in]")?;
    sign_in.remove("remember_me");
    std::fs::write(path, toml::to_string(&file)?)?;
    prepare(&plan).await?;
    let own = OwnSite::over(Site::serve(&plan).await?, folder);
    let mut visitor = Visitor::new()?;
    let page = visitor.open(&own.site.portal("/minato/sign-in")).await?;
    assert!(page.offers("password") && !page.offers("remember_me"), "{}", page.text());
    let mut member = Member { browser: visitor, ..Member::named("minato", "returning-member")? };
    let typed = [("username", member.persona.user_id.as_str()), ("password", member.persona.password.as_str())];
    let forged = member.browser.page()?.form("login-submit")?.fill_in(&typed)?.forge("remember_me", "on");
    member.browser.send(forged).await?;
    member.answer_what_is_asked(&own.site.clock).await?;
    own.site.clock.advance(TimeDelta::hours(25));
    assert_eq!(asks(&own, &mut member).await?, "login");
    Ok(())
}
