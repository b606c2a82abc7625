//! Who gives the commands: the user of the operating system under which they run.
//!
//! Not an option and not an environment variable, so that nobody at the keyboard signs with another's name. On a shared
//! installation each administrator of a society has a user of their own.

/// The administrator's name for the audit log. A user without one, as in a bare container, is told by number.
#[must_use]
pub fn administrator() -> String {
    let name = uzers::get_current_username().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| format!("uid {}", uzers::get_current_uid()))
}
