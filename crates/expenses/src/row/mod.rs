//! Reading the rows of a society's files, telling everything that is wrong with each.
//!
//! All columns are looked at even when one is bad, so that an administrator mends a file once. A row is accepted
//! as it is or refused: nothing is guessed, rounded or mended.

pub mod line;
pub mod objection;

use base::Text;

use crate::{Amounts, LineId};

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

/// A row being read, with the problems found so far. `field` gives the text of a column by its name.
struct Row<F> {
    field: F,
    problems: Vec<Problem>,
}

impl<'a, F: Fn(&'static str) -> &'a str> Row<F> {
    const fn new(field: F) -> Self {
        Self { field, problems: Vec::new() }
    }

    fn read<T>(&mut self, column: &'static str, expected: Text, parse: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        let value = parse((self.field)(column).trim());
        self.check(column, expected, value.is_some());
        value
    }

    /// A text that may be missing.
    fn text(&mut self, column: &'static str) -> Option<String> {
        let text = (self.field)(column).trim();
        let showable = text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control);
        self.check(column, TEXT, showable);
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    fn line_id(&mut self) -> Option<LineId> {
        self.read("line_id", LINE_ID, |text| text.parse().ok())
    }

    fn yen(&mut self, column: &'static str) -> Option<i64> {
        self.read(column, AMOUNT, |text| number(text).filter(|yen| *yen <= Amounts::MAX))
    }

    /// Whether the row takes back what an earlier one said.
    fn is_withdrawn(&mut self) -> Option<bool> {
        self.read("withdrawn", WITHDRAWN, |text| if text.is_empty() { Some(false) } else { yes_or_no(text) })
    }

    fn check(&mut self, column: &'static str, expected: Text, holds: bool) -> bool {
        if !holds {
            self.problems.push(Problem { column, reason: expected });
        }
        holds
    }
}

/// Reads `yes` and `no`.
fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Reads a number written in plain digits: no sign, no separators, no spaces.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

const HOUSEHOLD_NUMBER: Text = Text {
    ja: "1〜64文字で、空白を含まない世帯番号を記入してください。",
    en: "Must be a household number of 1 to 64 characters without white space.",
};
const BRANCH: Text = Text {
    ja: "枝番を1〜2桁の数字で記入してください。",
    en: "Must be a branch number of one or two digits.",
};
const LINE_ID: Text = Text {
    ja: "1〜64文字で、空白を含まないIDを記入してください。",
    en: "Must be an ID of 1 to 64 characters without white space.",
};
const AMOUNT: Text = Text {
    ja: "金額を0以上の円単位の数字（9桁以内、カンマなし）で記入してください。",
    en: "Must be a whole amount of yen, not negative, of up to nine digits without separators.",
};
const TEXT: Text = Text {
    ja: "200文字以内で、改行などの制御文字を含めずに記入してください。",
    en: "Must have no more than 200 characters and no control characters such as line breaks.",
};
const WITHDRAWN: Text = Text {
    ja: "明細を取り消すときは yes、取り消さないときは no または空欄としてください。",
    en: "Must be yes to withdraw the line, otherwise no or empty.",
};
