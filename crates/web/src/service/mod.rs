//! What both services need to run as processes: settings, a listener, a clean stop.
//!
//! The provider and the portal are run by the same people in the same way, so their settings have the same names
//! and the same errors, and what an operator learns of one holds for the other.

mod command;
mod serving;
mod settings;

pub use command::{command_line, exit_code, write_log};
pub use serving::{serve, stop_signal};
pub use settings::{RealmSettings, Settings, SettingsError, only_realm};
