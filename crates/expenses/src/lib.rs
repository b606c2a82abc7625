//! Receipt lines (医療費明細): what a family's care cost, month by month, and who in the family may see which line.
//!
//! Everything here is a pure function of its arguments: files are read and pages are written elsewhere. A value
//! that exists is a value that holds: amounts that do not add up, months that never were and numbers of
//! households that cannot be are refused where they are made, so no page has to doubt what it shows.
#![deny(missing_docs)]

mod amounts;
pub mod claims;
pub mod export;
mod household;
mod kind;
mod line;
mod month;
mod period;
pub mod row;
mod totals;

pub use amounts::{Amounts, AmountsError};
pub use household::{Branch, HouseholdNumber, NotABranch, NotAHouseholdNumber, Objection, Patient, Patients, Person};
pub use kind::{Kind, NotAKind, Unit};
pub use line::{LineId, NotALineId, ReceiptLine};
pub use month::{CareMonth, NotACareMonth};
pub use period::{Period, kept_since, newest_published};
pub use totals::{MonthTotal, Overview, YearTotal, total_of};
