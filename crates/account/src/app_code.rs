//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and thirty seconds, as every app makes them.
//!
//! A code of any of the member's devices is accepted: whoever holds two phones should not fail for naming the wrong
//! one. Each device remembers the newest time step it was used with, and no code of that step or before it counts
//! again (RFC 6238 §5.2).
//!
//! A code from a few minutes before or after tells that a device's clock is off. That is said, because nobody finds out
//! otherwise, but it counts as a wrong one like any other, and it must not help whoever guesses: a code that has passed
//! is worth nothing any more, and one that is still to come is [refused for good](Authenticator::refused_step).

use base::{AccountId, AuthenticatorId, Secret};
use chrono::{DateTime, Utc};

use crate::{Factor, Proof};

/// How long an app shows one code, in seconds.
const STEP: i64 = 30;
/// How far from the present, in steps, a code may be to tell that a clock is off.
const NOTICED: u16 = 10;

/// How many codes of one account are judged within one time step. Whoever reads them off a screen types one.
pub const CODES_PER_STEP: u32 = 3;

/// A registered device, as far as its codes go.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// The device.
    pub id: AuthenticatorId,
    /// The shared secret, at least 160 bits.
    pub seed: Secret<Vec<u8>>,
    /// The newest time step (of 30 seconds since 1970) whose code was used; 0 before the first.
    pub last_step: i64,
    /// The time step of the code that told last that the device's clock is off: it does not count when its time comes.
    pub refused_step: Option<i64>,
}

/// A code that is right but not yet used up.
///
/// It becomes a proof only through the store's conditional update of the device's step, so that one code shown twice
/// at the same moment counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppCodeMatch {
    /// The device that shows this code.
    pub authenticator: AuthenticatorId,
    /// The time step of the code.
    pub step: i64,
}

impl AppCodeMatch {
    /// The proof, once the step is recorded as used.
    #[must_use]
    pub const fn used(self, account: AccountId, now: DateTime<Utc>) -> Proof {
        Proof::new(account, Factor::AppCode(self.authenticator), now)
    }
}

/// What six digits show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedCode {
    /// A device shows them now, one step early or one step late.
    Right(AppCodeMatch),
    /// A device showed them, or will, within five minutes: its clock is off. They are worth nothing.
    ClockOff(AppCodeMatch),
    /// No device shows them.
    Wrong,
}

/// Judges a code by all of a member's devices; the one that the member named is asked first.
#[must_use]
pub fn judge_app_code(
    authenticators: &[Authenticator],
    named: Option<AuthenticatorId>,
    code: &str,
    now: DateTime<Utc>,
) -> JudgedCode {
    let named_first = authenticators.iter().filter(|device| Some(device.id) == named);
    let others = authenticators.iter().filter(|device| Some(device.id) != named);
    let mut judged = JudgedCode::Wrong;
    for device in named_first.chain(others) {
        match device.judge(code, now) {
            JudgedCode::Right(right) => return JudgedCode::Right(right),
            JudgedCode::ClockOff(off) if judged == JudgedCode::Wrong => judged = JudgedCode::ClockOff(off),
            JudgedCode::ClockOff(_) | JudgedCode::Wrong => {}
        }
    }
    judged
}

/// The time step that a moment is in (RFC 6238 §4).
#[must_use]
pub const fn time_step(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(STEP)
}

impl Authenticator {
    fn judge(&self, code: &str, now: DateTime<Utc>) -> JudgedCode {
        let shows = |step| AppCodeMatch { authenticator: self.id, step };
        // A code of a step that was used, or refused, is no sign of anything.
        let counts = |step: &i64| *step > self.last_step && Some(*step) != self.refused_step;
        match (self.shown_within(1, code, now), self.shown_within(NOTICED, code, now)) {
            (Some(step), _) if counts(&step) => JudgedCode::Right(shows(step)),
            (None, Some(step)) if counts(&step) => JudgedCode::ClockOff(shows(step)),
            _ => JudgedCode::Wrong,
        }
    }

    /// The time step of a code, if it is within so many steps of the present.
    fn shown_within(&self, steps: u16, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let totp = totp_rs::Builder::new().with_secret(self.seed.expose().clone()).with_skew(steps).build().ok()?;
        i64::try_from(totp.check(code, u64::try_from(now.timestamp()).ok()?)?).ok()
    }
}

/// A new shared secret of 160 bits, as RFC 4226 §4 recommends.
#[must_use]
pub fn new_seed() -> Secret<Vec<u8>> {
    Secret::new(totp_rs::Secret::generate().as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    /// RFC 6238 appendix B: the SHA-1 secret, and the last six of each eight digits.
    const RFC_SEED: &[u8] = b"12345678901234567890";

    fn device(last_step: i64) -> Authenticator {
        Authenticator {
            id: AuthenticatorId::generate(),
            seed: Secret::new(RFC_SEED.to_vec()),
            last_step,
            refused_step: None,
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn the_rfcs_vectors_match() {
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            let device = device(0);
            let right = JudgedCode::Right(AppCodeMatch { authenticator: device.id, step: seconds / 30 });
            assert_eq!(judge_app_code(std::slice::from_ref(&device), None, code, at(seconds)), right);
            assert_eq!(time_step(at(seconds)), seconds / 30);
        }
    }

    #[test]
    fn a_code_lives_one_step_to_each_side_and_counts_once() {
        let (moment, step) = (at(1_234_567_890), 1_234_567_890 / 30);
        let judged = |device: Authenticator, seconds| match judge_app_code(
            &[device],
            None,
            "005924",
            moment + TimeDelta::seconds(seconds),
        ) {
            JudgedCode::Right(_) => "right",
            JudgedCode::ClockOff(_) => "clock off",
            JudgedCode::Wrong => "wrong",
        };
        for (seconds, fresh) in [
            (-330, "wrong"),
            (-300, "clock off"),
            (-60, "clock off"),
            (-30, "right"),
            (0, "right"),
            (30, "right"),
            (60, "clock off"),
            (300, "clock off"),
            (330, "wrong"),
        ] {
            assert_eq!(judged(device(0), seconds), fresh, "{seconds} s");
            assert_eq!(judged(device(step), seconds), "wrong", "a used code tells nothing, {seconds} s");
            let refused = Authenticator { refused_step: Some(step), ..device(0) };
            assert_eq!(judged(refused, seconds), "wrong", "a refused code counts no more, {seconds} s");
        }
    }

    #[test]
    fn a_device_that_shows_the_code_comes_before_one_whose_clock_is_off() {
        let moment = at(1_234_567_890);
        let right = device(0);
        // The same secret, of which the present step was used: there the code is wrong, not late.
        let used = device(1_234_567_890 / 30);
        let judged = judge_app_code(&[used.clone(), right.clone()], Some(used.id), "005924", moment);
        assert!(matches!(judged, JudgedCode::Right(found) if found.authenticator == right.id), "{judged:?}");
    }

    proptest! {
        #[test]
        fn a_code_is_right_near_its_time_and_of_a_step_not_used_and_never_otherwise(
            offset in -20..=20_i64, used in -20..=20_i64, refused in proptest::option::of(-20..=20_i64),
        ) {
            let step = 1_234_567_890 / 30;
            let seen = Authenticator { refused_step: refused.map(|by| step + by), ..device(step + used) };
            let judged = judge_app_code(&[seen], None, "005924", at((step + offset) * 30));
            let counts = used < 0 && refused != Some(0);
            prop_assert_eq!(matches!(judged, JudgedCode::Right(_)), counts && offset.abs() <= 1);
            prop_assert_eq!(matches!(judged, JudgedCode::ClockOff(_)), counts && (2..=10).contains(&offset.abs()));
        }
    }

    #[test]
    fn any_device_counts_and_the_named_one_is_asked_first() {
        let (first, second) = (device(0), device(0));
        let both = [first.clone(), second.clone()];
        let found = |named| match judge_app_code(&both, named, "005924", at(1_234_567_890)) {
            JudgedCode::Right(right) => right.authenticator,
            judged => panic!("{judged:?}"),
        };
        assert_eq!(found(None), first.id);
        assert_eq!(found(Some(second.id)), second.id);
        assert_eq!(found(Some(AuthenticatorId::generate())), first.id);
    }

    #[test]
    fn a_new_seed_has_160_bits() {
        assert_eq!(new_seed().expose().len(), 20);
    }
}
