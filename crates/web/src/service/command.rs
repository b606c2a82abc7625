//! How both programs begin: the command line, the log, the exit codes.

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// Exit code of a command line that cannot be understood.
const USAGE: u8 = 3;
/// Exit code of a command that could not begin its work: unusable settings, an unreachable server or database.
const UNREACHABLE: u8 = 4;

/// Reads the command line.
///
/// # Errors
/// The exit code, after the help that was asked for (0) or what is wrong (3) has been printed.
pub fn command_line<C: Parser>() -> Result<C, ExitCode> {
    C::try_parse().map_err(|error| {
        // Nothing can be done where even the message cannot be written.
        drop(error.print());
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
            _ => ExitCode::from(USAGE),
        }
    })
}

/// Begins the log on standard error: lines for people on a terminal, JSON for collectors elsewhere. `RUST_LOG` chooses
/// how much.
pub fn write_log() {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    if stderr().is_terminal() {
        log.init();
    } else {
        log.json().init();
    }
}

/// The exit code of a command. One that failed says why on standard error.
#[must_use]
pub fn exit_code(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        // In one line: the cause is for a person, the trace is for nobody here.
        eprintln!("{error:#}");
        ExitCode::from(UNREACHABLE)
    })
}
