//! What tells the log of one program from that of another.

use base::RealmName;

use super::chain::hash;

/// The actor of what an administrator does at the command line.
pub const ADMINISTRATOR: &str = "administrator";
/// The event of an administrator who read the log, or exported it.
pub const READ: &str = "audit-read";
/// The event of a month that was deleted because the society keeps it no longer. The object is the month.
pub const DROPPED: &str = "audit-dropped";

/// The audit log of a program.
#[derive(Clone, Copy, Debug)]
pub struct Log {
    /// What every chain of the program begins with. It is never changed: chains that are sealed already would be another's.
    pub name: &'static str,
    /// The actor of what the program does by itself, in the background.
    pub program: &'static str,
}

impl Log {
    /// What stands before the first entry of a realm, so that the log of one realm or program is not taken for that of
    /// another: 64 hexadecimal digits.
    #[must_use]
    pub fn opening_of(self, realm: &RealmName) -> String {
        hash(self.name, realm.as_str())
    }
}
