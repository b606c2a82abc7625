//! What both services need to run as processes: settings, a listener, a clean stop.
//!
//! The provider and the portal are run by the same people in the same way, so their settings have the same names
//! and the same errors, and what an operator learns of one holds for the other.

mod client_certificate;
mod command;
mod connections;
pub mod doctor;
pub mod metrics;
pub mod nodes;
mod process;
mod readiness;
mod realm_watch;
mod serving;
mod settings;
mod tls;
#[cfg(feature = "otlp")]
mod traces;

pub use command::{Log, LogFormat, command_line, exit_code, write_log};
pub use readiness::Readiness;
pub use realm_watch::{RealmWatch, Stirred, host_name, log_findings, log_outcome};
pub use serving::{Door, serve, serve_all, stop_signal};
pub use settings::{MutualTls, RealmSettings, Settings, SettingsError, key_files, only_realm};
pub use tls::{AskClients, Peer, PeerCertificates, TlsFiles, TlsListener};
