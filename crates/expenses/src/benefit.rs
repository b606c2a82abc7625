//! A benefit (高額療養費, 付加給付 …) that was paid for a receipt line.
//!
//! It stands beside its line and is never netted into the own payment: what was paid at the counter is what the line
//! says, and what came back of it is another fact (所得税法第73条 counts both).

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::LineId;

/// The society's own id of a benefit, by which a corrected one replaces the earlier one: 1 to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BenefitId(String);

/// A text that cannot be the id of a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a benefit has 1 to 64 characters and no white space")]
pub struct NotABenefitId;

impl BenefitId {
    /// The id as the society writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BenefitId {
    type Err = NotABenefitId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if crate::line::is_plain_id(text) { Ok(Self(text.to_owned())) } else { Err(NotABenefitId) }
    }
}

/// What was paid back for one line.
#[derive(Clone, PartialEq, Eq)]
pub struct Benefit {
    /// The society's id of the benefit, unique within the realm.
    pub id: BenefitId,
    /// The line that it was paid for.
    pub line: LineId,
    /// Its name (給付の種類), as the society writes it: 1 to 40 characters.
    pub name: String,
    /// What was paid, in yen.
    pub amount: i64,
    /// When it was paid, where that is known.
    pub paid_on: Option<NaiveDate>,
}

/// Shows the id alone: what was paid for whom belongs in no log.
impl fmt::Debug for Benefit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Benefit({}, …)", self.id.0)
    }
}
