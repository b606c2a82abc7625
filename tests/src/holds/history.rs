//! Nothing acknowledged is lost while nodes are killed and the servers below them go away.
//!
//! In its short form one round of faults is enough for a test; in full they go on for minutes, and PostgreSQL and Redis are
//! really crashed.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use sea_orm::ConnectionTrait as _;
use store::mail::Transport;
use store::outbox;

use super::check::check;
use super::faults::{Ground, OF_A_ROUND, fault, goes_on};
use super::person::counts;
use super::record::{Left, Recorder};
use super::town::{self, LIMITS, REALM};
use super::work::Workers;
use crate::site::{Cluster, Folder, Plan, Servers, ready_when};
use crate::verdict::{Findings, Verdict};

/// The nodes of each service.
const NODES: usize = 3;
/// How much must go well between two faults.
const BETWEEN_FAULTS: usize = 40;
/// So many times twenty seconds mail may take that a dead node had on its way: two minutes, and some more.
const MAIL_WAITS: usize = 10;

/// Uses three nodes of each service, and judges what they said.
///
/// # Arguments
/// Without servers it brings its own, and crashes them; the way to given ones is only cut. Their databases are to be empty.
/// Faults go on for `duration`, and for one round at least.
///
/// # Errors
/// What keeps the cluster from being used at all: programs that were not built, servers that are not there.
pub async fn history(servers: Option<Servers>, duration: Duration) -> anyhow::Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let (mut ground, by) = Ground::of(servers.as_ref()).await?;
    let plan = town::plan(Folder::at(folder.path())?, by)?;
    let mut cluster = Cluster::without_nodes(&plan).await?;
    town::settle(&plan, (&cluster.provider(None)?, &cluster.portal(None)?)).await?;
    for _ in 0..NODES {
        cluster.add(None).await?;
    }
    let mut findings = Findings::of("history");
    let workers = Workers::begin(&plan).await?;
    let (began, mut faults) = (Instant::now(), 0);
    while faults < OF_A_ROUND || began.elapsed() < duration {
        goes_on(&workers.work, BETWEEN_FAULTS).await?;
        fault(faults, (&mut ground, &mut cluster), (&plan, &workers.work)).await?;
        faults += 1;
    }
    goes_on(&workers.work, BETWEEN_FAULTS).await?;
    let work = workers.end().await?;
    findings.counted("faults", faults, |faults| faults >= OF_A_ROUND);
    // A test does not wait for the two minutes that a dead node's mail is left to it.
    let left = left(&plan, duration.is_zero()).await?;
    judge(&mut findings, &work.log, &left);
    Ok(findings.verdict())
}

/// Adds what was counted, and what does not hold.
pub(super) fn judge(findings: &mut Findings, log: &Recorder, left: &Left) {
    for (name, count) in counts(log) {
        findings.counted(&name, count, |_| true);
    }
    findings.counted("mails_that_came", left.mails.values().sum(), |_| true);
    let history = log.history();
    findings.counted("operations", history.len(), |count| count > 0);
    check(&history, left, LIMITS).into_iter().for_each(|broken| findings.broken(broken));
}

/// What the stores and the mailboxes hold once no mail is on its way any more.
pub(super) async fn left(plan: &Plan, ends_leases: bool) -> anyhow::Result<Left> {
    let servers = plan.servers.as_ref().context("servers")?;
    let database = store::Database::connect(&servers.provider_database).await?;
    if ends_leases {
        let now = "UPDATE outbox SET due_at = CURRENT_TIMESTAMP WHERE due_at IS NOT NULL";
        town::database(plan).await?.execute_unprepared(now).await?;
    }
    let has_left = || async { Ok(outbox::on_their_way(&database).await? == 0) };
    for _ in 0..MAIL_WAITS {
        if ready_when("mail has left", has_left).await.is_ok() {
            break;
        }
    }
    let counted = format!(
        "SELECT a.user_id, max(t.failures)::bigint FROM attempts t JOIN accounts a ON a.realm = t.realm \
         AND a.id::text = t.subject WHERE t.realm = '{REALM}' AND t.secret = 'password' GROUP BY a.user_id"
    );
    let counted = town::counts(plan, &counted).await?;
    let failures = counted.into_iter().filter_map(|(user_id, count)| Some((town::member(&user_id)?, count)));
    let mut left = Left { failures: failures.collect(), ..Left::default() };
    let transport = Transport::open(plan.provider_settings()?.mail.expose())?;
    let mails = transport.folder().context("mail goes to a folder")?;
    for name in mails.names().await?.into_iter().filter(|name| name.contains("-password-reset-")) {
        let mail = mails.read(&name).await?.context("a mail that was there")?;
        *left.mails.entry(town::member(&mail.to).context("a member's mail")?).or_default() += 1;
    }
    Ok(left)
}
