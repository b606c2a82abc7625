//! What may happen once, asked for many times in one moment: the last byte of each request leaves together, so that no
//! network lies between them (S2, S4, S9).

use anyhow::Context as _;
use reqwest::cookie::{CookieStore as _, Jar};
use url::Url;

use super::raw::{Target, browser_with_jar, form, in_one_moment, open, page};
use super::{Findings, Verdict};
use crate::authenticator::Phone;
use crate::samples::personas;
use crate::visitor::Form;

/// Sends a right code of an app so many times at once; then twelve wrong passwords and the right one, each many times.
///
/// # Errors
/// What keeps the site from being asked.
pub async fn races(times: usize) -> anyhow::Result<Verdict> {
    let target = Target::build().await?;
    let mut findings = Findings::of("races");
    let member = personas()?.into_iter().find(|persona| persona.name == "returning-member").context("a persona")?;
    let account = target.site.provider("/minato/account");

    let (browser, jar) = browser_with_jar()?;
    let login = open(&browser, &account).await?.form("login-submit")?;
    let typed = [("username", member.user_id.as_str()), ("password", &member.password)];
    let next = page(form(&browser, &login.fill_in(&typed)?).send().await?).await?.location()?;
    let mut phone = Phone::with(member.authenticators.first().map_or("", |device| &device.secret));
    let code = phone.code(&target.site.clock)?;
    let filled = open(&browser, next.as_str()).await?.form("login-submit")?.fill_in(&[("code", &code)])?;
    // The cookie that the browser got travels along: it is the same person, many times.
    let statuses = send(&filled, &jar, times).await?;
    let let_in = statuses.iter().filter(|status| **status == 303).count();
    findings.counted("code_answers", statuses.len(), |count| count == times);
    findings.counted("code_let_in", let_in, |count| count == 1);
    let sessions = "SELECT count(*) FROM audit_events WHERE event = 'signed-in' AND realm = 'minato'";
    findings.counted("code_sessions", target.count(sessions).await?, |count| count == 1);

    let (stranger, jar) = browser_with_jar()?;
    let login = open(&stranger, &account).await?.form("login-submit")?;
    let other = personas()?.into_iter().find(|persona| persona.name == "second-member").context("a persona")?;
    for n in 0..times.min(12) {
        let typed = [("username", other.user_id.as_str()), ("password", &format!("wrong-in-a-race-{n}"))];
        send(&login.clone().fill_in(&typed)?, &jar, times.div_ceil(12)).await?;
    }
    let typed = [("username", other.user_id.as_str()), ("password", &other.password)];
    let statuses = send(&login.fill_in(&typed)?, &jar, times).await?;
    findings.counted("password_let_in", statuses.iter().filter(|status| **status == 303).count(), |count| count == 0);
    let failures = "SELECT coalesce(max(failures), 0) FROM attempts WHERE secret LIKE 'password%'";
    findings.counted("password_judged", target.count(failures).await?, |count| count <= 11);
    Ok(findings.verdict())
}

async fn send(form: &Form, jar: &Jar, times: usize) -> anyhow::Result<Vec<u16>> {
    let cookies = jar.cookies(&form.action).context("cookies")?;
    let cookies = cookies.to_str()?;
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
    let url: &Url = &form.action;
    in_one_moment(url, &format!("Accept: text/html\r\nCookie: {cookies}\r\n"), &body, times).await
}
