//! An authenticator app, as a member holds it beside the browser.

use anyhow::Context as _;
use base::Clock;
use chrono::TimeDelta;
use data_encoding::BASE32_NOPAD;

/// How long an app shows one code (RFC 6238 §4).
const STEP: i64 = 30;

/// One registered device. It remembers the codes that it gave away, because a code counts once.
#[derive(Clone, Debug)]
pub struct Phone {
    secret: String,
    last_step: i64,
}

impl Phone {
    /// A device with a secret in base 32.
    #[must_use]
    pub fn with(secret: &str) -> Self {
        Self { secret: secret.to_owned(), last_step: 0 }
    }

    /// A code that was not given away before. Where the present one was, the next one serves, which a provider accepts
    /// a step early; where that was given away too, the clock moves on: so under the machine's own clock a device gives
    /// no more than two codes a step.
    ///
    /// # Errors
    /// When the secret is not base 32.
    pub fn code(&mut self, clock: &Clock) -> anyhow::Result<String> {
        let now = clock.now().timestamp() / STEP;
        self.last_step = now.max(self.last_step + 1);
        if self.last_step > now + 1 {
            clock.advance(TimeDelta::seconds((self.last_step - now) * STEP));
        }
        code_at(&self.secret, self.last_step * STEP)
    }
}

/// The six digits that an app shows at a moment (seconds since 1970) for a secret in base 32.
///
/// # Errors
/// When the secret is not base 32.
pub fn code_at(secret: &str, seconds: i64) -> anyhow::Result<String> {
    let seed = BASE32_NOPAD.decode(secret.as_bytes()).context("a secret in base 32")?;
    let app = totp_rs::Builder::new().with_secret(seed).build().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(app.generate(u64::try_from(seconds)?).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_shows_what_rfc_6238_says() {
        // Appendix B: the SHA-1 secret at 59 s, the last six of its eight digits.
        assert_eq!(code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59).unwrap(), "287082");
    }

    #[test]
    fn a_device_gives_no_code_twice() {
        let (clock, mut phone) = (Clock::system(), Phone::with("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        let before = clock.now();
        let codes: Vec<_> = (0..4).map(|_| phone.code(&clock).unwrap()).collect();
        assert!(codes.iter().enumerate().all(|(place, code)| !codes[..place].contains(code)), "{codes:?}");
        assert!(clock.now() - before > TimeDelta::seconds(30), "the clock moved on");
    }
}
