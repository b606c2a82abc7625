//! Decisions on cash benefits (給付金支給決定): 高額療養費, 付加給付, 傷病手当金 and others.
//!
//! A benefit belongs to the expense that it was paid for and is never netted into the own payment: the tax return wants
//! both. So a decision names the month, and where it is known the receipt line, and is a record of its own.

use std::fmt;

use chrono::NaiveDate;
use expenses::{CareMonth, LineId};

use crate::{Line, Person, Row};

/// A decision to pay a benefit.
#[derive(Clone, PartialEq, Eq)]
pub struct BenefitDecision {
    /// The society's id of the decision.
    pub id: LineId,
    /// For whose care or absence it is paid.
    pub person: Person,
    /// The benefit as the society calls it (給付の種類), in Japanese.
    pub kind: String,
    /// The month of the care or the event that it is paid for (対象年月).
    pub month: CareMonth,
    /// The receipt line that it is paid for, where it is one line.
    pub line: Option<LineId>,
    /// The institution, where there is one.
    pub institution: Option<String>,
    /// The day of the decision (決定日).
    pub decided_on: NaiveDate,
    /// What is paid, in yen.
    pub amount: i64,
    /// The day of payment (支払日), past or planned.
    pub paid_on: Option<NaiveDate>,
    /// How it is paid, in the society's words (支払方法).
    pub payment: Option<String>,
    /// The society's remark (備考).
    pub note: Option<String>,
}

impl Line for BenefitDecision {
    const COLUMNS: &'static [&'static str] = &[
        "decision_id",
        "household_number",
        "branch",
        "patient_name",
        "kind",
        "care_month",
        "line_id",
        "institution",
        "decided_on",
        "amount",
        "paid_on",
        "payment",
        "note",
        "withdrawn",
    ];
    const OPTIONAL: &'static [&'static str] =
        &["patient_name", "line_id", "institution", "paid_on", "payment", "note", "withdrawn"];
    const ID: &'static str = "decision_id";

    fn read(row: &mut Row<'_>) -> Option<Self> {
        let id = row.id("decision_id");
        let person = row.person();
        let kind = row.required_text("kind");
        let month = row.month("care_month");
        let line = row.id_if_any("line_id");
        let institution = row.text("institution");
        let decided_on = row.past_day("decided_on");
        let amount = row.yen("amount");
        let paid_on = row.day_if_any("paid_on");
        let payment = row.text("payment");
        let note = row.text("note");
        Some(Self {
            id: id?,
            person: person?,
            kind: kind?,
            month: month?,
            line,
            institution,
            decided_on: decided_on?,
            amount: amount?,
            paid_on,
            payment,
            note,
        })
    }
}

/// Shows the id alone: who was paid what belongs in no log.
impl fmt::Debug for BenefitDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BenefitDecision({}, …)", self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::testing::{each_is_named, read};

    const GOOD: [(&str, &str); 9] = [
        ("decision_id", "B-1"),
        ("household_number", "H001"),
        ("branch", "2"),
        ("patient_name", "港 太郎"),
        ("kind", "高額療養費"),
        ("care_month", "2026-06"),
        ("decided_on", "2026-09-25"),
        ("amount", "48210"),
        ("paid_on", "2026-12-10"),
    ];

    #[test]
    fn a_good_row_is_a_decision() {
        let decision: BenefitDecision = read(&GOOD, &[("line_id", "L-7")]).unwrap();
        assert_eq!((decision.amount, decision.person.branch.to_string().as_str()), (48_210, "02"));
        assert_eq!(decision.line.unwrap().as_str(), "L-7");
        assert_eq!((decision.institution, decision.note), (None, None));
    }

    #[test]
    fn each_bad_value_is_named_by_its_column() {
        each_is_named::<BenefitDecision>(
            &GOOD,
            &[
                ("decision_id", ""),
                ("household_number", "a b"),
                ("branch", "x"),
                ("kind", ""),
                ("care_month", "2026-12"),
                ("care_month", "2026-6"),
                ("line_id", "a b"),
                ("decided_on", "2026-11-21"),
                ("decided_on", ""),
                ("amount", "-1"),
                ("paid_on", "soon"),
                ("note", "a\u{7}b"),
            ],
        );
    }
}
