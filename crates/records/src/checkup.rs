//! Results of check-ups (健診結果): one record for each item that was examined.
//!
//! Values, judgements and reference ranges are those that the institution wrote and the society sent. Nothing is judged
//! here: a value outside a range is not called high, and an item without a range has none.

use std::fmt;

use base::Text;
use chrono::{Datelike as _, NaiveDate};
use expenses::{Branch, CareMonth, LineId};

use crate::{Line, Person, Row};

/// What was found for one item.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckupResult {
    /// The society's id of the result.
    pub id: LineId,
    /// Whose it is.
    pub person: Person,
    /// The day of the check-up (受診日).
    pub taken_on: NaiveDate,
    /// Its month.
    pub month: CareMonth,
    /// Where it was taken (健診機関).
    pub institution: Option<String>,
    /// The item's place among the items, where the society orders them.
    pub position: u32,
    /// The item (検査項目).
    pub item: String,
    /// What was found, as it was written: a number or words.
    pub value: String,
    /// The unit of a number.
    pub unit: Option<String>,
    /// The lowest value of the reference range, as it was written.
    pub low: Option<String>,
    /// Its highest value.
    pub high: Option<String>,
    /// The institution's judgement (判定).
    pub judgement: Option<String>,
    /// A remark (所見).
    pub note: Option<String>,
}

/// One person's check-up of one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkup {
    /// Its results in the order of their positions: at least one.
    pub results: Vec<CheckupResult>,
}

/// One item over several check-ups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course<'a> {
    /// The item.
    pub item: &'a str,
    /// Its unit.
    pub unit: Option<&'a str>,
    /// What was found at each check-up, in the order in which the check-ups were given.
    pub results: Vec<Option<&'a CheckupResult>>,
}

const NOT_A_NUMBER: Text = Text {
    ja: "基準値を半角の数字（例 3.5）で記入してください。",
    en: "Must be a number such as 3.5.",
};
const POSITION: Text =
    Text { ja: "表示順を0〜9999の数字で記入してください。", en: "Must be a number from 0 to 9999." };
const TOO_EARLY: Text = Text { ja: "2000年より前の日付です。", en: "This is before the year 2000." };

impl Line for CheckupResult {
    const COLUMNS: &'static [&'static str] = &[
        "result_id",
        "household_number",
        "branch",
        "patient_name",
        "taken_on",
        "institution",
        "position",
        "item",
        "value",
        "unit",
        "low",
        "high",
        "judgement",
        "note",
        "withdrawn",
    ];
    const OPTIONAL: &'static [&'static str] =
        &["patient_name", "institution", "position", "unit", "low", "high", "judgement", "note", "withdrawn"];
    const ID: &'static str = "result_id";

    fn read(row: &mut Row<'_>) -> Option<Self> {
        let id = row.id("result_id");
        let person = row.person();
        let taken_on = row.past_day("taken_on");
        let month = taken_on.and_then(|day| CareMonth::new(day.year(), day.month()).ok());
        row.check("taken_on", TOO_EARLY, taken_on.is_none() || month.is_some());
        let institution = row.text("institution");
        let position = row.read_if_any("position", POSITION, |text| text.parse().ok().filter(|place| *place <= 9999));
        let item = row.required_text("item");
        let value = row.required_text("value");
        let unit = row.text("unit");
        let bound = |text: &str| number(text).map(|_| text.to_owned());
        let low = row.read_if_any("low", NOT_A_NUMBER, bound);
        let high = row.read_if_any("high", NOT_A_NUMBER, bound);
        let judgement = row.text("judgement");
        let note = row.text("note");
        Some(Self {
            id: id?,
            person: person?,
            taken_on: taken_on?,
            month: month?,
            institution,
            position: position.unwrap_or_default(),
            item: item?,
            value: value?,
            unit,
            low,
            high,
            judgement,
            note,
        })
    }
}

impl CheckupResult {
    /// The value as a number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        number(&self.value)
    }
}

impl Checkup {
    /// Whose it is, when and where, as its first result says.
    #[must_use]
    pub fn head(&self) -> Option<&CheckupResult> {
        self.results.first()
    }

    fn key(&self) -> Option<(Branch, NaiveDate)> {
        self.head().map(key)
    }
}

fn key(result: &CheckupResult) -> (Branch, NaiveDate) {
    (result.person.branch, result.taken_on)
}

/// A number as it is written by hand: digits, perhaps with a sign and a decimal point.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.ends_with(|last: char| last.is_ascii_digit());
    text.parse().ok().filter(|_| plain && text.len() <= 12)
}

/// Check-ups from their results: person by person, the newest first.
#[must_use]
pub fn checkups_of(mut results: Vec<CheckupResult>) -> Vec<Checkup> {
    results.sort_by(|one, other| {
        let (branch, day) = key(one);
        let (other_branch, other_day) = key(other);
        let places = (one.position, &one.id).cmp(&(other.position, &other.id));
        branch.cmp(&other_branch).then(other_day.cmp(&day)).then(places)
    });
    let mut checkups: Vec<Checkup> = Vec::new();
    for result in results {
        match checkups.last_mut().filter(|last| last.key() == Some(key(&result))) {
            Some(checkup) => checkup.results.push(result),
            None => checkups.push(Checkup { results: vec![result] }),
        }
    }
    checkups
}

/// The items of some check-ups, each with what was found. Results in different units are different items: a line from
/// one to the other would mean nothing.
#[must_use]
pub fn courses_of<'a>(checkups: &[&'a Checkup]) -> Vec<Course<'a>> {
    let mut courses: Vec<Course<'a>> = Vec::new();
    for (place, checkup) in checkups.iter().enumerate() {
        for result in &checkup.results {
            let (item, unit) = (result.item.as_str(), result.unit.as_deref());
            let index = courses.iter().position(|course| course.item == item && course.unit == unit);
            let index = index.unwrap_or_else(|| {
                courses.push(Course { item, unit, results: vec![None; checkups.len()] });
                courses.len() - 1
            });
            let cell = courses.get_mut(index).and_then(|course| course.results.get_mut(place));
            if let Some(cell) = cell.filter(|cell| cell.is_none()) {
                *cell = Some(result);
            }
        }
    }
    courses
}

/// Shows the id alone: a finding belongs in no log.
impl fmt::Debug for CheckupResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckupResult({}, …)", self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::testing::{each_is_named, read};

    const GOOD: [(&str, &str); 9] = [
        ("result_id", "R-1"),
        ("household_number", "H001"),
        ("branch", "00"),
        ("taken_on", "2026-06-10"),
        ("item", "空腹時血糖"),
        ("value", "92"),
        ("unit", "mg/dL"),
        ("low", "70"),
        ("high", "99.5"),
    ];

    fn result(id: &'static str, branch: &'static str, day: &'static str, item: &'static str) -> CheckupResult {
        read(&GOOD, &[("result_id", id), ("branch", branch), ("taken_on", day), ("item", item)]).unwrap()
    }

    #[test]
    fn each_bad_value_is_named_by_its_column() {
        each_is_named::<CheckupResult>(
            &GOOD,
            &[
                ("result_id", ""),
                ("taken_on", "2026-11-21"),
                ("taken_on", "1999-12-31"),
                ("position", "-1"),
                ("position", "10000"),
                ("item", ""),
                ("value", ""),
                ("low", "70以上"),
                ("high", "1e3"),
                ("high", ".5"),
            ],
        );
    }

    #[test]
    fn words_are_values_too_and_no_numbers() {
        for (value, number) in [("92", Some(92.0)), ("-1.5", Some(-1.5)), ("(-)", None), ("陰性", None), ("1.", None)]
        {
            assert_eq!(read::<CheckupResult>(&GOOD, &[("value", value)]).unwrap().number(), number, "{value}");
        }
    }

    #[test]
    fn results_are_gathered_by_person_and_day_and_followed_by_item_and_unit() {
        let mut weight = result("4", "00", "2025-06-10", "体重");
        weight.unit = Some("kg".to_owned());
        let results = vec![
            result("1", "00", "2025-06-10", "空腹時血糖"),
            result("2", "02", "2026-06-10", "空腹時血糖"),
            result("3", "00", "2026-06-10", "空腹時血糖"),
            weight,
        ];
        let checkups = checkups_of(results);
        let heads: Vec<_> = checkups.iter().map(|one| one.head().unwrap().id.as_str()).collect();
        assert_eq!(heads, ["3", "1", "2"]);
        let own: Vec<&Checkup> = checkups.iter().take(2).collect();
        let courses = courses_of(&own);
        let found: Vec<_> =
            courses.iter().map(|course| (course.item, course.results.iter().flatten().count())).collect();
        assert_eq!(found, [("空腹時血糖", 2), ("体重", 1)]);
        assert!(courses[1].results[0].is_none(), "not examined in the newer one");
    }
}
