//! One society's sign-in page flooded with guesses, at five times what the provider can check; another society's
//! applications are answered meanwhile, and memory stays what it is (S27, P38).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::raw::{browser, form, open, p99, page};
use super::{Findings, Verdict};
use crate::load::{Own, State, resident_mib};

/// Connections that the provider can serve at its pace, and five times as many.
const CAPACITY: usize = 64;
const FLOOD: usize = CAPACITY * 5;
/// The slowest hundredth of the others' answers, in milliseconds.
const OTHERS_WITHIN: f64 = 300.0;
/// What the process may have grown to, in MiB: hashes take 19 each, and no more than the cores at once.
const MOST_MEMORY: f64 = 400.0;

/// What became of the guesses.
#[derive(Clone, Default)]
struct Guesses {
    judged: Arc<AtomicUsize>,
    turned_away: Arc<AtomicUsize>,
}

/// Floods for so long.
///
/// # Errors
/// What keeps the provider from being asked.
pub async fn flood(duration: Duration) -> anyhow::Result<Verdict> {
    let own = Own::start(State::Small).await?;
    let mut findings = Findings::of("flood");
    let (until, guesses) = (Instant::now() + duration, Guesses::default());
    let mut flooding = JoinSet::new();
    for n in 0..FLOOD {
        flooding.spawn(guess(own.target.issuer.clone(), n, guesses.clone(), until));
    }
    let client = reqwest::Client::new();
    let (id, secret) = own.calm.client.clone().map(|client| (client.id, client.secret)).unwrap_or_default();
    let (mut latencies, mut failed, mut most) = (Vec::new(), 0, 0.0_f64);
    while Instant::now() < until {
        let asked = Instant::now();
        let request = client.post(format!("{}/token", own.calm.issuer)).basic_auth(&id, Some(&secret));
        let answer = request.form(&[("grant_type", "client_credentials")]).send().await;
        latencies.push(asked.elapsed());
        failed += usize::from(!answer.is_ok_and(|answer| answer.status().is_success()));
        if let Some(pid) = own.pid() {
            most = most.max(resident_mib(pid)?);
        }
    }
    let ended = flooding.join_all().await.into_iter().filter(Result::is_err).count();
    findings.counted("guesses_judged", guesses.judged.load(Ordering::Relaxed), |count| count > 0);
    findings.counted("guesses_turned_away", guesses.turned_away.load(Ordering::Relaxed), |_| true);
    findings.counted("floods_cut_off", ended, |_| true);
    findings.counted("others_answered", latencies.len(), |count| count > 0);
    findings.counted("others_failed", failed, |count| count == 0);
    findings.limited("others_p99_ms", p99(latencies), OTHERS_WITHIN);
    findings.limited("most_memory_mib", most, MOST_MEMORY);
    Ok(findings.verdict())
}

/// Guesses at user IDs that nobody has, one after the other.
async fn guess(issuer: String, n: usize, guesses: Guesses, until: Instant) -> anyhow::Result<()> {
    let browser = browser()?;
    let login = open(&browser, &format!("{issuer}/account")).await?.form("login-submit")?;
    for guess in 0_u32.. {
        if Instant::now() > until {
            break;
        }
        let id = format!("nobody-{n}-{guess}");
        let filled = login.clone().fill_in(&[("username", &id), ("password", "minato-2026")])?;
        let status = page(form(&browser, &filled).send().await?).await?.status;
        let counter = if status.is_server_error() { &guesses.turned_away } else { &guesses.judged };
        counter.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
