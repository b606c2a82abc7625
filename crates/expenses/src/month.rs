//! The month in which care was given (診療年月), by which everything about receipts is ordered.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A calendar month between January 2000 and December 2099, written `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CareMonth {
    year: i32,
    month: u32,
}

/// A text or pair of numbers that is no month of care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month of care is written YYYY-MM, from 2000-01 to 2099-12")]
pub struct NotACareMonth;

impl CareMonth {
    /// The month of a year and a number from 1 to 12.
    ///
    /// # Errors
    /// [`NotACareMonth`] for any other month number, and for years before 2000 or after 2099.
    pub fn new(year: i32, month: u32) -> Result<Self, NotACareMonth> {
        let possible = (2000..=2099).contains(&year) && (1..=12).contains(&month);
        if possible { Ok(Self { year, month }) } else { Err(NotACareMonth) }
    }

    /// The calendar year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month of the year, from 1 to 12.
    #[must_use]
    pub const fn month(self) -> u32 {
        self.month
    }

    /// Its first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        // A month of a year between 2000 and 2099 has a first day.
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// Whether the month begins after a day: no care can have been given in it yet.
    #[must_use]
    pub fn is_after(self, day: NaiveDate) -> bool {
        (self.year, self.month) > (day.year(), day.month())
    }
}

impl FromStr for CareMonth {
    type Err = NotACareMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, month) = text.split_once('-').ok_or(NotACareMonth)?;
        let all_digits = year.len() == 4 && month.len() == 2 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if !all_digits {
            return Err(NotACareMonth);
        }
        Self::new(year.parse().map_err(|_| NotACareMonth)?, month.parse().map_err(|_| NotACareMonth)?)
    }
}

impl fmt::Display for CareMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_real_months_are_read() {
        for bad in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "26-01",
            "2026/01",
            "202601",
            "1999-12",
            "2100-01",
            "２０２６-01",
        ] {
            assert_eq!(bad.parse::<CareMonth>(), Err(NotACareMonth), "{bad}");
        }
    }

    #[test]
    fn a_month_is_after_a_day_only_from_the_next_month_on() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        assert!(!CareMonth::new(2026, 11).unwrap().is_after(day));
        assert!(CareMonth::new(2026, 12).unwrap().is_after(day));
        assert!(CareMonth::new(2027, 1).unwrap().is_after(day));
    }

    fn months() -> impl Strategy<Value = CareMonth> {
        (2000..=2099, 1_u32..=12).prop_map(|(year, month)| CareMonth::new(year, month).unwrap())
    }

    proptest! {
        #[test]
        fn a_month_reads_back_and_sorts_as_its_text_does(one in months(), other in months()) {
            prop_assert_eq!(one.to_string().parse(), Ok(one));
            prop_assert_eq!(one.cmp(&other), one.to_string().cmp(&other.to_string()));
        }

        #[test]
        fn no_text_makes_the_parser_fail_otherwise(text in ".{0,12}") {
            if let Ok(month) = text.parse::<CareMonth>() {
                prop_assert_eq!(month.to_string(), text);
            }
        }
    }
}
