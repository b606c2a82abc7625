//! One password tried at everybody, from fifty addresses (S3): the alarm is raised, strangers wait, nobody is locked out.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use idp::admin::member_import::{MemberFile, import};
use realm::Lookup;
use reqwest::{Client, StatusCode};
use store::import::Encoding;
use tokio::task::JoinSet;

use super::raw::{Target, browser, form, open, page};
use super::{Findings, Verdict};
use crate::authenticator::Phone;
use crate::samples::{personas, write_many_members};
use crate::visitor::{Form, Visitor};

/// Guesses under way at the same time.
const AT_ONCE: usize = 250;
const ADDRESSES: usize = 50;

/// Tries one password at so many members, who have their letters and never signed in.
///
/// # Errors
/// What keeps the site from being asked.
pub async fn spray(members: u32) -> anyhow::Result<Verdict> {
    let target = Target::build().await?;
    let path = target.plan.folder.join("many.csv");
    write_many_members(members, fs::File::create(&path)?)?;
    let Lookup::Serving(realm) = target.site.idp.realms.find("minato") else { anyhow::bail!("minato is not served") };
    let file = MemberFile { path, encoding: Encoding::Utf8, dry_run: false };
    import(&target.site.idp, &realm, &file, &mut |_| {}).await?;

    // A member signed in at a browser before; she must not notice anything.
    let owner = personas()?.into_iter().find(|persona| persona.name == "returning-member").context("a persona")?;
    let mut hers = Visitor::keeping_connections()?;
    let account = target.site.provider("/minato/account");
    hers.open(&account).await?;
    hers.submit("login-submit", &[("username", &owner.user_id), ("password", &owner.password)]).await?;
    let mut phone = Phone::with(owner.authenticators.first().map_or("", |device| &device.secret));
    hers.submit("login-submit", &[("code", &phone.code(&target.site.clock)?)]).await?;

    let mut findings = Findings::of("spray");
    let browser = browser()?;
    let login = open(&browser, &account).await?.form("login-submit")?;
    let statuses = try_at_everybody(&browser, &login, members).await?;
    findings.counted("guesses_judged", statuses.iter().filter(|status| **status == StatusCode::OK).count(), |n| n > 50);
    let count = async |event: &str| {
        target.count(&format!("SELECT count(*) FROM audit_events WHERE realm = 'minato' AND event = '{event}'")).await
    };
    findings.counted("alarms", count("password-spray").await?, |count| count == 1);
    findings.counted("locks", count("locked").await?, |count| count == 0);

    let asked = Instant::now();
    let right = login.fill_in(&[("username", "load-0000000"), ("password", "minato-2027")])?;
    page(form(&browser, &right).header("x-forwarded-for", "203.0.113.9").send().await?).await?;
    findings.figure("a_stranger_waits_ms", asked.elapsed().as_secs_f64() * 1e3);
    if asked.elapsed() < Duration::from_millis(250) {
        findings.broken("a stranger does not wait".to_owned());
    }
    let asked = Instant::now();
    hers.open(&format!("{account}?prompt=login")).await?;
    hers.open(&target.site.provider("/minato/account/password")).await?;
    if hers.page()?.offers("password") {
        hers.submit("login-submit", &[("username", &owner.user_id), ("password", &owner.password)]).await?;
    }
    findings.figure("a_member_waits_ms", asked.elapsed().as_secs_f64() * 1e3);
    Ok(findings.verdict())
}

/// The same password, once at each of so many user IDs.
async fn try_at_everybody(browser: &Client, login: &Form, members: u32) -> anyhow::Result<Vec<StatusCode>> {
    let (mut guessing, mut answers) = (JoinSet::new(), Vec::new());
    for n in 0..usize::try_from(members)? {
        let id = format!("load-{n:07}");
        let filled = login.clone().fill_in(&[("username", &id), ("password", "minato-2026")])?;
        let from = format!("198.51.100.{}", n % ADDRESSES + 1);
        let request = form(browser, &filled).header("x-forwarded-for", from);
        guessing.spawn(async move { Ok::<_, anyhow::Error>(page(request.send().await?).await?.status) });
        if guessing.len() >= AT_ONCE {
            answers.extend(guessing.join_next().await);
        }
    }
    answers.extend(guessing.join_all().await.into_iter().map(Ok));
    answers.into_iter().map(|answer| answer?).collect()
}
