//! How long a lock lasts that time opens again.
//!
//! A lock that always lasted half an hour would let a patient stranger try five hundred passwords a day. So each lock
//! that follows another without a success in between lasts twice as long, up to a day; and before a hundred failures
//! in a row are passed (NIST SP 800-63B-4 §3.2.2), the last of them opens only at the administrator's hands.

use chrono::{DateTime, TimeDelta, Utc};
use realm::{Lockout, Unlock};

/// The most failures in a row that are judged, whatever a realm's files say.
const MOST_IN_A_ROW: u32 = 100;
/// How long the longest lock lasts, unless the realm's first is longer already.
const LONGEST: TimeDelta = TimeDelta::days(1);

/// When a lock that begins at `at` opens by itself: `None` when only the administrator opens it. `earlier` is how many
/// locks came before it with no success since.
#[must_use]
pub fn lock_opens_at(lockout: Lockout, earlier: u32, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let Unlock::After(first) = lockout.unlock else { return None };
    let after_another_round = earlier.saturating_add(2).saturating_mul(lockout.failures);
    if after_another_round > MOST_IN_A_ROW {
        return None;
    }
    let doubled = 1_i32.checked_shl(earlier).and_then(|times| first.checked_mul(times));
    let longest = LONGEST.max(first);
    at.checked_add_signed(doubled.map_or(longest, |doubled| doubled.min(longest)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(minutes: i64) -> Unlock {
        Unlock::After(TimeDelta::minutes(minutes))
    }

    #[test]
    fn each_lock_in_a_row_lasts_twice_as_long_up_to_a_day() {
        let lockout = Lockout { failures: 11, unlock: after(30) };
        let rests: Vec<_> = (0..9)
            .map(|earlier| {
                let opens_at = lock_opens_at(lockout, earlier, DateTime::UNIX_EPOCH)?;
                Some((opens_at - DateTime::UNIX_EPOCH).num_minutes())
            })
            .collect();
        let day = Some(24 * 60);
        assert_eq!(rests, [Some(30), Some(60), Some(120), Some(240), Some(480), Some(960), day, day, None]);
    }

    #[test]
    fn what_the_administrator_opens_no_time_does() {
        let lockout = Lockout { failures: 11, unlock: Unlock::Administrator };
        assert_eq!(lock_opens_at(lockout, 0, DateTime::UNIX_EPOCH), None);
    }

    proptest! {
        #[test]
        fn never_more_than_a_hundred_in_a_row_and_never_a_shorter_rest(failures in 3..=100_u32, minutes in 1..5_000_i64) {
            let lockout = Lockout { failures, unlock: after(minutes) };
            let rest = |earlier| Some(lock_opens_at(lockout, earlier, DateTime::UNIX_EPOCH)? - DateTime::UNIX_EPOCH);
            let rests: Vec<_> = (0..=100).map_while(rest).collect();
            let rounds = u32::try_from(rests.len()).unwrap() + 1;
            prop_assert!(rounds * failures <= MOST_IN_A_ROW.max(failures));
            prop_assert!(rests.is_sorted());
            for rest in rests {
                prop_assert!(rest >= TimeDelta::minutes(minutes) && rest <= LONGEST.max(TimeDelta::minutes(minutes)));
            }
        }
    }
}
