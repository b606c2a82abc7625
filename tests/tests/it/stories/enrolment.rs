//! A member whose method has no device yet registers one in the middle of a sign-in.

use anyhow::Context as _;
use base::{Language, japan_date};
use chrono::TimeDelta;
use idp::rows::{Acceptance, in_realm};
use realm::{Lookup, Method, Realm, Step};
use tests::authenticator::code_at;
use tests::site::Site;
use tests::visitor::{Page, Visitor};

use super::member::{Member, OwnSite};

const STEPS: [Step; 5] = [Step::BirthDate, Step::Email, Step::EmailVerification, Step::UserId, Step::Password];

/// Somebody who has done every step, has chosen a method, and has no device for it.
pub async fn member_without_device(own: &OwnSite, method: Method) -> anyhow::Result<Member> {
    let member = Member::named("minato", "new-member")?;
    let (app, now) = (&own.site.idp, own.site.clock.now());
    let Lookup::Serving(realm) = app.realms.find("minato") else { anyhow::bail!("minato is not served") };
    let row = in_realm(app.database.reader(), &realm.name).account_by_user_id(&member.persona.user_id).await?;
    let account = row.context("the member was imported")?.account_id();
    let terms = terms(&realm, now)?;
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                for step in STEPS {
                    rows.mark_step_done(account, step, now).await?;
                }
                rows.mark_signed_in(account, now).await?;
                rows.choose_method(account, method).await?;
                let (version, text_sha256) = (&*terms.0, &*terms.1);
                rows.accept_terms(account, &Acceptance { version, language: Language::Ja, text_sha256, at: now }).await
            })
        })
        .await?;
    Ok(member)
}

fn terms(realm: &Realm, now: chrono::DateTime<chrono::Utc>) -> anyhow::Result<(String, String)> {
    let terms = realm.terms_in_force(japan_date(now)).context("terms in force")?;
    Ok((terms.version.clone(), terms.documents.ja.sha256.clone()))
}

/// Opens the medical expenses and shows the password.
async fn as_far_as_the_second_factor(own: &OwnSite, member: &mut Member) -> anyhow::Result<()> {
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    let typed = [("username", member.persona.user_id.as_str()), ("password", member.persona.password.as_str())];
    member.browser.submit("login-submit", &typed).await?;
    Ok(())
}

/// The key that the page shows.
fn key(page: &Page) -> anyhow::Result<String> {
    page.texts("#app-key")?.first().map(|key| key.replace(' ', "")).context("a key to type")
}

/// The first code of an app that was given this key, `late` seconds from now.
fn code(own: &OwnSite, key: &str, late: i64) -> anyhow::Result<String> {
    code_at(key, own.site.clock.now().timestamp() + late)
}

#[tokio::test]
async fn an_app_is_registered_by_its_first_code_which_is_used_up() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = member_without_device(&own, Method::AppOtp).await?;
    as_far_as_the_second_factor(&own, &mut member).await?;
    let key = key(member.browser.page()?)?;
    assert_eq!(key.len(), 32);
    assert!(member.browser.page()?.body.contains("src=\"data:image/png;base64,"), "a picture to scan");

    let wrong = [
        (code_at(&key, 0)?, "わたしのスマホ", "認証コードが異なります"),
        (code(&own, &key, 180)?, "わたしのスマホ", "時刻がずれています"),
        (code(&own, &key, -180)?, "わたしのスマホ", "時刻がずれています"),
        ("12345".to_owned(), "わたしのスマホ", "6桁の数字"),
        (code(&own, &key, 0)?, "　", "名前を入力してください"),
        (code(&own, &key, 0)?, &"長".repeat(41), "40文字以内"),
    ];
    for (typed, name, said) in wrong {
        member.browser.submit("enrol-submit", &[("code", &typed), ("device_name", name)]).await?;
        assert!(member.reads()?.contains(said), "{typed} {name}: {}", member.reads()?);
        assert_eq!(self::key(member.browser.page()?)?, key, "the same secret again");
    }

    let first = code(&own, &key, 0)?;
    let form = member.browser.page()?.form("enrol-submit")?;
    let form = form.fill_in(&[("code", &first), ("device_name", "わたしの　スマホ")])?;
    member.browser.send(form.clone()).await?;
    assert!(member.reads()?.contains("医療費"), "the code counts as the second factor: {}", member.reads()?);
    member.browser.send(form).await?;
    assert!(!member.browser.page()?.offers("enrol-submit"), "the same form again changes nothing");

    member.browser = Visitor::new()?;
    as_far_as_the_second_factor(&own, &mut member).await?;
    member.browser.submit("login-submit", &[("code", &first)]).await?;
    assert!(member.reads()?.contains("認証コードが異なります"), "used up: {}", member.reads()?);
    member.browser.submit("login-submit", &[("code", &code(&own, &key, 30)?)]).await?;
    assert!(member.reads()?.contains("医療費"), "{}", member.reads()?);
    Ok(())
}

/// The page was open when the key-encryption key was changed.
#[tokio::test]
async fn a_secret_that_was_shown_before_is_kept_under_the_key_that_seals_now() -> anyhow::Result<()> {
    let (plan, folder) = super::member::plan()?;
    tests::site::prepare(&plan).await?;
    let mut own = OwnSite::over(Site::serve(&plan).await?, folder);
    let mut member = member_without_device(&own, Method::AppOtp).await?;
    as_far_as_the_second_factor(&own, &mut member).await?;
    let key = key(member.browser.page()?)?;
    own.site.stop().await?;
    plan.folder.change_key()?;
    own.site = Site::serve(&plan).await?;
    let typed = [("code", &*code(&own, &key, 0)?), ("device_name", "phone")];
    member.browser.submit("enrol-submit", &typed).await?;
    assert!(member.reads()?.contains("医療費"), "{}", member.reads()?);
    let app = &own.site.idp;
    let (realm, reader) = ("minato".parse()?, app.database.reader());
    let account = in_realm(reader, &realm).account_by_user_id(&member.persona.user_id).await?.context("an account")?;
    let apps = in_realm(reader, &realm).authenticators(account.account_id()).await?;
    let sealers: Vec<_> = apps.iter().map(|row| row.sealed_seed().key_id().map(str::to_owned)).collect();
    assert_eq!(sealers, [Some(app.sealing_key.id().to_owned())]);
    Ok(())
}

#[tokio::test]
async fn two_tabs_show_one_secret_and_another_sign_in_another() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = member_without_device(&own, Method::AppOtp).await?;
    as_far_as_the_second_factor(&own, &mut member).await?;
    let (address, first) = (member.browser.page()?.url.to_string(), key(member.browser.page()?)?);
    let again = member.browser.peek(&address).await?;
    assert_eq!(key(&again)?, first);

    let mut other = member_without_device(&own, Method::AppOtp).await?;
    as_far_as_the_second_factor(&own, &mut other).await?;
    assert_ne!(key(other.browser.page()?)?, first);
    Ok(())
}

#[tokio::test]
async fn wrong_first_codes_rest_and_lock_nobody() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = member_without_device(&own, Method::AppOtp).await?;
    as_far_as_the_second_factor(&own, &mut member).await?;
    let key = key(member.browser.page()?)?;
    for _ in 0..11 {
        member.browser.submit("enrol-submit", &[("code", &code_at(&key, 0)?)]).await?;
        assert!(member.reads()?.contains("認証コードが異なります"), "{}", member.reads()?);
    }
    member.browser.submit("enrol-submit", &[("code", &code(&own, &key, 0)?)]).await?;
    assert!(member.reads()?.contains("10分ほど待ってから"), "{}", member.reads()?);
    own.site.clock.advance(TimeDelta::minutes(11));
    member.browser.submit("enrol-submit", &[("code", &code(&own, &key, 0)?)]).await?;
    assert!(member.reads()?.contains("医療費"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn without_a_script_a_passkey_page_says_what_it_needs() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let mut member = member_without_device(&own, Method::Passkey).await?;
    as_far_as_the_second_factor(&own, &mut member).await?;
    assert!(member.reads()?.contains("JavaScriptが必要です"), "{}", member.reads()?);
    member.browser.submit("enrol-submit", &[]).await?;
    assert!(member.reads()?.contains("JavaScriptを有効にし"), "{}", member.reads()?);
    Ok(())
}
