//! Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and thirty seconds, as every app makes them.
//!
//! A code of any of the member's devices is accepted: whoever holds two phones should not fail for naming the wrong
//! one. Each device remembers the newest time step it was used with, and no code of that step or before it counts
//! again (RFC 6238 §5.2).

use base::{AccountId, AuthenticatorId, Secret};
use chrono::{DateTime, Utc};

use crate::{Factor, Proof};

/// A registered device, as far as its codes go.
#[derive(Clone, Debug)]
pub struct Authenticator {
    /// The device.
    pub id: AuthenticatorId,
    /// The shared secret, at least 160 bits.
    pub seed: Secret<Vec<u8>>,
    /// The newest time step (of 30 seconds since 1970) whose code was used; 0 before the first.
    pub last_step: i64,
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

/// The device that shows a code now, one step early or one step late; the device the member named is asked first.
#[must_use]
pub fn matching_authenticator(
    authenticators: &[Authenticator],
    named: Option<AuthenticatorId>,
    code: &str,
    now: DateTime<Utc>,
) -> Option<AppCodeMatch> {
    let named_first = authenticators.iter().filter(|device| Some(device.id) == named);
    let others = authenticators.iter().filter(|device| Some(device.id) != named);
    named_first.chain(others).find_map(|device| {
        let step = matching_step(&device.seed, code, now)?;
        (step > device.last_step).then_some(AppCodeMatch { authenticator: device.id, step })
    })
}

fn matching_step(seed: &Secret<Vec<u8>>, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let totp = totp_rs::Builder::new().with_secret(seed.expose().clone()).with_skew(1).build().ok()?;
    let step = totp.check(code, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

/// A new shared secret of 160 bits, as RFC 4226 §4 recommends.
#[must_use]
pub fn new_seed() -> Secret<Vec<u8>> {
    Secret::new(totp_rs::Secret::generate().as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    /// RFC 6238 appendix B: the SHA-1 secret, and the last six of each eight digits.
    const RFC_SEED: &[u8] = b"12345678901234567890";

    fn device(last_step: i64) -> Authenticator {
        Authenticator { id: AuthenticatorId::generate(), seed: Secret::new(RFC_SEED.to_vec()), last_step }
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
            let found = matching_authenticator(std::slice::from_ref(&device), None, code, at(seconds)).unwrap();
            assert_eq!(found, AppCodeMatch { authenticator: device.id, step: seconds / 30 });
        }
    }

    #[test]
    fn a_code_lives_one_step_to_each_side_and_counts_once() {
        let moment = at(1_234_567_890);
        let fresh = [device(0)];
        for (seconds, right) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let found = matching_authenticator(&fresh, None, "005924", moment + TimeDelta::seconds(seconds));
            assert_eq!(found.is_some(), right, "{seconds} s");
        }
        let used = [device(1_234_567_890 / 30)];
        assert!(matching_authenticator(&used, None, "005924", moment).is_none());
    }

    #[test]
    fn any_device_counts_and_the_named_one_is_asked_first() {
        let (first, second) = (device(0), device(0));
        let both = [first.clone(), second.clone()];
        let found = |named| matching_authenticator(&both, named, "005924", at(1_234_567_890)).unwrap().authenticator;
        assert_eq!(found(None), first.id);
        assert_eq!(found(Some(second.id)), second.id);
        assert_eq!(found(Some(AuthenticatorId::generate())), first.id);
    }

    #[test]
    fn a_new_seed_has_160_bits() {
        assert_eq!(new_seed().expose().len(), 20);
    }
}
