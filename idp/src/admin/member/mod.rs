//! What an administrator does for members at the desk: look, unlock, reset, sign out; one member or a file of them.
//!
//! Nothing here reads a password that a member chose, signs in in their name, or gives anybody their place: an
//! administrator can only make the member begin again (ASVS 5.0 §6.4.6), and the member is told by mail.

mod command;
mod file;
mod order;
mod show;
mod texts;
mod who;

pub use self::command::Arguments;
pub(super) use self::command::run;
pub use self::file::order_for_file;
pub(super) use self::order::Desk;
pub use self::order::{Deed, Effect, NotDone, Order, Reason, order_for_one};
pub(super) use self::show::run as show;
pub use self::show::{ShowArguments, Shown, look};
pub use self::who::Named;
