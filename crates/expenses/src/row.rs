//! Reading one row of a society's receipt file, telling everything that is wrong with it.
//!
//! All columns are looked at even when one is bad, so that an administrator mends a file once. A row is accepted
//! as it is or refused: nothing is guessed, rounded or mended.

use base::Text;
use chrono::NaiveDate;

use crate::{Amounts, Branch, CareMonth, HouseholdNumber, Kind, LineId, ReceiptLine};

/// The columns of a file.
pub const COLUMNS: [&str; 13] = [
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
];

/// Those of the columns that a file may leave out.
pub const OPTIONAL_COLUMNS: [&str; 1] = ["patient_name"];

/// The longest institution, patient name and note, in characters.
const LONGEST_TEXT: usize = 200;

/// What is wrong with one column of a row. It names no value: values are personal data, and who reads it has the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The column's name in the header row.
    pub column: &'static str,
    /// What is wrong, and what would be right.
    pub reason: Text,
}

/// Reads a row. `field` gives the text of a column by name, empty where the file has none; `today` is Japan's date.
///
/// # Errors
/// Every problem of the row, in the order of [`COLUMNS`].
pub fn parse<'a>(field: impl Fn(&'static str) -> &'a str, today: NaiveDate) -> Result<ReceiptLine, Vec<Problem>> {
    let mut row = Row { field: |column| field(column).trim(), problems: Vec::new() };

    let id = row.read("line_id", LINE_ID, |text| text.parse::<LineId>().ok());
    let household = row.read("household_number", HOUSEHOLD_NUMBER, |text| text.parse::<HouseholdNumber>().ok());
    let branch = row.read("branch", BRANCH, |text| text.parse::<Branch>().ok());
    let month = row.read("care_month", CARE_MONTH, |text| text.parse::<CareMonth>().ok());
    let month = month.filter(|month| row.check("care_month", NOT_YET, !month.is_after(today)));
    let kind = row.read("kind", KIND, |text| Kind::read(text).ok());
    let institution = row.text("institution");
    let count = row.read("count", COUNT, |text| number(text).filter(|count| *count <= 999));
    let amounts = row.amounts();
    let note = row.text("note");
    let patient_name = row.text("patient_name");

    match (id, household, branch, month, kind, count, amounts) {
        (Some(id), Some(household), Some(branch), Some(month), Some(kind), Some(count), Some(amounts))
            if row.problems.is_empty() =>
        {
            let note = note.unwrap_or_default();
            Ok(ReceiptLine { id, household, branch, patient_name, month, kind, institution, count, amounts, note })
        }
        _ => Err(row.problems),
    }
}

/// A row being read, with the problems found so far.
struct Row<F> {
    field: F,
    problems: Vec<Problem>,
}

impl<'a, F: Fn(&'static str) -> &'a str> Row<F> {
    fn read<T>(&mut self, column: &'static str, expected: Text, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = parse((self.field)(column));
        self.check(column, expected, value.is_some());
        value
    }

    /// A text that may be missing.
    fn text(&mut self, column: &'static str) -> Option<String> {
        let text = (self.field)(column);
        let showable = text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control);
        self.check(column, TEXT, showable);
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    fn amounts(&mut self) -> Option<Amounts> {
        let [total, insurer, public, own] = ["total", "insurer", "public", "own"]
            .map(|column| self.read(column, AMOUNT, |text| number(text).filter(|yen| *yen <= Amounts::MAX)));
        let (total, insurer, public, own) = (total?, insurer?, public?, own?);
        let amounts = Amounts::new(total, insurer, public, own);
        self.check("total", DOES_NOT_ADD_UP, amounts.is_ok());
        amounts.ok()
    }

    fn check(&mut self, column: &'static str, expected: Text, holds: bool) -> bool {
        if !holds {
            self.problems.push(Problem { column, reason: expected });
        }
        holds
    }
}

/// Reads a number written in plain digits: no sign, no separators, no spaces.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

const LINE_ID: Text = Text {
    ja: "1〜64文字で、空白を含まないIDを記入してください。",
    en: "Must be an ID of 1 to 64 characters without white space.",
};
const HOUSEHOLD_NUMBER: Text = Text {
    ja: "1〜64文字で、空白を含まない世帯番号を記入してください。",
    en: "Must be a household number of 1 to 64 characters without white space.",
};
const BRANCH: Text = Text {
    ja: "枝番を1〜2桁の数字で記入してください。",
    en: "Must be a branch number of one or two digits.",
};
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
const AMOUNT: Text = Text {
    ja: "金額を0以上の円単位の数字（9桁以内、カンマなし）で記入してください。",
    en: "Must be a whole amount of yen, not negative, of up to nine digits without separators.",
};
const DOES_NOT_ADD_UP: Text = Text {
    ja: "総額が、保険者・公費・自己負担の合計と一致しません。",
    en: "The total is not the sum of insurer, public and own.",
};
const TEXT: Text = Text {
    ja: "200文字以内で、改行などの制御文字を含めずに記入してください。",
    en: "Must have no more than 200 characters and no control characters such as line breaks.",
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
        parse(find, today())
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
        fn no_row_makes_the_parser_fail_otherwise(texts in prop::collection::vec(".{0,20}", 13)) {
            let find = |column: &str| {
                let place = COLUMNS.iter().position(|name| *name == column);
                place.map_or("", |place| texts[place].as_str())
            };
            if let Ok(line) = parse(find, today()) {
                prop_assert_eq!(line.id.as_str(), texts[0].trim());
            }
        }
    }
}
