//! Somebody's mailbox as a target: forgotten passwords and IDs asked for again and again (P13).

use anyhow::Context as _;
use tokio::task::JoinSet;

use super::raw::{Target, browser, form, open, page};
use super::{Findings, Verdict};
use crate::samples::personas;

/// Asks so many times, from as many addresses, for a link to set a member's password anew.
///
/// # Errors
/// What keeps the site from being asked.
pub async fn mails(times: usize) -> anyhow::Result<Verdict> {
    let target = Target::build().await?;
    let victim = personas()?.into_iter().find(|persona| persona.name == "returning-member").context("a persona")?;
    let address = victim.email.context("an address")?;
    let mut findings = Findings::of("mails");
    let browser = browser()?;
    let asked = open(&browser, &target.site.provider("/minato/forgotten/password")).await?.form("forgotten-submit")?;
    let filled = asked.fill_in(&[("username", &victim.user_id)])?;
    let mut sending = JoinSet::new();
    let mut statuses = Vec::new();
    for n in 0..times {
        let from = format!("198.51.{}.{}", n / 250 % 250, n % 250 + 1);
        let request = form(&browser, &filled).header("x-forwarded-for", from);
        sending.spawn(async move { page(request.send().await?).await });
        if sending.len() >= 64 {
            statuses.extend(sending.join_next().await);
        }
    }
    statuses.extend(sending.join_all().await.into_iter().map(Ok));
    let pages = statuses.into_iter().map(|answer| answer?).collect::<anyhow::Result<Vec<_>>>()?;
    let wrong = pages.iter().filter(|page| page.status.is_server_error()).count();
    findings.counted("asked", pages.len(), |count| count == times);
    findings.counted("failures_of_ours", wrong, |count| count == 0);
    let came = target.site.mails(&address).await?.len();
    findings.counted("mails_that_came", came, |count| (1..=5).contains(&count));
    Ok(findings.verdict())
}
