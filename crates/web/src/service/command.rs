//! How both programs begin: the command line, the log, the exit codes.

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;
use std::str::FromStr;

use clap::Parser;
use clap::error::ErrorKind;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use super::Settings;

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

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people on a terminal, JSON for collectors elsewhere.
    #[default]
    Auto,
    /// An object a line.
    Json,
    /// Lines for people.
    Text,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err("auto, json or text is expected"),
        }
    }
}

/// What is written about the process, until it is dropped.
#[derive(Debug)]
pub struct Log {
    #[cfg(feature = "otlp")]
    _traces: Option<super::traces::Traces>,
}

/// Begins the log on standard error. Each line of a request carries the reference that an error page would show.
/// `RUST_LOG` chooses how much. In a build with the feature `otlp`, requests go to a collector too where one is named.
///
/// # Errors
/// When the collector's address cannot be used.
pub fn write_log(settings: &Settings, service: &'static str) -> anyhow::Result<Log> {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let for_people = settings.log == LogFormat::Text || (settings.log == LogFormat::Auto && stderr().is_terminal());
    let lines = tracing_subscriber::fmt::layer().with_writer(stderr);
    let lines = if for_people { lines.boxed() } else { lines.json().boxed() };
    let log = tracing_subscriber::registry().with(lines.with_filter(filter));
    #[cfg(feature = "otlp")]
    {
        let traces =
            settings.otlp_endpoint.as_ref().map(|endpoint| super::traces::layer(endpoint, service)).transpose()?;
        let (layer, traces) = traces.unzip();
        log.with(layer).init();
        Ok(Log { _traces: traces })
    }
    #[cfg(not(feature = "otlp"))]
    {
        let _ = service;
        log.init();
        Ok(Log {})
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
