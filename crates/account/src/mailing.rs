//! How often a code may be sent and tried: the rules of codes by mail, without the codes.
//!
//! A mail that is sent again brings the same code while that is good, so that of several mails none is the wrong one.
//! The pauses between two mails grow, so that nobody's mailbox is flooded. A code dies with its fifth wrong try; sending
//! it again gives no tries back, and the count of wrong tries that locks an account is not kept here.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How many times a code may be tried.
const TRIES: u32 = 5;
/// How many mails may leave within [`WINDOW`].
const MOST_MAILS: usize = 5;
/// Since when mails are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// The pauses after the first mail of a window, the second, and every further one, in seconds.
const PAUSES: [i64; 3] = [30, 60, 120];

/// The codes that one sign-in or session had sent to one address for one use, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailing {
    counter: u32,
    begun_at: DateTime<Utc>,
    lives: i64,
    sent: Vec<DateTime<Utc>>,
    tries: u32,
    used: bool,
}

impl Mailing {
    /// The first code, sent now, good for `lifetime`.
    #[must_use]
    pub fn begin(lifetime: TimeDelta, now: DateTime<Utc>) -> Self {
        Self { counter: 0, begun_at: now, lives: lifetime.num_seconds(), sent: vec![now], tries: 0, used: false }
    }

    /// The how-manieth code it is, from 0.
    #[must_use]
    pub const fn counter(&self) -> u32 {
        self.counter
    }

    /// When the code was sent for the first time.
    #[must_use]
    pub const fn begun_at(&self) -> DateTime<Utc> {
        self.begun_at
    }

    /// When a mail was sent last.
    #[must_use]
    pub fn sent_at(&self) -> DateTime<Utc> {
        self.sent.last().copied().unwrap_or(self.begun_at)
    }

    /// Whether the code was sent more than once.
    #[must_use]
    pub fn was_repeated(&self) -> bool {
        self.sent_at() > self.begun_at
    }

    /// Until when the code is good, if it is neither used nor tried too often.
    #[must_use]
    pub fn good_until(&self) -> DateTime<Utc> {
        self.begun_at + TimeDelta::seconds(self.lives)
    }

    /// Whether the code may still be typed in.
    #[must_use]
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        !self.used && self.tries < TRIES && now < self.good_until()
    }

    /// From when on another mail may be sent.
    #[must_use]
    pub fn next_mail_from(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let recent = self.recent(now);
        let Some(newest) = recent.last() else { return now };
        let pause = PAUSES.get(recent.len() - 1).or(PAUSES.last()).copied().unwrap_or_default();
        let after_pause = *newest + TimeDelta::seconds(pause);
        // The oldest of the most that may leave within a window has to fall out of it first.
        let oldest = recent.len().checked_sub(MOST_MAILS).and_then(|first| recent.get(first));
        oldest.map_or(after_pause, |oldest| after_pause.max(*oldest + WINDOW))
    }

    /// What it is after another mail, sent now: with the same code while that is good, or else with the next one.
    /// `None` while no mail may be sent.
    #[must_use]
    pub fn sent_again(&self, lifetime: TimeDelta, now: DateTime<Utc>) -> Option<Self> {
        if now < self.next_mail_from(now) {
            return None;
        }
        let sent = self.recent(now).iter().copied().chain([now]).collect();
        Some(if self.is_good(now) {
            Self { sent, ..self.clone() }
        } else {
            Self { counter: self.counter + 1, sent, ..Self::begin(lifetime, now) }
        })
    }

    /// What it is after another try at the code, which is to be recorded before the code is compared. `None` when the
    /// code may not be tried any more.
    #[must_use]
    pub fn tried(&self, now: DateTime<Utc>) -> Option<Self> {
        self.is_good(now).then(|| Self { tries: self.tries + 1, ..self.clone() })
    }

    /// What it is after the code was used. `None` when it was used before: of all who type it at once, one uses it.
    #[must_use]
    pub fn used(&self) -> Option<Self> {
        (!self.used).then(|| Self { used: true, ..self.clone() })
    }

    /// The mails of the window that ends now, the oldest first.
    fn recent(&self, now: DateTime<Utc>) -> &[DateTime<Utc>] {
        let first = self.sent.partition_point(|sent| *sent + WINDOW <= now);
        self.sent.get(first..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIVE_MINUTES: TimeDelta = TimeDelta::minutes(5);

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn begun() -> Mailing {
        Mailing::begin(FIVE_MINUTES, at(0))
    }

    #[test]
    fn the_pauses_grow_and_five_mails_fill_a_quarter_of_an_hour() {
        let mut mailing = begun();
        for (again_at, next_from) in [(30, 90), (90, 210), (210, 330), (330, 900), (900, 1020)] {
            assert!(mailing.sent_again(FIVE_MINUTES, at(again_at - 1)).is_none(), "{again_at}");
            mailing = mailing.sent_again(FIVE_MINUTES, at(again_at)).unwrap();
            assert_eq!(mailing.next_mail_from(at(again_at)), at(next_from), "{again_at}");
        }
        assert_eq!(mailing.next_mail_from(at(10_000)), at(10_000), "after a rest there is no pause");
    }

    #[test]
    fn a_mail_sent_again_brings_the_same_code_until_that_is_no_longer_good() {
        let same = begun().sent_again(FIVE_MINUTES, at(299)).unwrap();
        assert_eq!((same.counter(), same.good_until(), same.was_repeated()), (0, at(300), true));
        let next = begun().sent_again(FIVE_MINUTES, at(300)).unwrap();
        assert_eq!((next.counter(), next.good_until(), next.was_repeated()), (1, at(600), false));
        let after_use = begun().used().unwrap().sent_again(FIVE_MINUTES, at(60)).unwrap();
        assert_eq!(after_use.counter(), 1);
    }

    #[test]
    fn a_code_dies_with_its_fifth_try_whatever_is_sent_again() {
        let mut mailing = begun();
        for seconds in [1, 31, 32, 95, 96] {
            mailing = mailing.tried(at(seconds)).unwrap();
            mailing = mailing.sent_again(FIVE_MINUTES, at(seconds)).unwrap_or(mailing);
        }
        assert!(!mailing.is_good(at(97)) && mailing.tried(at(97)).is_none());
        let next = mailing.sent_again(FIVE_MINUTES, at(400)).unwrap();
        assert!(next.counter() == 1 && next.is_good(at(400)));
    }

    #[test]
    fn a_code_is_used_once_and_not_after_its_time() {
        assert!(begun().is_good(at(299)) && !begun().is_good(at(300)));
        let used = begun().used().unwrap();
        assert!(used.used().is_none() && used.tried(at(1)).is_none());
    }

    proptest! {
        /// Whoever asks however often: no window of a quarter of an hour holds more than five mails, none is tried more
        /// than five times, and no code comes back once another was sent.
        #[test]
        fn no_sequence_sends_or_tries_too_often(steps in prop::collection::vec((0..200_i64, any::<bool>()), 0..80)) {
            let (mut mailing, mut now) = (begun(), 0);
            let (mut sent, mut tries) = (vec![at(0)], 0);
            for (wait, sends) in steps {
                now += wait;
                let changed =
                    if sends { mailing.sent_again(FIVE_MINUTES, at(now)) } else { mailing.tried(at(now)) };
                let Some(changed) = changed else { continue };
                prop_assert!(changed.counter() == mailing.counter() || changed.counter() == mailing.counter() + 1);
                if changed.counter() > mailing.counter() { tries = 0 }
                if sends { sent.push(at(now)) } else { tries += 1 }
                prop_assert!(tries <= 5);
                mailing = changed;
            }
            for mail in &sent {
                let within = sent.iter().filter(|other| *other >= mail && **other < *mail + WINDOW);
                prop_assert!(within.count() <= MOST_MAILS);
            }
        }
    }
}
