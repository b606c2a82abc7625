//! Months in a row: how far back a page looks, what a member narrows it to, and which months a society has published.
//!
//! Every query of lines takes a [`Period`], so that none can forget that a society shows so many years and no more.

use chrono::{Datelike as _, Months, NaiveDate};

use crate::CareMonth;

/// The months from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    first: CareMonth,
    last: CareMonth,
}

impl Period {
    /// The months between two, in whichever order they are given.
    #[must_use]
    pub fn between(one: CareMonth, other: CareMonth) -> Self {
        Self { first: one.min(other), last: one.max(other) }
    }

    /// One month.
    #[must_use]
    pub const fn of_month(month: CareMonth) -> Self {
        Self { first: month, last: month }
    }

    /// The months of a calendar year between 2000 and 2099.
    #[must_use]
    pub fn of_year(year: i32) -> Option<Self> {
        Some(Self { first: CareMonth::new(year, 1).ok()?, last: CareMonth::new(year, 12).ok()? })
    }

    /// So many whole calendar years, of which the last is that of a day. `None` where one of them is not between 2000 and
    /// 2099, or for no year at all.
    #[must_use]
    pub fn of_years_until(day: NaiveDate, years: u32) -> Option<Self> {
        let first = day.year() - i32::try_from(years.checked_sub(1)?).ok()?;
        Some(Self { first: Self::of_year(first)?.first, last: Self::of_year(day.year())?.last })
    }

    /// The first month.
    #[must_use]
    pub const fn first(self) -> CareMonth {
        self.first
    }

    /// The last month.
    #[must_use]
    pub const fn last(self) -> CareMonth {
        self.last
    }

    /// All of them, from the first.
    pub fn months(self) -> impl DoubleEndedIterator<Item = CareMonth> {
        let every = (self.first.year()..=self.last.year())
            .flat_map(|year| (1..=12).filter_map(move |n| CareMonth::new(year, n).ok()));
        every.filter(move |month| self.contains(*month))
    }

    /// Whether a month is one of them.
    #[must_use]
    pub fn contains(self, month: CareMonth) -> bool {
        (self.first..=self.last).contains(&month)
    }

    /// The months that are in both.
    #[must_use]
    pub fn within(self, other: Self) -> Option<Self> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Self { first, last })
    }
}

/// The first month whose lines are still kept on a day, when lines are kept for so many years. `None` where that is before
/// 2000: then nothing is too old.
#[must_use]
pub fn kept_since(today: NaiveDate, years: u32) -> Option<CareMonth> {
    months_before(today, years.checked_mul(12)?)
}

/// The newest month that a society has published on a day, when a month is published so many months after it: with three,
/// November shows August. `None` where that is before 2000.
#[must_use]
pub fn newest_published(today: NaiveDate, months_later: u32) -> Option<CareMonth> {
    months_before(today, months_later)
}

fn months_before(today: NaiveDate, months: u32) -> Option<CareMonth> {
    let then = today.checked_sub_months(Months::new(months))?;
    CareMonth::new(then.year(), then.month()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> CareMonth {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_society_shows_whole_calendar_years() {
        let shown = Period::of_years_until(day("2026-11-20"), 3).unwrap();
        assert_eq!((shown.first(), shown.last()), (month("2024-01"), month("2026-12")));
        assert_eq!(Period::of_years_until(day("2026-11-20"), 1), Period::of_year(2026));
        assert_eq!(Period::of_years_until(day("2026-11-20"), 0), None);
        assert_eq!(Period::of_years_until(day("2003-01-01"), 10), None);
    }

    #[test]
    fn november_shows_august() {
        for (today, later, newest) in [
            ("2026-11-01", 3, "2026-08"),
            ("2026-11-30", 3, "2026-08"),
            ("2026-01-31", 2, "2025-11"),
            ("2026-05-31", 3, "2026-02"),
            ("2026-05-31", 0, "2026-05"),
        ] {
            assert_eq!(newest_published(day(today), later), Some(month(newest)), "{today}");
        }
    }

    #[test]
    fn a_line_is_kept_until_it_is_older_than_so_many_years() {
        assert_eq!(kept_since(day("2026-11-20"), 6), Some(month("2020-11")));
        assert_eq!(kept_since(day("2004-02-29"), 1), Some(month("2003-02")));
        assert_eq!(kept_since(day("2005-11-20"), 6), None);
    }

    fn months() -> impl Strategy<Value = CareMonth> {
        (2000..=2099, 1_u32..=12).prop_map(|(year, month)| CareMonth::new(year, month).unwrap())
    }

    proptest! {
        #[test]
        fn what_is_in_both_is_in_each((a, b, c, d) in (months(), months(), months(), months()), asked in months()) {
            let (one, other) = (Period::between(a, b), Period::between(c, d));
            let both = one.within(other).is_some_and(|period| period.contains(asked));
            prop_assert_eq!(both, one.contains(asked) && other.contains(asked));
            prop_assert!(one.contains(a) && one.contains(b));
            prop_assert_eq!(one.months().any(|month| month == asked), one.contains(asked));
            prop_assert_eq!((one.months().next(), one.months().next_back()), (Some(one.first()), Some(one.last())));
        }
    }
}
