//! What time it is.
//!
//! Rules take `now` as a parameter; only the edge asks a `Clock`. Tests move a clock instead of sleeping, and
//! the ambient clocks are banned by lint everywhere but here, so that nothing escapes a moved clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// A source of the present moment: the machine's clock, or the same clock moved by a test.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    moved_by_ms: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// The present moment, in UTC.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that may ask the machine for the time")]
    pub fn now(&self) -> DateTime<Utc> {
        Utc::now() + TimeDelta::milliseconds(self.moved_by_ms.load(Ordering::SeqCst))
    }

    /// Moves this clock and every clone of it forward. Only tests travel in time.
    pub fn advance(&self, by: TimeDelta) {
        self.moved_by_ms.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

/// How far Japan's clocks are ahead of UTC, in seconds; there has been no summer time since 1951.
const NINE_HOURS: i32 = 9 * 3600;

/// A moment as people in Japan read it.
#[must_use]
pub fn japan_standard_time(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    FixedOffset::east_opt(NINE_HOURS).map_or_else(|| at.fixed_offset(), |offset| at.with_timezone(&offset))
}

/// The moment that people in Japan write as this day and time. `None` beyond all calendars.
#[must_use]
pub fn from_japan_standard_time(written: NaiveDateTime) -> Option<DateTime<Utc>> {
    written.checked_sub_signed(TimeDelta::seconds(NINE_HOURS.into())).map(|utc| utc.and_utc())
}

/// The calendar day in Japan at a moment.
#[must_use]
pub fn japan_date(at: DateTime<Utc>) -> NaiveDate {
    japan_standard_time(at).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moved_clock_takes_its_clones_along() {
        let clock = Clock::system();
        let clone = clock.clone();
        let before = clone.now();
        clock.advance(TimeDelta::hours(25));
        assert!(clone.now() - before >= TimeDelta::hours(25));
    }

    #[test]
    fn the_japanese_day_begins_at_fifteen_hours_utc() {
        let before = DateTime::parse_from_rfc3339("2026-03-31T14:59:59Z").unwrap().to_utc();
        assert_eq!(japan_date(before).to_string(), "2026-03-31");
        assert_eq!(japan_date(before + TimeDelta::seconds(1)).to_string(), "2026-04-01");
        let written = japan_standard_time(before).naive_local();
        assert_eq!(from_japan_standard_time(written), Some(before));
    }
}
