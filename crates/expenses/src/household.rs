//! Households (世帯), the persons in them, and who may see whose lines.
//!
//! Receipt data is special-care personal information. Merging a family's lines rests on the family's consent,
//! which a society may hold or not: so the rule is the society's, and what it comes to for one reader is a value
//! here ([`Patients`]) that every query takes, rather than a condition on every page.

use std::fmt;
use std::str::FromStr;

/// The number by which a society keeps a family together: 1 to 64 characters without white space.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HouseholdNumber(String);

/// A text that cannot be a household's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a household number has 1 to 64 characters and no white space")]
pub struct NotAHouseholdNumber;

impl HouseholdNumber {
    /// The number as the society writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HouseholdNumber {
    type Err = NotAHouseholdNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if crate::line::is_plain_id(text) { Ok(Self(text.to_owned())) } else { Err(NotAHouseholdNumber) }
    }
}

/// Shows nothing: with a household's number a log line would be about a person.
impl fmt::Debug for HouseholdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HouseholdNumber(…)")
    }
}

/// The number of a person within a household (枝番), from 00 to 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Branch(u8);

/// A text that is no branch number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a branch number has one or two digits")]
pub struct NotABranch;

impl Branch {
    /// The insured person's own (被保険者): 00.
    pub const INSURED: Self = Self(0);
}

impl FromStr for Branch {
    type Err = NotABranch;

    /// Reads `2` and `02` alike: spreadsheets drop leading zeros.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if digits { text.parse().map(Self).map_err(|_| NotABranch) } else { Err(NotABranch) }
    }
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// The persons of a household whose lines a member may see, by the society's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patients {
    /// Everybody: the insured person (被保険者) sees the lines of the whole family.
    WholeHousehold,
    /// Nobody but the person with this branch number.
    Only(Branch),
}

/// A person of a household, as its lines know them.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Their number within the household.
    pub branch: Branch,
    /// Their name, where the society sends it.
    pub name: Option<String>,
}

/// Shows the number alone.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Person({}, …)", self.branch)
    }
}

/// Whether a person of a household objects to the others of it seeing their lines. Showing a family's lines to the
/// insured person rests on implied consent, which anybody may refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The household.
    pub household: HouseholdNumber,
    /// The person.
    pub branch: Branch,
    /// Whether they object: no takes an objection back.
    pub objects: bool,
}

/// How a patient is called on a page that a member reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patient<'a> {
    /// By the name that the society sent.
    Named(&'a str),
    /// The reader (本人).
    Oneself,
    /// Somebody of the reader's family, known by branch number only (ご家族).
    Relative(Branch),
}

impl<'a> Patient<'a> {
    /// The patient of a line, as the member with branch `own` knows them.
    #[must_use]
    pub fn of(branch: Branch, name: Option<&'a str>, own: Branch) -> Self {
        match name {
            Some(name) => Self::Named(name),
            None if branch == own => Self::Oneself,
            None => Self::Relative(branch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branch(text: &str) -> Branch {
        text.parse().unwrap()
    }

    #[test]
    fn a_branch_is_the_same_with_and_without_its_zero() {
        assert_eq!(branch("2"), branch("02"));
        assert_eq!(branch("2").to_string(), "02");
        for bad in ["", "002", "-1", "a", "２", "1 "] {
            assert_eq!(bad.parse::<Branch>(), Err(NotABranch), "{bad}");
        }
    }

    #[test]
    fn a_patient_is_called_by_name_where_the_name_is_known() {
        let (own, other) = (branch("00"), branch("02"));
        assert_eq!(Patient::of(own, Some("港 花子"), own), Patient::Named("港 花子"));
        assert_eq!(Patient::of(own, None, own), Patient::Oneself);
        assert_eq!(Patient::of(other, None, own), Patient::Relative(other));
    }

    #[test]
    fn a_household_number_is_never_logged() {
        let number: HouseholdNumber = "H-00123".parse().unwrap();
        assert!(!format!("{number:?}").contains("00123"));
        for bad in ["", "a b", "a\n", &"1".repeat(65)] {
            assert_eq!(bad.parse::<HouseholdNumber>(), Err(NotAHouseholdNumber), "{bad}");
        }
    }
}
