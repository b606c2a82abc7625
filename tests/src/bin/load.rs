//! `cargo load -- SCENARIO`: how fast a provider answers.
//!
//! Without more it starts one for itself, in a process of its own; with `--target FILE` any provider is measured the same
//! way. The last line is one JSON object (`tests::load::Figures`), so that figures can be compared by programs.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use tests::load::{self, Figures, Own, OwnPortal, Plan, Scenario, State, Target, Timings};

/// The memory of the services, which this program is too when it measures its own.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(
    name = "cargo load --",
    about = "Measures how fast a provider answers.",
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    /// What to measure; `login-timing` compares answers for members of every kind, at a site of its own.
    measured: Option<Measured>,
    /// Connections on which something is under way at the same time.
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
    /// How much there is beside what is asked for, at the provider that is started for the measurement.
    #[arg(long, value_enum, default_value_t, conflicts_with = "target")]
    state: State,
    /// Another provider: a file with its issuer, a client, an application and members (`tests::load::Target`).
    #[arg(long)]
    target: Option<PathBuf>,
    /// That provider's process on this machine, to tell what it used.
    #[arg(long, requires = "target")]
    server_pid: Option<u32>,
    #[command(subcommand)]
    serve: Option<Serve>,
}

#[derive(clap::Subcommand)]
enum Serve {
    /// The provider that is measured, for `cargo load` itself.
    #[command(name = "serve", hide = true)]
    Provider {
        /// The port.
        port: u16,
        /// Its folder.
        folder: PathBuf,
    },
    /// The bare frame, likewise.
    #[command(name = "serve-floor", hide = true)]
    Floor {
        /// The port.
        port: u16,
    },
    /// The portal that is measured, likewise.
    #[command(name = "serve-portal", hide = true)]
    Portal {
        /// Its folder.
        folder: PathBuf,
    },
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
    /// A code by a session that is there, and its redemption.
    Code,
    /// The renewal of tokens.
    Refresh,
    /// The member's claims by an access token.
    Userinfo,
    /// What an access token is worth.
    Introspect,
    /// Whole sign-ins with a password, as far as the tokens.
    Login,
    /// Client credentials while as many sign-ins as possible go on beside.
    Mixed,
    /// A month of a member's medical expenses, of a household that has very many.
    PortalMonth,
    /// A document of 2 KB from the bare frame, below which nothing on it goes.
    Floor,
    /// A token from the bare frame, which does nothing but sign it.
    FloorToken,
    /// Whether the time of an answer tells whom there is.
    LoginTiming,
}

impl Measured {
    /// What is measured and what goes on beside it. `None` for the comparison.
    const fn scenario(self) -> Option<(Scenario, Option<Scenario>)> {
        Some(match self {
            Self::Discovery => (Scenario::Discovery, None),
            Self::Jwks => (Scenario::Jwks, None),
            Self::ClientCredentials => (Scenario::ClientCredentials, None),
            Self::Code => (Scenario::Code, None),
            Self::Refresh => (Scenario::Refresh, None),
            Self::Userinfo => (Scenario::Userinfo, None),
            Self::Introspect => (Scenario::Introspect, None),
            Self::Login => (Scenario::Login, None),
            Self::Mixed => (Scenario::ClientCredentials, Some(Scenario::Login)),
            Self::PortalMonth => (Scenario::PortalMonth, None),
            Self::Floor => (Scenario::Discovery, None),
            Self::FloorToken => (Scenario::ClientCredentials, None),
            Self::LoginTiming => return None,
        })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match &arguments.serve {
        Some(Serve::Provider { port, folder }) => return load::serve_own(*port, folder).await,
        Some(Serve::Floor { port }) => return load::serve_floor(*port).await,
        Some(Serve::Portal { folder }) => return load::serve_own_portal(folder).await,
        None => {}
    }
    let Some(measured) = arguments.measured else { anyhow::bail!("what to measure? --help lists it") };
    let line = match measured.scenario() {
        Some(scenario) => {
            let figures = measure(&arguments, scenario).await?;
            if !arguments.json {
                println!(
                    "{}: {:.0} a second, half within {:.2} ms, 99 of 100 within {:.2} ms, {} errors",
                    figures.scenario, figures.rps, figures.p50_ms, figures.p99_ms, figures.errors
                );
            }
            serde_json::to_string(&figures)?
        }
        None => {
            let timings = load::compare_timings(arguments.requests.max(8)).await?;
            if !arguments.json {
                say(&timings);
            }
            serde_json::to_string(&timings)?
        }
    };
    println!("{line}");
    Ok(())
}

async fn measure(arguments: &Arguments, (scenario, beside): (Scenario, Option<Scenario>)) -> anyhow::Result<Figures> {
    let bare = matches!(arguments.measured, Some(Measured::Floor | Measured::FloorToken));
    let own = match (&arguments.target, scenario) {
        (Some(_), _) => Measurable::Other,
        (None, _) if bare => Measurable::Provider(Box::new(Own::floor().await?)),
        (None, Scenario::PortalMonth) => Measurable::Portal(Box::new(OwnPortal::start().await?)),
        (None, _) => Measurable::Provider(Box::new(Own::start(arguments.state).await?)),
    };
    anyhow::ensure!(
        arguments.state == State::Small || matches!(own, Measurable::Provider(_)) && !bare,
        "a large state is the provider's"
    );
    let (target, server_pid) = match (&own, &arguments.target) {
        (Measurable::Provider(own), _) => (own.target.clone(), own.pid()),
        (Measurable::Portal(own), _) => (own.target.clone(), own.pid()),
        (Measurable::Other, Some(file)) => (Target::read(file)?, arguments.server_pid),
        (Measurable::Other, None) => anyhow::bail!("--target FILE"),
    };
    load::run(&Plan {
        scenario,
        beside,
        target,
        concurrency: arguments.concurrency.max(1),
        warm_up: Duration::from_secs(arguments.warm_up),
        duration: Duration::from_secs(arguments.duration.max(1)),
        server_pid,
    })
    .await
}

/// Who is measured, kept until it is over.
enum Measurable {
    Provider(Box<Own>),
    Portal(Box<OwnPortal>),
    Other,
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
