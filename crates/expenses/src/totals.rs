//! Sums by month and by calendar year, and what the overview page makes of them.
//!
//! Pages go by the month of care in Japan's calendar: "latest" is the newest month that has lines, not the month
//! before today, because lines arrive about three months after the care and not every family sees a doctor.

use crate::{Amounts, CareMonth, ReceiptLine};

/// What one month's lines come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthTotal {
    /// The month of care.
    pub month: CareMonth,
    /// How many lines it has: at least one.
    pub lines: u32,
    /// Their sum.
    pub amounts: Amounts,
}

/// What one calendar year's months come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearTotal {
    /// The calendar year.
    pub year: i32,
    /// Its months with lines, the newest first.
    pub months: Vec<MonthTotal>,
    /// The sum of the year.
    pub amounts: Amounts,
}

/// All that a household's months come to, without the lines themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// The years with lines, the newest first.
    years: Vec<YearTotal>,
}

impl Overview {
    /// Groups the months with lines, which may come in any order, each once.
    #[must_use]
    pub fn of(mut months: Vec<MonthTotal>) -> Self {
        months.sort_unstable_by_key(|total| std::cmp::Reverse(total.month));
        let years = months.chunk_by(|newer, older| newer.month.year() == older.month.year());
        Self { years: years.filter_map(year_total).collect() }
    }

    /// The years with lines, the newest first.
    #[must_use]
    pub fn years(&self) -> &[YearTotal] {
        &self.years
    }

    /// One year, if it has lines.
    #[must_use]
    pub fn year(&self, year: i32) -> Option<&YearTotal> {
        self.years.iter().find(|total| total.year == year)
    }

    /// The months with lines of all years, the newest first.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = &MonthTotal> {
        self.years.iter().flat_map(|year| &year.months)
    }

    /// The newest month with lines.
    #[must_use]
    pub fn latest(&self) -> Option<&MonthTotal> {
        self.months().next()
    }
}

fn year_total(months: &[MonthTotal]) -> Option<YearTotal> {
    let year = months.first()?.month.year();
    Some(YearTotal { year, months: months.to_vec(), amounts: months.iter().map(|total| total.amounts).sum() })
}

/// The sum of lines, as the total row of a table shows it.
#[must_use]
pub fn total_of(lines: &[ReceiptLine]) -> Amounts {
    lines.iter().map(|line| line.amounts).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> CareMonth {
        text.parse().unwrap()
    }

    fn total(text: &str, own: i64) -> MonthTotal {
        MonthTotal { month: month(text), lines: 1, amounts: Amounts::new(own, 0, 0, own).unwrap() }
    }

    #[test]
    fn an_overview_knows_the_latest_month_and_the_years() {
        let overview = Overview::of(vec![total("2025-12", 5), total("2026-08", 100), total("2026-03", 20)]);
        assert_eq!(overview.latest().unwrap().month, month("2026-08"));
        assert_eq!(overview.year(2026).unwrap().amounts.own(), 120);
        assert_eq!(overview.year(2024), None);
        assert_eq!(overview.years().iter().map(|year| year.year).collect::<Vec<_>>(), [2026, 2025]);
    }

    #[test]
    fn nothing_comes_to_nothing() {
        let overview = Overview::of(Vec::new());
        assert_eq!(overview.latest(), None);
        assert!(overview.years().is_empty());
        assert_eq!(total_of(&[]), Amounts::default());
    }

    proptest! {
        #[test]
        fn the_years_hold_every_month_once_and_its_money(
            months in prop::collection::btree_map((2020..2027, 1_u32..=12), 0..1_000_000_i64, 0..60)
        ) {
            let totals: Vec<_> = months.iter().map(|((year, number), own)| total(&format!("{year}-{number:02}"), *own)).collect();
            let overview = Overview::of(totals);
            prop_assert_eq!(overview.months().count(), months.len());
            let by_year: i64 = overview.years().iter().map(|year| year.amounts.own()).sum();
            prop_assert_eq!(by_year, months.values().sum::<i64>());
            let newest_first = overview.months().zip(overview.months().skip(1)).all(|(one, next)| one.month > next.month);
            prop_assert!(newest_first);
        }
    }
}
