//! `cargo run --release -p tests --bin attack -- NAME`: an attack rehearsed in full, against a site of its own.
//!
//! It prints one JSON object (`tests::attack::Verdict`), and ends with 1 when the site did not hold. Programs that it
//! starts are to be built first: `cargo build --release -p idp`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use tests::attack;
use tests::site::Servers;

#[derive(Parser)]
#[command(name = "attack", about = "Rehearses an attack against a site of its own.")]
struct Arguments {
    #[command(subcommand)]
    attack: Attack,
}

#[derive(Subcommand)]
enum Attack {
    /// 300 passwords at one member in one moment, over three nodes. The databases are to be empty.
    Guesses {
        /// The provider's database: postgres://…
        #[arg(long)]
        provider_database: String,
        /// The portal's database: postgres://…
        #[arg(long)]
        portal_database: String,
        /// Where state lives that expires: redis://…
        #[arg(long)]
        redis: String,
    },
    /// One password at everybody, from fifty addresses.
    Spray {
        /// How many members.
        #[arg(long, default_value_t = 5_000)]
        members: u32,
    },
    /// One member's mailbox.
    Mails {
        /// How often a link is asked for.
        #[arg(long, default_value_t = 2_000)]
        times: usize,
    },
    /// What may happen once, asked for many times in one moment.
    Races {
        /// How many times.
        #[arg(long, default_value_t = 200)]
        times: usize,
    },
    /// More than anybody needs, everywhere.
    Oversized {
        /// How often each.
        #[arg(long, default_value_t = 20)]
        times: usize,
    },
    /// Peers who take their time.
    Slow {
        /// How many of each kind.
        #[arg(long, default_value_t = 150)]
        connections: usize,
    },
    /// One society flooded, at five times what can be borne.
    Flood {
        /// For how many seconds.
        #[arg(long, default_value_t = 600)]
        duration: u64,
    },
    /// The provider that is attacked, for `slow` and `flood` themselves.
    #[command(hide = true)]
    Serve {
        /// The port.
        port: u16,
        /// Its folder.
        folder: PathBuf,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let verdict = match Arguments::parse().attack {
        Attack::Serve { port, folder } => {
            return tests::load::serve_own(port, &folder).await.map(|()| ExitCode::SUCCESS);
        }
        Attack::Guesses { provider_database, portal_database, redis } => {
            attack::guesses(Servers { provider_database, portal_database, redis: Some(redis) }).await?
        }
        Attack::Spray { members } => attack::spray(members).await?,
        Attack::Mails { times } => attack::mails(times).await?,
        Attack::Races { times } => attack::races(times).await?,
        Attack::Oversized { times } => attack::oversized(times).await?,
        Attack::Slow { connections } => attack::slow(connections, false).await?,
        Attack::Flood { duration } => attack::flood(Duration::from_secs(duration)).await?,
    };
    println!("{}", serde_json::to_string(&verdict)?);
    Ok(if verdict.held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
