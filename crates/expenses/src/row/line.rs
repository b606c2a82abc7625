//! A row of a file of receipt lines.

use base::Text;
use chrono::NaiveDate;

use super::{BRANCH, HOUSEHOLD_NUMBER, Problem, Row, number};
use crate::{Amounts, CareMonth, Kind, LineId, ReceiptLine};

/// The columns of a file.
pub const COLUMNS: [&str; 14] = [
    "line_id",
    "household_number",
    "branch",
    "care_month",
    "kind",
    "institution",
    "count",
    "total",
    "insurer",
    "public",
    "own",
    "note",
    "patient_name",
    "withdrawn",
];

/// Those of the columns that a file may leave out.
pub const OPTIONAL_COLUMNS: [&str; 2] = ["patient_name", "withdrawn"];

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// That there is this line, instead of any earlier one with its id.
    Line(ReceiptLine),
    /// That there is no line with this id, whatever was said before. The other columns say nothing then.
    Withdrawn(LineId),
}

/// Reads a row. `field` gives the text of a column by name, empty where the file has none; `today` is Japan's date.
///
/// # Errors
/// Every problem of the row.
pub fn parse<'a>(field: impl Fn(&'static str) -> &'a str, today: NaiveDate) -> Result<Entry, Vec<Problem>> {
    let mut row = Row::new(field);
    let id = row.line_id();
    match (row.is_withdrawn(), id) {
        (Some(true), Some(id)) => Ok(Entry::Withdrawn(id)),
        (Some(true), None) => Err(row.problems),
        (_, id) => row.line(id, today).map(Entry::Line).ok_or(row.problems),
    }
}

impl<'a, F: Fn(&'static str) -> &'a str> Row<F> {
    /// The line that the row states, if nothing is wrong with it.
    fn line(&mut self, id: Option<LineId>, today: NaiveDate) -> Option<ReceiptLine> {
        let household = self.read("household_number", HOUSEHOLD_NUMBER, |text| text.parse().ok());
        let branch = self.read("branch", BRANCH, |text| text.parse().ok());
        let month: Option<CareMonth> = self.read("care_month", CARE_MONTH, |text| text.parse().ok());
        let month = month.filter(|month| self.check("care_month", NOT_YET, !month.is_after(today)));
        let kind = self.read("kind", KIND, |text| Kind::read(text).ok());
        let institution = self.text("institution");
        let count = self.read("count", COUNT, |text| number(text).filter(|count| *count <= 999));
        let amounts = self.amounts();
        let note = self.text("note").unwrap_or_default();
        let patient_name = self.text("patient_name");
        if !self.problems.is_empty() {
            return None;
        }
        let (id, household, branch, month) = (id?, household?, branch?, month?);
        let (kind, count, amounts) = (kind?, count?, amounts?);
        Some(ReceiptLine { id, household, branch, patient_name, month, kind, institution, count, amounts, note })
    }

    fn amounts(&mut self) -> Option<Amounts> {
        let [total, insurer, public, own] = ["total", "insurer", "public", "own"].map(|column| self.yen(column));
        let amounts = Amounts::new(total?, insurer?, public?, own?);
        self.check("total", DOES_NOT_ADD_UP, amounts.is_ok());
        amounts.ok()
    }
}

const CARE_MONTH: Text = Text {
    ja: "診療年月を YYYY-MM の形（例 2026-08）で記入してください。",
    en: "Must be a month written YYYY-MM, such as 2026-08.",
};
const NOT_YET: Text = Text { ja: "診療年月が未来の月です。", en: "The month of care is in the future." };
const KIND: Text = Text {
    ja: "診療区分を1〜40文字で記入してください（入院、通院、歯科、調剤など）。",
    en: "Must be a kind of care of 1 to 40 characters, such as 入院, 通院, 歯科 or 調剤.",
};
const COUNT: Text = Text {
    ja: "日数（回数）を0〜999の数字で記入してください。",
    en: "Must be a number of days or times from 0 to 999.",
};
const DOES_NOT_ADD_UP: Text = Text {
    ja: "総額が、保険者・公費・自己負担の合計と一致しません。",
    en: "The total is not the sum of insurer, public and own.",
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: [(&str, &str); 13] = [
        ("line_id", "L-1"),
        ("household_number", "H001"),
        ("branch", "2"),
        ("care_month", "2026-08"),
        ("kind", "医科外来"),
        ("institution", "みなと内科クリニック"),
        ("count", "3"),
        ("total", "12340"),
        ("insurer", "8638"),
        ("public", "0"),
        ("own", "3702"),
        ("note", ""),
        ("patient_name", "港 太郎"),
    ];

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    fn parse_with<'a>(changes: &'a [(&'static str, &'a str)]) -> Result<ReceiptLine, Vec<Problem>> {
        let find = |column| changes.iter().chain(&GOOD).find(|(name, _)| *name == column).map_or("", |(_, text)| *text);
        match parse(find, today())? {
            Entry::Line(line) => Ok(line),
            Entry::Withdrawn(_) => panic!("a withdrawal"),
        }
    }

    #[test]
    fn a_withdrawal_needs_nothing_but_the_id() {
        let parse = |id: &'static str, withdrawn: &'static str| {
            parse(
                |column| {
                    [("line_id", id), ("withdrawn", withdrawn)]
                        .iter()
                        .find(|(name, _)| *name == column)
                        .map_or("", |(_, text)| *text)
                },
                today(),
            )
        };
        assert_eq!(parse("L-1", "yes"), Ok(Entry::Withdrawn("L-1".parse().unwrap())));
        assert_eq!(parse("a b", "yes").unwrap_err().len(), 1);
        assert!(parse("L-1", "no").unwrap_err().len() > 5, "then it is a line");
        assert_eq!(parse("L-1", "はい").unwrap_err()[0].column, "withdrawn");
    }

    #[test]
    fn a_good_row_is_a_line() {
        let line = parse_with(&[]).unwrap();
        assert_eq!(line.kind, Kind::Outpatient);
        assert_eq!(line.branch.to_string(), "02");
        assert_eq!(line.amounts.own(), 3702);
        assert_eq!(line.patient_name.as_deref(), Some("港 太郎"));
        assert_eq!(parse_with(&[("institution", " ")]).unwrap().institution, None);
    }

    #[test]
    fn each_bad_value_is_named_by_its_column() {
        for (column, bad) in [
            ("line_id", ""),
            ("line_id", "a b"),
            ("household_number", ""),
            ("branch", "100"),
            ("care_month", "2026-13"),
            ("care_month", "2026-02-31"),
            ("care_month", "2026-12"),
            ("kind", ""),
            ("count", "-1"),
            ("count", "3日"),
            ("count", "1000"),
            ("own", "-3702"),
            ("own", "3,702"),
            ("own", "３７０２"),
            ("insurer", ""),
            ("insurer", "1e3"),
            ("public", "99999999999999999999"),
            ("total", "1000000000"),
            ("total", "12341"),
            ("note", "a\u{0}b"),
        ] {
            let problems = parse_with(&[(column, bad)]).unwrap_err();
            assert_eq!(problems.iter().map(|problem| problem.column).collect::<Vec<_>>(), [column], "{column}={bad}");
        }
    }

    #[test]
    fn all_problems_of_a_row_are_told_at_once() {
        let problems = parse_with(&[("branch", "x"), ("care_month", "2026-00"), ("own", "abc")]).unwrap_err();
        assert_eq!(problems.iter().map(|problem| problem.column).collect::<Vec<_>>(), ["branch", "care_month", "own"]);
    }

    proptest! {
        #[test]
        fn no_row_makes_the_parser_fail_otherwise(texts in prop::collection::vec(".{0,20}", 14)) {
            let find = |column: &str| {
                let place = COLUMNS.iter().position(|name| *name == column);
                place.map_or("", |place| texts[place].as_str())
            };
            match parse(find, today()) {
                Ok(Entry::Line(ReceiptLine { id, .. }) | Entry::Withdrawn(id)) => prop_assert_eq!(id.as_str(), texts[0].trim()),
                Err(problems) => prop_assert!(!problems.is_empty()),
            }
        }
    }
}
