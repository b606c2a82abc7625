//! Prescriptions (処方医薬品): one record for each medicine that was dispensed.

use std::fmt;

use chrono::NaiveDate;
use expenses::{CareMonth, LineId};

use crate::{Line, Person, Row};

/// A medicine that was dispensed.
#[derive(Clone, PartialEq, Eq)]
pub struct Prescription {
    /// The society's id of the record.
    pub id: LineId,
    /// For whom.
    pub person: Person,
    /// The month (調剤年月).
    pub month: CareMonth,
    /// The day, where the society knows it.
    pub dispensed_on: Option<NaiveDate>,
    /// The pharmacy or institution (調剤薬局).
    pub pharmacy: Option<String>,
    /// The medicine's name (医薬品名).
    pub medicine: String,
    /// How much of it, in the society's words (数量).
    pub quantity: Option<String>,
    /// What the medicine cost in all, in yen (薬剤費).
    pub cost: Option<i64>,
    /// What a generic medicine would have saved of the own payment, in yen, as the society computed it.
    pub generic_saving: Option<i64>,
    /// The society's remark (備考).
    pub note: Option<String>,
}

impl Line for Prescription {
    const COLUMNS: &'static [&'static str] = &[
        "prescription_id",
        "household_number",
        "branch",
        "patient_name",
        "care_month",
        "dispensed_on",
        "pharmacy",
        "medicine",
        "quantity",
        "cost",
        "generic_saving",
        "note",
        "withdrawn",
    ];
    const OPTIONAL: &'static [&'static str] =
        &["patient_name", "dispensed_on", "pharmacy", "quantity", "cost", "generic_saving", "note", "withdrawn"];
    const ID: &'static str = "prescription_id";

    fn read(row: &mut Row<'_>) -> Option<Self> {
        let id = row.id("prescription_id");
        let person = row.person();
        let month = row.month("care_month");
        let dispensed_on = row.day_if_any("dispensed_on");
        let pharmacy = row.text("pharmacy");
        let medicine = row.required_text("medicine");
        let quantity = row.text("quantity");
        let cost = row.yen_if_any("cost");
        let generic_saving = row.yen_if_any("generic_saving");
        let note = row.text("note");
        Some(Self {
            id: id?,
            person: person?,
            month: month?,
            dispensed_on,
            pharmacy,
            medicine: medicine?,
            quantity,
            cost,
            generic_saving,
            note,
        })
    }
}

/// Shows the id alone: what somebody takes belongs in no log.
impl fmt::Debug for Prescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prescription({}, …)", self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::testing::{each_is_named, read};

    const GOOD: [(&str, &str); 7] = [
        ("prescription_id", "P-1"),
        ("household_number", "H001"),
        ("branch", "00"),
        ("care_month", "2026-08"),
        ("pharmacy", "あさひ薬局"),
        ("medicine", "アムロジピン錠5mg"),
        ("generic_saving", "420"),
    ];

    #[test]
    fn a_row_says_as_much_as_the_society_knows() {
        let prescription: Prescription = read(&GOOD, &[]).unwrap();
        assert_eq!((prescription.cost, prescription.generic_saving), (None, Some(420)));
        each_is_named::<Prescription>(
            &GOOD,
            &[
                ("prescription_id", ""),
                ("care_month", "2026-12"),
                ("dispensed_on", "8/1"),
                ("medicine", ""),
                ("cost", "-5"),
                ("generic_saving", "約400"),
            ],
        );
    }
}
