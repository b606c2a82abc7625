//! What a command's exit code says. One list for all commands, so that scripts need no other.

/// What was to be checked or imported has mistakes.
pub const INVALID: u8 = 1;
/// What was compared is not the same.
pub const DIFFERENCES: u8 = 2;
/// The command line asks for what there is not.
pub const USAGE: u8 = 3;
/// Refused for safety.
pub const REFUSED: u8 = 5;
