//! `cargo load -- SCENARIO`: how fast a provider answers.
//!
//! Without more it asks the one that `cargo demo` runs. Any provider can be measured the same way by its issuer. The
//! last line is one JSON object (`tests::load::Figures`), so that figures can be compared by programs.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use tests::load::{self, Credentials, Plan, Scenario, Timings};

#[derive(Parser)]
#[command(name = "cargo load --", about = "Measures how fast a provider answers.")]
struct Arguments {
    /// What to ask for; `login-timing` compares answers for members of every kind, at a site of its own.
    measured: Measured,
    /// The provider's issuer.
    #[arg(long, default_value = "http://localhost:8080/minato")]
    issuer: String,
    /// Requests under way at the same time.
    #[arg(long, default_value_t = 32)]
    concurrency: usize,
    /// Seconds before any answer counts.
    #[arg(long, default_value_t = 1)]
    warm_up: u64,
    /// Seconds during which answers count.
    #[arg(long, default_value_t = 3)]
    duration: u64,
    /// Requests of each kind that `login-timing` compares.
    #[arg(long, default_value_t = 200)]
    requests: usize,
    /// Print nothing but the JSON line.
    #[arg(long)]
    json: bool,
    /// The client, for scenarios that need one.
    #[arg(long, requires = "client_secret_file")]
    client_id: Option<String>,
    /// The file with the client's secret.
    #[arg(long)]
    client_secret_file: Option<PathBuf>,
    /// The server's process on this machine, to tell what it used.
    #[arg(long)]
    server_pid: Option<u32>,
}

/// What can be measured.
#[derive(Clone, Copy, ValueEnum)]
enum Measured {
    /// The discovery document.
    Discovery,
    /// The public keys.
    Jwks,
    /// A token by the client-credentials grant.
    ClientCredentials,
    /// Whether the time of an answer tells whom there is.
    LoginTiming,
}

impl Measured {
    /// The request that is repeated, where it is one.
    const fn scenario(self) -> Option<Scenario> {
        match self {
            Self::Discovery => Some(Scenario::Discovery),
            Self::Jwks => Some(Scenario::Jwks),
            Self::ClientCredentials => Some(Scenario::ClientCredentials),
            Self::LoginTiming => None,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let Some(scenario) = arguments.measured.scenario() else {
        let timings = load::compare_timings(arguments.requests.max(8)).await?;
        if !arguments.json {
            say(&timings);
        }
        println!("{}", serde_json::to_string(&timings)?);
        return Ok(());
    };
    let credentials = arguments.client_id.zip(arguments.client_secret_file).map(|(client_id, file)| {
        let secret = fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        Ok::<_, anyhow::Error>(Credentials { client_id, client_secret: secret.trim().to_owned() })
    });
    let figures = load::run(&Plan {
        scenario,
        issuer: arguments.issuer.trim_end_matches('/').to_owned(),
        credentials: credentials.transpose()?,
        concurrency: arguments.concurrency.max(1),
        warm_up: Duration::from_secs(arguments.warm_up),
        duration: Duration::from_secs(arguments.duration.max(1)),
        server_pid: arguments.server_pid,
    })
    .await?;
    if !arguments.json {
        println!(
            "{}: {:.0} a second, half within {:.2} ms, 99 of 100 within {:.2} ms, {} errors",
            figures.scenario, figures.rps, figures.p50_ms, figures.p99_ms, figures.errors
        );
    }
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}

/// The comparison in words, a line for each kind.
fn say(timings: &Timings) {
    for median in &timings.medians_ms {
        println!("{:>8} with {:<28} half within {:>8.2} ms", median.asked, median.whose, median.ms);
    }
    for pair in &timings.compared {
        println!(
            "{:>8} with {:<28} {:+.2} ms against nobody's, Welch t {:+.1}",
            pair.asked, pair.whose, pair.difference_ms, pair.welch_t
        );
    }
}
