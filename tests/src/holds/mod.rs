//! What holds while nodes die, are replaced by another version's, and go on for hours.
//!
//! Members and applications use a cluster all the time, and note what they asked for and what was answered (`record`); things
//! happen to the cluster (`faults`, `upgrade`, `soak`); in the end the history is judged (`check`): nothing that was
//! acknowledged is lost, nothing happens twice that may happen once.

mod check;
mod checkout;
mod crossing;
mod faults;
mod history;
mod person;
mod record;
mod soak;
mod town;
mod upgrade;
mod work;

pub use crate::verdict::Verdict;
pub use check::{Limits, check};
pub use history::history;
pub use record::{Left, Operation, Outcome, Recorder, What};
pub use soak::soak;
pub use upgrade::{Upgrade, upgrade};
