//! How fast a provider answers: the same request, from many connections, for a while.
//!
//! Latencies are kept whole rather than sampled, because the slowest hundredth is what people notice.

mod floor;
mod large;
mod own;
mod own_portal;
mod scenario;
pub(crate) mod server;
mod sign_in;
mod target;
mod timing;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use scenario::Connection;
use serde::Serialize;
use tokio::sync::Barrier;

pub use floor::serve as serve_floor;
pub use own::{Own, State, serve as serve_own};
pub use own_portal::{OwnPortal, serve as serve_own_portal};
pub(crate) use scenario::Prepared;
pub use scenario::Scenario;
pub(crate) use server::processor_time;
pub use server::resident_mib;
pub(crate) use sign_in::{Reached, Request, Tokens, follow};
pub use target::{Application, Credentials, Members, PersonalPage, Target};
pub use timing::{Compared, Median, Timings, run as compare_timings};

/// What is measured, and how hard.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The request that is repeated.
    pub scenario: Scenario,
    /// What is repeated beside it as often as it goes, and not measured.
    pub beside: Option<Scenario>,
    /// Who is asked, and as whom.
    pub target: Target,
    /// Requests under way at the same time.
    pub concurrency: usize,
    /// How long requests are made before any counts.
    pub warm_up: Duration,
    /// How long they count.
    pub duration: Duration,
    /// The provider's process, to say what it used. Only on this machine.
    pub server_pid: Option<u32>,
}

/// What came of it: the last line that `cargo load` prints, as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// The scenario's name.
    pub scenario: &'static str,
    /// Requests under way at the same time.
    pub concurrency: usize,
    /// How long was measured, in seconds.
    pub seconds: f64,
    /// Answers that were right.
    pub requests: usize,
    /// Answers that were not, or never came.
    pub errors: usize,
    /// Right answers a second.
    pub rps: f64,
    /// Half of the answers came within this, in milliseconds.
    pub p50_ms: f64,
    /// 99 of a hundred answers came within this, in milliseconds.
    pub p99_ms: f64,
    /// What went on beside it, a second.
    pub beside_rps: Option<f64>,
    /// Processor time of the server for each right answer, in microseconds, where its process is known.
    pub server_cpu_us: Option<f64>,
    /// The server's resident memory at the end, in MiB, where its process is known.
    pub server_rss_mib: Option<f64>,
}

/// Answers of one connection, or of several.
#[derive(Default)]
struct Answers {
    latencies: Vec<Duration>,
    errors: usize,
    /// How long was asked: until the last answer of all.
    took: Duration,
}

/// Measures.
///
/// # Errors
/// When the scenario cannot even be prepared: no provider there, a client that it needs and that is not given.
pub async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let prepared = Arc::new(Prepared::of(&plan.target).await?);
    let repeat = |scenario, duration| repeat(Arc::clone(&prepared), scenario, plan.concurrency, duration);
    repeat(plan.scenario, plan.warm_up).await.context("the first answers")?;
    let used_before = plan.server_pid.map(processor_time).transpose()?;
    let beside = plan.beside.map(|scenario| tokio::spawn(repeat(scenario, plan.duration)));
    let answers = repeat(plan.scenario, plan.duration).await?;
    let seconds = answers.took.as_secs_f64();
    let used = plan.server_pid.map(processor_time).transpose()?;
    let mut latencies = answers.latencies;
    latencies.sort_unstable();
    let requests = latencies.len();
    let used = used.zip(used_before).map(|(after, before)| after.saturating_sub(before));
    Ok(Figures {
        scenario: if plan.beside.is_some() { "mixed" } else { plan.scenario.name() },
        concurrency: plan.concurrency,
        seconds,
        requests,
        errors: answers.errors,
        rps: count(requests) / seconds,
        p50_ms: percentile(&latencies, 50),
        p99_ms: percentile(&latencies, 99),
        beside_rps: match beside {
            Some(beside) => Some(count(beside.await??.latencies.len()) / seconds),
            None => None,
        },
        server_cpu_us: used.map(|used| used.as_secs_f64() * 1e6 / count(requests.max(1))),
        server_rss_mib: plan.server_pid.map(resident_mib).transpose()?,
    })
}

/// Repeats a scenario on so many connections until the time is over, which begins when all of them are ready.
async fn repeat(
    prepared: Arc<Prepared>,
    scenario: Scenario,
    concurrency: usize,
    duration: Duration,
) -> anyhow::Result<Answers> {
    let ready = Arc::new(Barrier::new(concurrency));
    let connections = (0..concurrency).map(|number| {
        let (prepared, ready) = (Arc::clone(&prepared), Arc::clone(&ready));
        tokio::spawn(async move {
            let connected = prepared.connect(scenario, (number, concurrency)).await;
            ready.wait().await;
            Ok::<_, anyhow::Error>(for_a_while(&mut connected?, duration).await)
        })
    });
    let mut all = Answers::default();
    for connection in connections.collect::<Vec<_>>() {
        let answers = connection.await??;
        all.latencies.extend(answers.latencies);
        all.errors += answers.errors;
        all.took = all.took.max(answers.took);
    }
    Ok(all)
}

async fn for_a_while(connection: &mut Connection<'_>, duration: Duration) -> Answers {
    let mut answers = Answers::default();
    let began = Instant::now();
    while began.elapsed() < duration {
        let asked = Instant::now();
        match connection.once().await {
            Ok(()) => answers.latencies.push(asked.elapsed()),
            Err(_) => answers.errors += 1,
        }
    }
    answers.took = began.elapsed();
    answers
}

/// The latency within which so many of a hundred answers came, in milliseconds. 0 without answers.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
}

fn count(requests: usize) -> f64 {
    u32::try_from(requests).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let sorted: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert!((percentile(&sorted, 50) - 100.0).abs() < 1e-9);
        assert!((percentile(&sorted, 99) - 198.0).abs() < 1e-9);
        assert!(percentile(&[], 99).abs() < 1e-9);
    }
}
