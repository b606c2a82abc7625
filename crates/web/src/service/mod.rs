//! What both services need to run as processes: settings, a listener, a clean stop.
//!
//! The provider and the portal are run by the same people in the same way, so their settings have the same names
//! and the same errors, and what an operator learns of one holds for the other.

mod serving;
mod settings;

pub use serving::{serve, stop_signal};
pub use settings::{RealmSettings, Settings, SettingsError};
