//! How many failures one process keeps: enough to find each of usual times, few enough for a flood to fill nothing.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};

/// Seconds of a period, and how many failures are kept in one. In 90 days that is 900,000 rows at the most, some 300 MB.
const BOUNDS: [(u64, u64); 2] = [(60, 100), (24 * 3600, 10_000)];

/// The count of the present minute and of the present day, each with the number of its period.
#[derive(Debug, Default)]
pub(super) struct Budget([AtomicU64; 2]);

impl Budget {
    /// Whether one more is kept, which then counts.
    pub(super) fn has_room(&self, now: DateTime<Utc>) -> bool {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        self.0.iter().zip(BOUNDS).all(|(counted, (period, most))| {
            let this = seconds / period;
            let one_more = |packed: u64| match (packed >> 32, packed & u64::from(u32::MAX)) {
                (of, _) if of != this => Some((this << 32) | 1),
                (_, count) => (count < most).then_some(packed + 1),
            };
            counted.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_flood_is_kept_as_far_as_there_is_room_and_the_next_day_begins_anew() {
        let budget = Budget::default();
        let mut now: DateTime<Utc> = "2026-11-20T00:00:00Z".parse().unwrap();
        let kept = |now| (0..1000).filter(|_| budget.has_room(now)).count();
        assert_eq!(kept(now), 100);
        let mut in_a_day = 100;
        for _ in 1..24 * 60 {
            now += TimeDelta::minutes(1);
            in_a_day += kept(now);
        }
        assert_eq!(in_a_day, 10_000);
        assert_eq!(kept(now + TimeDelta::minutes(1)), 100);
    }
}
