//! A version takes the place of the one before, node by node, and nobody notices.
//!
//! The order is that of `idp/README.md`: the new program changes the database while the old nodes serve (it only adds); a new
//! node is put beside an old one, and the old one is sent no more requests and then ended; and so on. Every sign-in goes over
//! nodes of both versions, because the balancer sends each request to the next node.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::ensure;

use super::checkout::Checkout;
use super::crossing::Crossing;
use super::faults::goes_on;
use super::history::{judge, left};
use super::record::{Outcome, What};
use super::town;
use super::work::Workers;
use crate::site::{Cluster, Folder, Servers};
use crate::verdict::{Findings, Verdict};

/// The nodes of each service, before and after.
const NODES: usize = 2;
/// How much must go well before the next step.
const BETWEEN_STEPS: usize = 60;
/// What `migrate --check` ends with when there is something to do, and when there is nothing (`idp/README.md`).
const SOMETHING: i32 = 2;
const NOTHING: i32 = 0;

/// What is upgraded, and on what.
#[derive(Clone, Debug)]
pub struct Upgrade {
    /// Empty databases and a Redis.
    pub servers: Servers,
    /// The commit of the version before; usually that before the newest change of the databases.
    pub from: Option<String>,
    /// Whether it is built as for members.
    pub release: bool,
    /// The folder in which it is built; usually one that goes with the rehearsal.
    pub target: Option<PathBuf>,
}

/// Upgrades a cluster that is in use.
///
/// # Errors
/// What keeps it from being tried: a commit that cannot be built, programs of this version that were not built, servers that
/// are not there.
pub async fn upgrade(wanted: Upgrade) -> anyhow::Result<Verdict> {
    let checkout = Checkout::of(wanted.from.as_deref()).await?;
    tracing::warn!(commit = checkout.commit, "building the version before");
    let old = checkout.build(wanted.release, wanted.target.as_deref()).await?;
    let mut findings = Findings::of("upgrade");
    let folder = tempfile::tempdir()?;
    let plan = town::plan(Folder::at(folder.path())?, wanted.servers)?;
    let mut cluster = Cluster::without_nodes(&plan).await?;
    town::settle(&plan, (&cluster.provider(Some(&old))?, &cluster.portal(Some(&old))?)).await?;
    for _ in 0..NODES {
        cluster.add(Some(&old)).await?;
    }
    let workers = Workers::begin(&plan).await?;
    let work = &workers.work;
    goes_on(work, BETWEEN_STEPS).await?;
    let crossing = Crossing::begin(&plan, work).await?;

    expand(&cluster, &mut findings).await?;
    goes_on(work, BETWEEN_STEPS).await?;
    let mut again = cluster.provider(Some(&old))?;
    findings.figure("an_old_node_starts_again", f64::from(u8::from(again.start().await.is_ok())));
    drop(again);
    for _ in 0..NODES {
        cluster.add(None).await?;
        goes_on(work, BETWEEN_STEPS).await?;
        let [first, .., last] = cluster.providers.as_slice() else { anyhow::bail!("two nodes") };
        crossing.cross(&mut findings, (first, last), work).await?;
        cluster.drain_first().await?;
        goes_on(work, BETWEEN_STEPS).await?;
    }
    let work = workers.end().await?;
    let contracted = cluster.provider(None)?.run(&["migrate", "--check"]).await?.status.code();
    ensure!(contracted == Some(NOTHING), "the database is not up to date in the end");
    let history = work.log.history();
    let sign_ins = history.iter().filter(|operation| matches!(operation.what, What::SignIn { .. }));
    findings.counted("sign_ins_begun", sign_ins.clone().count(), |count| count > 0);
    findings.counted("sign_ins_finished", sign_ins.clone().filter(|one| one.is_acknowledged()).count(), |_| true);
    findings.counted("sign_ins_failed", sign_ins.filter(|one| !one.is_acknowledged()).count(), |count| count == 0);
    for operation in history.iter().filter(|operation| operation.outcome == Outcome::Unknown) {
        findings.broken(format!("not answered: {operation:?}"));
    }
    judge(&mut findings, &work.log, &left(&plan, false).await?);
    Ok(findings.verdict())
}

/// The new programs change the databases, under the old nodes.
async fn expand(cluster: &Cluster, findings: &mut Findings) -> anyhow::Result<()> {
    for (service, program) in [("provider", cluster.provider(None)?), ("portal", cluster.portal(None)?)] {
        let check = program.run(&["migrate", "--check"]).await?;
        let pending = String::from_utf8_lossy(&check.stdout).lines().filter(|line| line.starts_with('+')).count();
        ensure!(matches!(check.status.code(), Some(NOTHING | SOMETHING)), "{service}: {check:?}");
        findings.counted(&format!("{service}_changes"), pending, |_| true);
        let began = Instant::now();
        town::run(&program, &["migrate"]).await?;
        findings.figure(&format!("{service}_migrate_ms"), began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}
