//! Files that change while people are signing in: the next step is judged by the new ones, whoever is where.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use base::japan_date;
use idp::reloading::reload;
use realm::{ReloadResult, Which};
use serde_json::Value;
use tests::site::{Plan, Program, Site, prepare, ready_when};

use super::first_sign_in::{answer, at_the_first_step, screen};
use super::member::{Member, OwnSite, plan};

/// A site, and the plan by which its files are found.
async fn site() -> anyhow::Result<(OwnSite, Plan)> {
    let (plan, folder) = plan()?;
    prepare(&plan).await?;
    Ok((OwnSite::over(Site::serve(&plan).await?, folder), plan))
}

/// Changes `minato`'s file and has it read; whoever watches the files may have been faster.
async fn changed(own: &OwnSite, plan: &Plan, file: &str, change: impl FnOnce(&str) -> String) -> anyhow::Result<()> {
    let path = plan.realm_config.join("minato").join(file);
    let (before, hash) = (fs::read_to_string(&path)?, served(own)?);
    let after = change(&before);
    assert_ne!(before, after, "{file} is changed");
    fs::write(path, after)?;
    read(own).await?;
    assert_ne!(served(own)?, hash);
    Ok(())
}

async fn read(own: &OwnSite) -> anyhow::Result<()> {
    let which = Which { names: Some(BTreeSet::from(["minato".parse()?])), ..Which::default() };
    let outcomes = reload(&own.site.idp, &which, true).await;
    let results: Vec<_> = outcomes.iter().map(|outcome| outcome.result).collect();
    assert!(matches!(results[..], [ReloadResult::Served | ReloadResult::Unchanged]), "{outcomes:?}");
    Ok(())
}

fn served(own: &OwnSite) -> anyhow::Result<Option<String>> {
    let report = own.site.idp.realms.report();
    Ok(report.get(&"minato".parse()?).context("minato")?.hash.clone())
}

/// Terms of `minato` that are in force from today on.
fn write_new_terms(plan: &Plan) -> anyhow::Result<()> {
    let today = japan_date(plan.clock.now());
    for (language, title) in [("ja", "新しい規約"), ("en", "New terms")] {
        let file = plan.realm_config.join(format!("minato/terms/{today}.{language}.md"));
        fs::write(file, format!("# {title}\n\n変わったところ\n"))?;
    }
    Ok(())
}

/// Whether `realm status` ends with this code: 0 where what runs serves the files as they are, 2 where not.
async fn in_sync(program: &Program, code: i32) -> anyhow::Result<bool> {
    Ok(program.run(&["realm", "status"]).await?.status.code() == Some(code))
}

#[tokio::test]
async fn new_terms_are_asked_at_the_next_sign_in_of_each_method() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let administrator = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
    ready_when("the provider reports itself", || in_sync(&administrator, 0)).await?;
    write_new_terms(&plan)?;
    let reloaded = administrator.run(&["realm", "reload", "minato", "--format", "json"]).await?;
    assert!(reloaded.status.success(), "{}", String::from_utf8_lossy(&reloaded.stdout));
    // By app and by mail; who proves themselves by a passkey is judged by the same gate (`account`'s tests).
    for (name, by_mail) in [("returning-member", false), ("mail-member", true)] {
        let mut member = Member::named("minato", name)?;
        member.browser.open(&own.site.portal("/minato/expenses")).await?;
        for _ in 0..4 {
            if screen(&member)? == "terms" {
                break;
            }
            if by_mail && member.browser.page()?.offers("code") {
                let address = member.persona.email.clone().context("an address")?;
                let code = own.site.newest_mail(&address).await?.code()?;
                member.browser.submit("login-submit", &[("code", &code)]).await?;
            } else {
                member.answer_one_question(&own.site.clock).await?;
            }
        }
        assert_eq!(screen(&member)?, "terms", "{name}: {}", member.reads()?);
        assert!(member.reads()?.contains("変わったところ"), "{}", member.reads()?);
        member.browser.submit("terms-agree", &[]).await?;
        assert_eq!(member.browser.page()?.url.path(), "/minato/expenses", "{}", member.reads()?);
    }
    Ok(())
}

#[tokio::test]
async fn a_plan_tells_how_many_will_be_asked() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    prepare(&plan).await?;
    // A plan says what would be another than what was served last.
    let mut administrator = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
    administrator.start().await?;
    ready_when("the provider reports itself", || in_sync(&administrator, 0)).await?;
    administrator.kill().await?;
    let planned = async || -> anyhow::Result<(Option<i32>, Value)> {
        let told = administrator.run(&["realm", "plan", "minato", "--format", "json"]).await?;
        Ok((told.status.code(), serde_json::from_slice(&told.stdout)?))
    };
    assert_eq!(planned().await?.0, Some(0), "nothing has changed");
    write_new_terms(&plan)?;
    let (code, told) = planned().await?;
    let consequence = &told["realms"][0]["consequences"][0];
    assert_eq!((code, &consequence["code"]), (Some(2), &Value::from("terms")), "{told}");
    let asked = consequence["count"].as_u64().unwrap_or_default();
    assert!(asked >= 5, "everybody who has been here is asked: {told}");
    Ok(())
}

#[tokio::test]
async fn a_method_that_goes_while_its_code_is_asked_for_opens_nothing() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let mut member = Member::named("minato", "returning-member")?;
    member.browser.open(&own.site.portal("/minato/expenses")).await?;
    assert!(member.answer_one_question(&own.site.clock).await?, "the password");
    assert!(member.browser.page()?.offers("code"), "{}", member.reads()?);
    changed(&own, &plan, "realm.toml", |text| {
        let mut file: toml::Table = text.parse().unwrap_or_default();
        let sign_in = file.get_mut("sign_in").and_then(toml::Value::as_table_mut);
        if let Some(sign_in) = sign_in {
            sign_in.insert("methods".to_owned(), vec!["passkey", "mail-otp"].into());
            sign_in.insert("recommended_method".to_owned(), "mail-otp".into());
        }
        toml::to_string(&file).unwrap_or_default()
    })
    .await?;
    let code = member.phone.code(&own.site.clock)?;
    member.browser.submit("login-submit", &[("code", &code)]).await?;
    let page = member.browser.page()?;
    assert!(page.url.as_str().starts_with(&own.site.provider("/minato/login")), "{} {}", page.url, page.text());
    assert_ne!(screen(&member)?, "expenses", "a code of an app counts no more");
    Ok(())
}

#[tokio::test]
async fn an_application_that_goes_gets_no_code() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let booking = plan.realm_config.join("minato/clients/checkup-booking.toml");
    let file: toml::Table = fs::read_to_string(&booking)?.parse()?;
    let address = file["redirect_uris"][0].as_str().context("an address")?;
    let mut request = url::Url::parse(&own.site.provider("/minato/authorize"))?;
    request
        .query_pairs_mut()
        .extend_pairs([("response_type", "code"), ("client_id", "checkup-booking"), ("redirect_uri", address)])
        .extend_pairs([("scope", "openid"), ("state", "s"), ("code_challenge_method", "S256")])
        .extend_pairs([("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")]);
    member.browser.open(request.as_str()).await?;
    assert!(member.answer_one_question(&own.site.clock).await?, "the password");
    fs::remove_file(booking)?;
    changed(&own, &plan, "portal.toml", |text| {
        let mut file: toml::Table = text.parse().unwrap_or_default();
        if let Some(tiles) = file.get_mut("tile").and_then(toml::Value::as_array_mut) {
            tiles.retain(|tile| tile.get("client").is_none());
        }
        toml::to_string(&file).unwrap_or_default()
    })
    .await?;
    let code = member.phone.code(&own.site.clock)?;
    let form = member.browser.page()?.form("login-submit")?.fill_in(&[("code", &code)])?;
    let answer = member.browser.send_once(form).await?;
    let leads = answer.location().map(|url| url.to_string()).unwrap_or_default();
    assert!(!leads.contains("code=") && !leads.starts_with(address), "{} {leads}", answer.status);
    Ok(())
}

#[tokio::test]
async fn steps_in_another_order_are_asked_in_that_order() -> anyhow::Result<()> {
    let (own, plan) = site().await?;
    let mut member = at_the_first_step(&own.site, "minato", "new-member").await?;
    assert_eq!(screen(&member)?, "birth-date");
    changed(&own, &plan, "realm.toml", |text| {
        let mut file: toml::Table = text.parse().unwrap_or_default();
        let steps = vec!["birth-date", "email", "email-verification", "terms", "user-id", "method", "password"];
        if let Some(sign_in) = file.get_mut("sign_in").and_then(toml::Value::as_table_mut) {
            sign_in.insert("steps".to_owned(), steps.into());
        }
        toml::to_string(&file).unwrap_or_default()
    })
    .await?;
    let birth_date = member.persona.birth_date.format("%Y%m%d").to_string();
    answer(&mut member, "birth-date-submit", &[("birth_date", &birth_date)]).await?;
    assert_eq!(screen(&member)?, "email", "the terms come later now: {}", member.reads()?);
    Ok(())
}

/// The folder is changed as a deployment does it, by leading a link elsewhere: whoever watches the files sees nothing,
/// and SIGHUP says so.
#[tokio::test]
async fn a_hang_up_has_the_files_read_anew() -> anyhow::Result<()> {
    let (mut plan, _folder) = plan()?;
    prepare(&plan).await?;
    let (first, second) = (plan.realm_config.clone(), plan.folder.join("second"));
    super::member::copy_folder(&first, &second)?;
    let file = second.join("minato/realm.toml");
    fs::write(&file, fs::read_to_string(&file)?.replace("港健康保険組合", "湊健康保険組合"))?;
    let link = |to: &PathBuf| std::os::unix::fs::symlink(to, plan.folder.join("current"));
    link(&first)?;
    plan.realm_config = plan.folder.join("current");
    let mut provider = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
    let mut portal = Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)?;
    provider.start().await?;
    portal.start().await?;
    ready_when("the provider reports itself", || in_sync(&provider, 0)).await?;
    ready_when("the portal reports itself", || in_sync(&portal, 0)).await?;
    fs::remove_file(&plan.realm_config)?;
    std::os::unix::fs::symlink(&second, &plan.realm_config)?;
    assert!(in_sync(&provider, 2).await? && in_sync(&portal, 2).await?, "nobody has noticed");
    provider.hang_up().await?;
    ready_when("the provider has read them", || in_sync(&provider, 0)).await?;
    assert!(in_sync(&portal, 2).await?, "nobody told the portal");
    let reloaded = portal.run(&["realm", "reload", "minato", "--lang", "en"]).await?;
    let told = String::from_utf8(reloaded.stdout)?;
    assert!(reloaded.status.success() && told.contains("minato: served as the files are"), "{told}");
    ready_when("the portal has read them", || in_sync(&portal, 0)).await
}
