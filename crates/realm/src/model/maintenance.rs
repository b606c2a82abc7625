//! When the service rests: windows as the files write them, and the interruptions that they come to.
//!
//! A window may come back every month; an interruption happens once. Who asks "now" or "soon" gets interruptions, so
//! that a page never has to know what a third Thursday is.

use base::{from_japan_standard_time, japan_standard_time};
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::Realm;

/// How long before its beginning an interruption is announced.
const ANNOUNCED_BEFORE: TimeDelta = TimeDelta::days(7);

/// A time in which the service rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MaintenanceWindow {
    /// Every month, such as the third Thursday 19:00–22:00, Japan time.
    Monthly {
        /// Which of the month's such weekdays: 1 to 4.
        week: u8,
        /// The weekday.
        weekday: Weekday,
        /// The first minute.
        from: NaiveTime,
        /// The first minute after it; later than `from`.
        until: NaiveTime,
    },
    /// Once.
    Once {
        /// The first moment.
        from: DateTime<Utc>,
        /// The first moment after it.
        until: DateTime<Utc>,
    },
}

/// One interruption of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interruption {
    /// The first moment.
    pub from: DateTime<Utc>,
    /// The first moment after it.
    pub until: DateTime<Utc>,
}

impl MaintenanceWindow {
    /// The first interruption of this window that is not over. `None` when there will be none any more.
    fn next(&self, now: DateTime<Utc>) -> Option<Interruption> {
        match *self {
            Self::Once { from, until } => Some(Interruption { from, until }).filter(|once| now < once.until),
            Self::Monthly { week, weekday, from, until } => {
                let month = japan_standard_time(now).date_naive().with_day(1)?;
                let of_month = |first: NaiveDate| {
                    let day = NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, week)?;
                    let moment = |time| from_japan_standard_time(day.and_time(time));
                    Some(Interruption { from: moment(from)?, until: moment(until)? })
                };
                let months = [month, month.checked_add_months(Months::new(1))?];
                months.into_iter().filter_map(of_month).find(|interruption| now < interruption.until)
            }
        }
    }
}

impl Realm {
    /// The interruption that lasts now. Where several do, one after another without a pause, it ends when the last does.
    #[must_use]
    pub fn interrupted(&self, now: DateTime<Utc>) -> Option<Interruption> {
        lasting(&self.maintenance, now)
    }

    /// The next interruption that is to be announced: it begins within a week, and has not yet.
    #[must_use]
    pub fn announced_interruption(&self, now: DateTime<Utc>) -> Option<Interruption> {
        announced(&self.maintenance, now)
    }
}

fn lasting(windows: &[MaintenanceWindow], now: DateTime<Utc>) -> Option<Interruption> {
    let mut lasting = first(windows, now).filter(|next| next.from <= now)?;
    while let Some(further) = first(windows, lasting.until).filter(|next| next.from <= lasting.until) {
        lasting.until = further.until;
    }
    Some(lasting)
}

fn announced(windows: &[MaintenanceWindow], now: DateTime<Utc>) -> Option<Interruption> {
    let coming = windows.iter().filter_map(|window| {
        let next = window.next(now)?;
        if next.from <= now { window.next(next.until) } else { Some(next) }
    });
    coming.filter(|next| next.from - now <= ANNOUNCED_BEFORE).min_by_key(|next| next.from)
}

/// Of the interruptions that are not over, the one that begins first.
fn first(windows: &[MaintenanceWindow], now: DateTime<Utc>) -> Option<Interruption> {
    windows.iter().filter_map(|window| window.next(now)).min_by_key(|next| next.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A moment in Japan.
    fn at(written: &str) -> DateTime<Utc> {
        from_japan_standard_time(written.parse().unwrap()).unwrap()
    }

    fn monthly(week: u8, weekday: Weekday, from: &str, until: &str) -> MaintenanceWindow {
        MaintenanceWindow::Monthly { week, weekday, from: from.parse().unwrap(), until: until.parse().unwrap() }
    }

    fn once(from: &str, until: &str) -> MaintenanceWindow {
        MaintenanceWindow::Once { from: at(from), until: at(until) }
    }

    fn third_thursday() -> MaintenanceWindow {
        monthly(3, Weekday::Thu, "19:00:00", "22:00:00")
    }

    fn interruption(from: &str, until: &str) -> Option<Interruption> {
        Some(Interruption { from: at(from), until: at(until) })
    }

    #[test]
    fn a_monthly_window_comes_back_every_month() {
        let november = interruption("2026-11-19T19:00:00", "2026-11-19T22:00:00");
        let december = interruption("2026-12-17T19:00:00", "2026-12-17T22:00:00");
        for (now, expected) in [
            ("2026-11-01T00:00:00", november),
            ("2026-11-19T18:59:59", november),
            ("2026-11-19T21:59:59", november),
            ("2026-11-19T22:00:00", december),
            ("2026-11-30T23:59:59", december),
            ("2026-12-01T00:00:00", december),
            // Over the end of the year.
            ("2026-12-31T23:59:59", interruption("2027-01-21T19:00:00", "2027-01-21T22:00:00")),
            // A month that begins on the weekday, and one of 28 days.
            ("2026-10-01T00:00:00", interruption("2026-10-15T19:00:00", "2026-10-15T22:00:00")),
            ("2027-02-01T00:00:00", interruption("2027-02-18T19:00:00", "2027-02-18T22:00:00")),
        ] {
            assert_eq!(third_thursday().next(at(now)), expected, "{now}");
        }
    }

    #[test]
    fn the_month_is_japans() {
        // The first Sunday of the month begins in Japan while it is Saturday, and last month, in UTC.
        let window = monthly(1, Weekday::Sun, "00:00:00", "05:00:00");
        let first = interruption("2026-11-01T00:00:00", "2026-11-01T05:00:00");
        assert_eq!(window.next(at("2026-10-31T23:59:59")), first);
        assert_eq!(window.next(at("2026-11-01T04:59:59")), first);
        assert_eq!(window.next(at("2026-11-01T05:00:00")), interruption("2026-12-06T00:00:00", "2026-12-06T05:00:00"));
    }

    #[test]
    fn a_single_window_comes_once() {
        let window = once("2026-12-30T22:00:00", "2026-12-31T06:00:00");
        let expected = interruption("2026-12-30T22:00:00", "2026-12-31T06:00:00");
        assert_eq!(window.next(at("2026-01-01T00:00:00")), expected);
        assert_eq!(window.next(at("2026-12-31T05:59:59")), expected);
        assert_eq!(window.next(at("2026-12-31T06:00:00")), None);
    }

    #[test]
    fn what_lasts_now_and_what_is_announced() {
        let november = interruption("2026-11-19T19:00:00", "2026-11-19T22:00:00");
        let windows = [third_thursday(), once("2026-11-24T01:00:00", "2026-11-24T05:00:00")];
        for (now, now_lasting, now_announced) in [
            ("2026-11-12T18:59:59", None, None),
            ("2026-11-12T19:00:00", None, november),
            ("2026-11-19T18:59:59", None, november),
            ("2026-11-19T19:00:00", november, interruption("2026-11-24T01:00:00", "2026-11-24T05:00:00")),
            ("2026-11-19T22:00:00", None, interruption("2026-11-24T01:00:00", "2026-11-24T05:00:00")),
            ("2026-11-24T05:00:00", None, None),
        ] {
            assert_eq!(lasting(&windows, at(now)), now_lasting, "{now}");
            assert_eq!(announced(&windows, at(now)), now_announced, "{now}");
        }
    }

    #[test]
    fn interruptions_without_a_pause_are_one() {
        let night = once("2026-11-19T21:00:00", "2026-11-20T01:00:00");
        let morning = once("2026-11-20T01:00:00", "2026-11-20T02:00:00");
        let later = once("2026-11-20T03:00:00", "2026-11-20T04:00:00");
        let windows = [morning, third_thursday(), later, night];
        assert_eq!(
            lasting(&windows, at("2026-11-19T19:30:00")),
            interruption("2026-11-19T19:00:00", "2026-11-20T02:00:00")
        );
        assert_eq!(lasting(&windows, at("2026-11-20T02:00:00")), None);
    }
}
