//! `warifu-idp`: the provider and its administration.

use std::process::ExitCode;

use clap::Parser;
use idp::admin::{CommandLine, run};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// What a command returns that could not do its work at all (unreachable database, unusable settings).
const UNREACHABLE: u8 = 4;

#[tokio::main]
async fn main() -> ExitCode {
    web::keep_panics_quiet();
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(CommandLine::parse()).await {
        Ok(code) => code,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::from(UNREACHABLE)
        }
    }
}
