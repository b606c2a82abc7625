//! What the test command tells the tests: where the servers and programs are. The one file that reads the environment.
//!
//! A test that needs something which is not there fails and says so: a test that silently passes over is worse.

use std::path::PathBuf;

#[expect(clippy::disallowed_methods, reason = "the one file of the tests that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A program of the tests', from its variable or else from the PATH.
pub fn program(variable_name: &str, program: &str) -> PathBuf {
    let on_path =
        || variable("PATH")?.split(':').map(|folder| PathBuf::from(folder).join(program)).find(|p| p.is_file());
    variable(variable_name)
        .map(PathBuf::from)
        .or_else(on_path)
        .unwrap_or_else(|| panic!("{program} is not here: ./.ci/test installs it and runs every test"))
}

/// The address of a test server.
pub fn server(variable_name: &str) -> String {
    variable(variable_name)
        .unwrap_or_else(|| panic!("{variable_name} is not set: ./.ci/test starts the servers and runs every test"))
}

/// A file that the test command brought.
pub fn file(variable_name: &str) -> PathBuf {
    let path = variable(variable_name)
        .unwrap_or_else(|| panic!("{variable_name} is not set: ./.ci/test brings it and runs every test"));
    PathBuf::from(path)
}
