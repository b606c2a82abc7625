//! When one password is tried at everybody: each account sees a failure or two, and no account's limit is reached.
//!
//! What shows it is how many user IDs fail for the first time within an hour. A society's own rhythm is the measure: on a
//! Monday morning many mistype, and as many did the Monday before.

use std::time::Duration;

/// For how many hours before the present one a realm's rhythm is taken: 14 days.
pub const HOURS_REMEMBERED: usize = 14 * 24;
/// How many times the usual number is suspicious.
const TIMES_THE_USUAL: u32 = 5;
/// The most first failures in an hour that are never suspicious, however quiet a realm is.
const NEVER_SUSPICIOUS: u32 = 50;
/// How long a password waits in an hour that has just become suspicious.
const SHORTEST_WAIT: Duration = Duration::from_millis(250);
/// How long it waits at most.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The most first failures in one hour that are not suspicious, from those of the hours before: five times their median.
/// Hours in which nobody failed may be left out of `before`, and count as 0.
#[must_use]
pub fn most_first_failures(before: &[u32]) -> u32 {
    let mut busiest_first = before.to_vec();
    busiest_first.sort_unstable_by(|one, other| other.cmp(one));
    let median = busiest_first.get(HOURS_REMEMBERED / 2 - 1).copied().unwrap_or_default();
    median.saturating_mul(TIMES_THE_USUAL).max(NEVER_SUSPICIOUS)
}

/// How long a stranger's password waits before it is judged, in an hour that has had so many first failures of which
/// `most` are not suspicious: the longer, the more there are, and never so long that a member gives up.
#[must_use]
pub fn wait_under_spray(failures: u32, most: u32) -> Duration {
    if failures <= most {
        return Duration::ZERO;
    }
    let times = failures.checked_div(most).unwrap_or(failures).max(1);
    LONGEST_WAIT.min(SHORTEST_WAIT.saturating_mul(times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_waits_the_longer_the_more_there_are() {
        let waits = |failures| wait_under_spray(failures, 50).as_millis();
        let expected = [(0, 0), (50, 0), (51, 250), (100, 500), (500, 2_500), (1_000, 5_000), (u32::MAX, 5_000)];
        assert_eq!(expected.map(|(failures, _)| (failures, waits(failures))), expected);
        assert_eq!(wait_under_spray(1, 0), SHORTEST_WAIT);
    }

    #[test]
    fn five_times_the_usual_is_suspicious_and_fifty_never() {
        for (before, most) in [
            (vec![], 50),
            (vec![1_000; 100], 50),
            (vec![9; HOURS_REMEMBERED], 50),
            (vec![40; HOURS_REMEMBERED], 200),
            // Nights without anybody, and days with a hundred: more than half of the hours are nights.
            (vec![100; HOURS_REMEMBERED / 3], 50),
            ((1..=336).collect(), 845),
        ] {
            assert_eq!(most_first_failures(&before), most, "{} hours", before.len());
        }
    }
}
