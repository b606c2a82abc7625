//! One receipt line (医療費明細): one month at one institution for one patient and one kind of care.

use std::fmt;
use std::str::FromStr;

use crate::{Amounts, Branch, CareMonth, HouseholdNumber, Kind};

/// The society's own id of a line, by which a corrected line replaces the earlier one: 1 to 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineId(String);

/// A text that cannot be the id of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a receipt line has 1 to 64 characters and no white space")]
pub struct NotALineId;

impl LineId {
    /// The id as the society writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LineId {
    type Err = NotALineId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_plain_id(text) { Ok(Self(text.to_owned())) } else { Err(NotALineId) }
    }
}

/// Whether a text can be an id that a society gave: 1 to 64 characters, no white space, nothing invisible.
pub(crate) fn is_plain_id(text: &str) -> bool {
    (1..=64).contains(&text.chars().count()) && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// One line of what a family's care cost.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptLine {
    /// The society's id of the line, unique within the realm.
    pub id: LineId,
    /// The family.
    pub household: HouseholdNumber,
    /// The patient, by their number within the family.
    pub branch: Branch,
    /// The patient's name, where the society sends it; dependants have no account that would know it.
    pub patient_name: Option<String>,
    /// The month of care (診療年月).
    pub month: CareMonth,
    /// The kind of care (診療区分).
    pub kind: Kind,
    /// The institution's name (医療機関), where it is known.
    pub institution: Option<String>,
    /// Days or times ([`Kind::unit`]), 0 to 999.
    pub count: u32,
    /// What the care cost and who paid it, in yen.
    pub amounts: Amounts,
    /// The society's remark (備考), empty when there is none.
    pub note: String,
}

/// Shows the id alone: what was treated, where and for how much belongs in no log.
impl fmt::Debug for ReceiptLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceiptLine({}, …)", self.id.0)
    }
}
