//! `cargo run --release -p tests --bin holds -- NAME`: what holds while nodes die, are replaced by another version's, and go
//! on for hours.
//!
//! It prints one JSON object (`tests::holds::Verdict`), and ends with 1 when something did not hold. The services' programs
//! are to be built first: `cargo build --release -p idp -p portal`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use tests::holds::{self, Upgrade};
use tests::site::{Servers, empty_schema};
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(name = "holds", about = "Shows what holds while things happen to a cluster.")]
struct Arguments {
    #[command(subcommand)]
    shown: Shown,
}

#[derive(Subcommand)]
enum Shown {
    /// Nothing acknowledged is lost while nodes are killed, and PostgreSQL and Redis crash. It brings its own servers.
    History {
        /// For how many minutes.
        #[arg(long, default_value_t = 5)]
        minutes: u64,
    },
    /// The version before is replaced by this one, node by node, while it is in use.
    Upgrade {
        #[command(flatten)]
        on: On,
        /// The commit of the version before; usually that before the newest change of the databases.
        #[arg(long, value_name = "COMMIT")]
        from: Option<String>,
        /// Builds it as developers do, in less time.
        #[arg(long)]
        dev: bool,
        /// The folder in which it is built; usually one that is removed in the end.
        #[arg(long, value_name = "DIR")]
        target_dir: Option<PathBuf>,
    },
    /// A cluster is in use while files are read anew, keys change, and nodes are restarted and killed.
    Soak {
        #[command(flatten)]
        on: On,
        /// For how many minutes.
        #[arg(long, default_value_t = 60)]
        minutes: u64,
    },
}

/// The servers that the nodes share.
#[derive(Args)]
struct On {
    /// A PostgreSQL server, in which two schemas are made.
    #[arg(long, value_name = "URL", env = "WARIFU_TEST_POSTGRES")]
    postgres: String,
    /// A Redis.
    #[arg(long, value_name = "URL", env = "WARIFU_TEST_REDIS")]
    redis: String,
}

impl On {
    async fn servers(&self) -> anyhow::Result<Servers> {
        let name = |service| format!("warifu_holds_{service}_{}", std::process::id());
        Ok(Servers {
            provider_database: empty_schema(&self.postgres, &name("idp")).await?,
            portal_database: empty_schema(&self.postgres, &name("portal")).await?,
            redis: Some(self.redis.clone()),
        })
    }
}

const fn of_minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let filter = EnvFilter::builder().with_default_directive(tracing::Level::WARN.into()).from_env_lossy();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let verdict = match Arguments::parse().shown {
        Shown::History { minutes } => holds::history(None, of_minutes(minutes)).await?,
        Shown::Upgrade { on, from, dev, target_dir: target } => {
            holds::upgrade(Upgrade { servers: on.servers().await?, from, release: !dev, target }).await?
        }
        Shown::Soak { on, minutes } => holds::soak(on.servers().await?, of_minutes(minutes)).await?,
    };
    println!("{}", serde_json::to_string(&verdict)?);
    Ok(if verdict.held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
