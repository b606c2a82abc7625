//! `cargo load -- SCENARIO`: how fast a provider answers.
//!
//! Without more it asks the one that `cargo demo` runs. Any provider can be measured the same way by its issuer. The
//! last line is one JSON object (`tests::load::Figures`), so that figures can be compared by programs.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use tests::load::{self, Credentials, Plan, Scenario};

#[derive(Parser)]
#[command(name = "cargo load --", about = "Measures how fast a provider answers.")]
struct Arguments {
    /// What to ask for.
    scenario: Scenario,
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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let credentials = arguments.client_id.zip(arguments.client_secret_file).map(|(client_id, file)| {
        let secret = fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        Ok::<_, anyhow::Error>(Credentials { client_id, client_secret: secret.trim().to_owned() })
    });
    let figures = load::run(&Plan {
        scenario: arguments.scenario,
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
