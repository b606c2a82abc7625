//! `warifu-idp`: the provider and its administration.

use std::process::ExitCode;

use idp::admin::{CommandLine, run};
use web::service::{command_line, exit_code};

/// What the services ask for is small, short-lived and made by many threads.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    web::keep_panics_quiet();
    match command_line::<CommandLine>() {
        Ok(line) => exit_code(run(line).await),
        Err(code) => code,
    }
}
