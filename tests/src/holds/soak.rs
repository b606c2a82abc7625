//! For hours: members sign in and applications renew, files are read anew, signing keys change, nodes are restarted and
//! killed; nobody gets a wrong answer, and no node's memory grows.
//!
//! Memory is watched at the first node of each service, which alone is never restarted. What it takes in its first third is
//! its own affair: caches fill. From then on it is to stay.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::time::{MissedTickBehavior, interval};

use super::faults::{goes_on, start};
use super::history::{judge, left};
use super::record::Outcome;
use super::town::{self, REALM};
use super::work::Workers;
use crate::load::resident_mib;
use crate::site::{Cluster, Folder, Plan, Servers};
use crate::verdict::{Findings, Verdict};

/// The nodes of each service.
const NODES: usize = 3;
/// How often something happens.
const HAPPENS: Duration = Duration::from_secs(10);
/// How much must go well after it.
const BETWEEN: usize = 20;
/// By how much the last third's median of memory may exceed the second third's.
const GROWTH: f64 = 1.1;

/// The resident memory of the watched nodes, in MiB, one figure a minute.
#[derive(Default)]
struct Memory {
    provider: Vec<f64>,
    portal: Vec<f64>,
}

/// Uses a cluster for so long. The databases are to be empty.
///
/// # Errors
/// What keeps the cluster from being used at all.
pub async fn soak(servers: Servers, duration: Duration) -> anyhow::Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let plan = town::plan(Folder::at(folder.path())?, servers)?;
    let mut cluster = Cluster::without_nodes(&plan).await?;
    town::settle(&plan, (&cluster.provider(None)?, &cluster.portal(None)?)).await?;
    for _ in 0..NODES {
        cluster.add(None).await?;
    }
    let mut findings = Findings::of("soak");
    let workers = Workers::begin(&plan).await?;
    let (began, mut memory, mut killed) = (Instant::now(), Memory::default(), Vec::new());
    let mut turns = interval(HAPPENS);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for turn in 0_usize.. {
        turns.tick().await;
        let minutes = began.elapsed().as_secs() / 60;
        while u64::try_from(memory.provider.len())? < minutes {
            memory.provider.push(resident_mib(cluster.providers.first().context("a node")?.id()?)?);
            memory.portal.push(resident_mib(cluster.portals.first().context("a node")?.id()?)?);
        }
        if began.elapsed() >= duration {
            findings.counted("happenings", turn, |turns| turns > 0);
            break;
        }
        let at = workers.work.log.now();
        if happen(turn, &mut cluster, &plan).await? {
            killed.push((at, workers.work.log.now()));
        }
        goes_on(&workers.work, BETWEEN).await?;
    }
    let work = workers.end().await?;
    for operation in work.log.history().iter().filter(|operation| operation.outcome == Outcome::Unknown) {
        // Connections that a killed node cut; whoever had one asked again.
        let cut = |(from, until): &(Duration, Duration)| operation.began <= *until && operation.ended >= *from;
        if !killed.iter().any(cut) {
            findings.broken(format!("not answered, although no node was dead: {operation:?}"));
        }
    }
    judge(&mut findings, &work.log, &left(&plan, false).await?);
    memory.judge(&mut findings);
    Ok(findings.verdict())
}

/// Something of what happens in a society's year. `true` where a node was killed for it.
async fn happen(turn: usize, cluster: &mut Cluster, plan: &Plan) -> anyhow::Result<bool> {
    let node = 1 + turn / 5 % (NODES - 1);
    match turn % 5 {
        0 => {
            let file = plan.realm_config.join(REALM).join("realm.toml");
            let written = fs::read_to_string(&file)?;
            fs::write(&file, written.replace("03-0000-000", &format!("03-000{}-000", turn % 10)))?;
            town::run(&cluster.provider(None)?, &["realm", "reload", REALM]).await?;
        }
        1 => town::run(&cluster.provider(None)?, &["key", "rotate", REALM, "--reason", "a rehearsal"]).await?,
        2 => cluster.restart(node).await?,
        3 => {
            for service in [&cluster.providers, &cluster.portals] {
                service.first().context("a node")?.hang_up().await?;
            }
        }
        _ => {
            for nodes in [&mut cluster.providers, &mut cluster.portals] {
                let program = nodes.get_mut(node).context("a node")?;
                program.kill().await?;
                start(program).await?;
            }
            return Ok(true);
        }
    }
    Ok(false)
}

impl Memory {
    fn judge(&self, findings: &mut Findings) {
        for (name, minutes) in [("provider", &self.provider), ("portal", &self.portal)] {
            for (minute, mib) in minutes.iter().enumerate() {
                findings.figure(&format!("{name}_mib_minute_{:03}", minute + 1), *mib);
            }
            let third = minutes.len() / 3;
            let (Some(second), Some(last)) = (minutes.get(third..2 * third), minutes.get(2 * third..)) else {
                continue;
            };
            if let (Some(second), Some(last)) = (median(second), median(last)) {
                findings.figure(&format!("{name}_mib_second_third"), second);
                findings.limited(&format!("{name}_mib_last_third"), last, second * GROWTH);
            }
        }
    }
}

/// The median; `None` of nothing.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(minutes: &[f64]) -> bool {
        let mut findings = Findings::of("soak");
        Memory { provider: minutes.to_vec(), portal: Vec::new() }.judge(&mut findings);
        findings.verdict().held
    }

    #[test]
    fn memory_may_fill_and_must_then_stay() {
        assert!(held(&[50.0, 80.0, 100.0, 101.0, 103.0, 104.0]));
        assert!(!held(&[50.0, 80.0, 100.0, 101.0, 130.0, 140.0]));
        assert!(held(&[50.0]), "too short to be judged");
    }
}
