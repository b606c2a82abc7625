//! A row of a file of benefits: what the society paid back for a receipt line.

use base::Text;

use super::{Problem, Row};
use crate::{Benefit, BenefitId};

/// The columns of a file.
pub const COLUMNS: [&str; 6] = ["benefit_id", "line_id", "name", "amount", "paid_on", "withdrawn"];

/// Those of the columns that a file may leave out.
pub const OPTIONAL_COLUMNS: [&str; 2] = ["paid_on", "withdrawn"];

/// The longest name of a benefit, in characters.
const LONGEST_NAME: usize = 40;

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// That there is this benefit, instead of any earlier one with its id.
    Benefit(Benefit),
    /// That there is no benefit with this id. The other columns say nothing then.
    Withdrawn(BenefitId),
}

/// Reads a row. `field` gives the text of a column by name, empty where the file has none.
///
/// # Errors
/// Every problem of the row.
pub fn parse<'a>(field: impl Fn(&'static str) -> &'a str) -> Result<Entry, Vec<Problem>> {
    let mut row = Row::new(field);
    let id = row.read("benefit_id", BENEFIT_ID, |text| text.parse().ok());
    match (row.is_withdrawn(), id) {
        (Some(true), Some(id)) => Ok(Entry::Withdrawn(id)),
        (Some(true), None) => Err(row.problems),
        (_, id) => row.benefit(id).map(Entry::Benefit).ok_or(row.problems),
    }
}

impl<'a, F: Fn(&'static str) -> &'a str> Row<F> {
    /// The benefit that the row states, if nothing is wrong with it.
    fn benefit(&mut self, id: Option<BenefitId>) -> Option<Benefit> {
        let line = self.line_id();
        let nameable =
            |text: &&str| (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.contains(char::is_control);
        let name = self.read("name", NAME, |text| Some(text).filter(nameable).map(str::to_owned));
        let amount = self.yen("amount");
        let paid_on = self.read("paid_on", PAID_ON, |text| match text {
            "" => Some(None),
            day => day.parse().ok().map(Some),
        });
        if !self.problems.is_empty() {
            return None;
        }
        Some(Benefit { id: id?, line: line?, name: name?, amount: amount?, paid_on: paid_on? })
    }
}

const BENEFIT_ID: Text = Text {
    ja: "1〜64文字で、空白を含まない給付のIDを記入してください。",
    en: "Must be an ID of the benefit, of 1 to 64 characters without white space.",
};
const NAME: Text = Text {
    ja: "給付の名称を1〜40文字で記入してください（高額療養費、付加給付など）。",
    en: "Must be the name of the benefit, of 1 to 40 characters, such as 高額療養費.",
};
const PAID_ON: Text = Text {
    ja: "支給日を YYYY-MM-DD の形（例 2026-11-25）で記入するか、空欄としてください。",
    en: "Must be a day written YYYY-MM-DD, such as 2026-11-25, or empty.",
};

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 5] = [
        ("benefit_id", "B-1"),
        ("line_id", "L-1"),
        ("name", "高額療養費"),
        ("amount", "42180"),
        ("paid_on", "2026-11-25"),
    ];

    fn parse_with<'a>(changes: &'a [(&'static str, &'a str)]) -> Result<Entry, Vec<Problem>> {
        parse(|column| changes.iter().chain(&GOOD).find(|(name, _)| *name == column).map_or("", |(_, text)| *text))
    }

    #[test]
    fn a_benefit_names_its_line_and_what_was_paid() {
        let Ok(Entry::Benefit(benefit)) = parse_with(&[]) else { panic!("a benefit") };
        assert_eq!((benefit.line.as_str(), benefit.amount, benefit.name.as_str()), ("L-1", 42180, "高額療養費"));
        assert_eq!(benefit.paid_on, Some("2026-11-25".parse().unwrap()));
        let Ok(Entry::Benefit(undated)) = parse_with(&[("paid_on", "")]) else { panic!("a benefit") };
        assert_eq!(undated.paid_on, None);
        assert_eq!(parse_with(&[("withdrawn", "yes"), ("amount", "")]), Ok(Entry::Withdrawn("B-1".parse().unwrap())));
    }

    #[test]
    fn each_bad_value_is_named_by_its_column() {
        let long = "長".repeat(41);
        for (column, bad) in [
            ("benefit_id", "a b"),
            ("line_id", ""),
            ("name", ""),
            ("name", &long),
            ("amount", "-1"),
            ("amount", "1,000"),
            ("paid_on", "2026-02-30"),
            ("withdrawn", "x"),
        ] {
            let problems = parse_with(&[(column, bad)]).unwrap_err();
            assert_eq!(problems.iter().map(|problem| problem.column).collect::<Vec<_>>(), [column], "{column}={bad}");
        }
    }
}
