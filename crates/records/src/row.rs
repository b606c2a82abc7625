//! Reading one row of an import file, telling everything that is wrong with it.
//!
//! All columns are looked at even when one is bad, so that an administrator mends a file once. A row is accepted as it
//! is or refused: nothing is guessed, rounded or mended.

use std::fmt;

use base::Text;
use chrono::NaiveDate;
use expenses::{Amounts, Branch, CareMonth, HouseholdNumber, LineId};

/// The longest text of a cell, in characters.
const LONGEST_TEXT: usize = 200;

/// A kind of record, as a row of its file has it.
pub trait Line: Sized + Send + Sync + 'static {
    /// The columns of the file, in any order.
    const COLUMNS: &'static [&'static str];
    /// Those of the columns that a file may leave out.
    const OPTIONAL: &'static [&'static str];
    /// The column with the society's id, which may stand once in a file.
    const ID: &'static str;

    /// Reads a row. `None` when something is wrong, which the row then knows.
    fn read(row: &mut Row<'_>) -> Option<Self>;
}

/// What a row says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<L> {
    /// This is how it is.
    Kept(L),
    /// It is taken back: it belonged to somebody else, or to nobody.
    Withdrawn(LineId),
}

/// What is wrong with one column of a row. It names no value: values are personal data, and who reads it has the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The column's name in the header row.
    pub column: &'static str,
    /// What is wrong, and what would be right.
    pub reason: Text,
}

/// Whose record it is: a person of a household.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// The family.
    pub household: HouseholdNumber,
    /// The person's number within it (枝番).
    pub branch: Branch,
    /// The person's name, where the society sends it; dependants have no account that would know it.
    pub name: Option<String>,
}

/// Shows nothing: whose record it is belongs in no log.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}

/// A row being read, with the problems found so far.
pub struct Row<'a> {
    field: &'a dyn Fn(&'static str) -> &'a str,
    today: NaiveDate,
    problems: Vec<Problem>,
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({:?})", self.problems)
    }
}

/// Reads a row. `field` gives the text of a column by name, empty where the file has none; `today` is Japan's date.
///
/// # Errors
/// Every problem of the row, in the order in which its columns are read.
pub fn parse<'a, L: Line>(field: &'a dyn Fn(&'static str) -> &'a str, today: NaiveDate) -> Result<L, Vec<Problem>> {
    let mut row = Row { field, today, problems: Vec::new() };
    match L::read(&mut row) {
        Some(line) if row.problems.is_empty() => Ok(line),
        _ => Err(row.problems),
    }
}

/// Reads a row that may take a record back: `yes` in the column `withdrawn`, and then only the id counts.
///
/// # Errors
/// Every problem of the row.
pub fn parse_entry<'a, L: Line>(
    field: &'a dyn Fn(&'static str) -> &'a str,
    today: NaiveDate,
) -> Result<Entry<L>, Vec<Problem>> {
    let mut row = Row { field, today, problems: Vec::new() };
    match row.is_withdrawn() {
        Some(false) => parse(field, today).map(Entry::Kept),
        Some(true) => row.id(L::ID).map(Entry::Withdrawn).ok_or(row.problems),
        None => {
            let others = parse::<L>(field, today).err().unwrap_or_default();
            Err(row.problems.into_iter().chain(others).collect())
        }
    }
}

impl<'a> Row<'a> {
    fn is_withdrawn(&mut self) -> Option<bool> {
        self.read("withdrawn", WITHDRAWN, |text| match text {
            "yes" => Some(true),
            "" | "no" => Some(false),
            _ => None,
        })
    }

    fn cell(&self, column: &'static str) -> &'a str {
        (self.field)(column).trim()
    }

    /// A cell that must be readable.
    pub(crate) fn read<T>(
        &mut self,
        column: &'static str,
        expected: Text,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = parse(self.cell(column));
        self.check(column, expected, value.is_some());
        value
    }

    /// A cell that may be empty, and must be readable otherwise.
    pub(crate) fn read_if_any<T>(
        &mut self,
        column: &'static str,
        expected: Text,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        if self.cell(column).is_empty() { None } else { self.read(column, expected, parse) }
    }

    /// Notes a problem unless something holds, and says whether it does.
    pub(crate) fn check(&mut self, column: &'static str, expected: Text, holds: bool) -> bool {
        if !holds {
            self.problems.push(Problem { column, reason: expected });
        }
        holds
    }

    /// The society's id of the record.
    pub(crate) fn id(&mut self, column: &'static str) -> Option<LineId> {
        self.read(column, ID, |text| text.parse().ok())
    }

    /// An id that may be missing.
    pub(crate) fn id_if_any(&mut self, column: &'static str) -> Option<LineId> {
        self.read_if_any(column, ID, |text| text.parse().ok())
    }

    /// Whose record it is: `household_number`, `branch` and, if it is there, `patient_name`.
    pub(crate) fn person(&mut self) -> Option<Person> {
        let household = self.read("household_number", HOUSEHOLD_NUMBER, |text| text.parse().ok());
        let branch = self.read("branch", BRANCH, |text| text.parse().ok());
        let name = self.text("patient_name");
        Some(Person { household: household?, branch: branch?, name })
    }

    /// A text that may be missing.
    pub(crate) fn text(&mut self, column: &'static str) -> Option<String> {
        self.read_if_any(column, TEXT, |text| is_showable(text).then(|| text.to_owned()))
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, column: &'static str) -> Option<String> {
        self.read(column, REQUIRED_TEXT, |text| (!text.is_empty() && is_showable(text)).then(|| text.to_owned()))
    }

    /// A month that has begun.
    pub(crate) fn month(&mut self, column: &'static str) -> Option<CareMonth> {
        let today = self.today;
        let month = self.read(column, MONTH, |text| text.parse::<CareMonth>().ok())?;
        self.check(column, NOT_YET, !month.is_after(today)).then_some(month)
    }

    /// A day, past or to come.
    pub(crate) fn day(&mut self, column: &'static str) -> Option<NaiveDate> {
        self.read(column, DAY, day)
    }

    /// A day that may be missing.
    pub(crate) fn day_if_any(&mut self, column: &'static str) -> Option<NaiveDate> {
        self.read_if_any(column, DAY, day)
    }

    /// A day that has come.
    pub(crate) fn past_day(&mut self, column: &'static str) -> Option<NaiveDate> {
        let today = self.today;
        let day = self.day(column)?;
        self.check(column, NOT_YET, day <= today).then_some(day)
    }

    /// An amount of yen.
    pub(crate) fn yen(&mut self, column: &'static str) -> Option<i64> {
        self.read(column, AMOUNT, yen)
    }

    /// An amount of yen that may be missing.
    pub(crate) fn yen_if_any(&mut self, column: &'static str) -> Option<i64> {
        self.read_if_any(column, AMOUNT, yen)
    }
}

fn is_showable(text: &str) -> bool {
    text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control)
}

/// `2026-11-20`, and nothing that merely resembles it; from 1900 to 2099, as `date` columns and people have it.
fn day(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| plain)?;
    (text.starts_with("19") || text.starts_with("20")).then_some(day)
}

/// Plain digits: no sign, no separators, no spaces.
fn yen(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|yen| plain && *yen <= Amounts::MAX)
}

const ID: Text = Text {
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
const MONTH: Text = Text {
    ja: "年月を YYYY-MM の形（例 2026-08）で記入してください。",
    en: "Must be a month written YYYY-MM, such as 2026-08.",
};
const DAY: Text = Text {
    ja: "日付を YYYY-MM-DD の形（例 2026-08-01）で記入してください。",
    en: "Must be a day written YYYY-MM-DD, such as 2026-08-01.",
};
const NOT_YET: Text = Text { ja: "未来の日付です。", en: "This is in the future." };
const AMOUNT: Text = Text {
    ja: "金額を0以上の円単位の数字（9桁以内、カンマなし）で記入してください。",
    en: "Must be a whole amount of yen, not negative, of up to nine digits without separators.",
};
const WITHDRAWN: Text = Text {
    ja: "取り消すときは yes、取り消さないときは no または空欄としてください。",
    en: "Must be yes to withdraw the record, otherwise no or empty.",
};
const TEXT: Text = Text {
    ja: "200文字以内で、改行などの制御文字を含めずに記入してください。",
    en: "Must have no more than 200 characters and no control characters such as line breaks.",
};
const REQUIRED_TEXT: Text = Text {
    ja: "1〜200文字で、改行などの制御文字を含めずに記入してください。",
    en: "Must have 1 to 200 characters and no control characters such as line breaks.",
};

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// Reads a row made of good cells and some changes.
    pub(crate) fn read<L: Line>(
        good: &[(&'static str, &'static str)],
        changes: &[(&'static str, &'static str)],
    ) -> Result<L, Vec<Problem>> {
        let find = |column| changes.iter().chain(good).find(|(name, _)| *name == column).map_or("", |(_, text)| *text);
        parse(&find, NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())
    }

    /// Each change makes the row bad in exactly the column that is changed.
    pub(crate) fn each_is_named<L: Line + fmt::Debug>(
        good: &[(&'static str, &'static str)],
        bad: &[(&'static str, &'static str)],
    ) {
        for change in bad {
            let problems = read::<L>(good, &[*change]).unwrap_err();
            assert_eq!(problems.iter().map(|problem| problem.column).collect::<Vec<_>>(), [change.0], "{change:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::BenefitDecision;

    #[test]
    fn of_a_record_that_is_taken_back_only_the_id_counts() {
        let entry = |withdrawn: &'static str, id: &'static str| {
            let field = move |column| match column {
                "withdrawn" => withdrawn,
                "decision_id" => id,
                _ => "",
            };
            parse_entry::<BenefitDecision>(&field, NaiveDate::default())
        };
        assert_eq!(entry("yes", "B-1"), Ok(Entry::Withdrawn("B-1".parse().unwrap())));
        assert_eq!(entry("yes", "").unwrap_err()[0].column, "decision_id");
        assert_eq!(entry("true", "B-1").unwrap_err()[0].column, "withdrawn");
        assert_eq!(entry("no", "B-1").unwrap_err()[0].column, "household_number");
    }

    #[test]
    fn days_and_amounts_are_written_in_one_way() {
        assert_eq!(day("2026-02-28"), NaiveDate::from_ymd_opt(2026, 2, 28));
        for bad in ["2026-02-30", "2026-2-28", "20260228", "2026/02/28", "+026-02-28", "0026-02-28", "2026-02-28 "] {
            assert_eq!(day(bad), None, "{bad}");
        }
        assert_eq!(yen("0999"), Some(999));
        for bad in ["", "-1", "1,000", "１", "1000000000", "1e3", "+1"] {
            assert_eq!(yen(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_row_makes_the_parser_fail_otherwise(texts in prop::collection::vec(".{0,20}", 16)) {
            let find = |column: &'static str| {
                let place = BenefitDecision::COLUMNS.iter().position(|name| *name == column);
                place.and_then(|place| texts.get(place)).map_or("", String::as_str)
            };
            if let Ok(decision) = parse::<BenefitDecision>(&find, NaiveDate::default()) {
                prop_assert_eq!(decision.id.as_str(), texts[0].trim());
            }
        }
    }
}
