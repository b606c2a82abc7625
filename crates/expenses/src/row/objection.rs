//! A row of a file of objections: whether a person of a household lets the others of it see their lines.

use base::Text;

use super::{BRANCH, HOUSEHOLD_NUMBER, Problem, Row, yes_or_no};
use crate::Objection;

/// The columns of a file.
pub const COLUMNS: [&str; 3] = ["household_number", "branch", "objects"];

/// Reads a row. `field` gives the text of a column by name.
///
/// # Errors
/// Every problem of the row.
pub fn parse<'a>(field: impl Fn(&'static str) -> &'a str) -> Result<Objection, Vec<Problem>> {
    let mut row = Row::new(field);
    let household = row.read("household_number", HOUSEHOLD_NUMBER, |text| text.parse().ok());
    let branch = row.read("branch", BRANCH, |text| text.parse().ok());
    let objects = row.read("objects", OBJECTS, yes_or_no);
    match (household, branch, objects) {
        (Some(household), Some(branch), Some(objects)) => Ok(Objection { household, branch, objects }),
        _ => Err(row.problems),
    }
}

const OBJECTS: Text = Text {
    ja: "家族への表示を断るときは yes、断らないとき（取り下げを含む）は no としてください。",
    en: "Must be yes when the person objects to being seen by the family, no when not or no longer.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objection_is_made_and_taken_back_in_plain_words() {
        let read = |branch: &'static str, objects: &'static str| {
            parse(|column| match column {
                "household_number" => "H1",
                "branch" => branch,
                _ => objects,
            })
        };
        assert!(read("2", "yes").unwrap().objects && !read("02", "no").unwrap().objects);
        for (branch, objects, column) in [("", "yes", "branch"), ("02", "", "objects"), ("02", "1", "objects")] {
            assert_eq!(read(branch, objects).unwrap_err()[0].column, column);
        }
    }
}
