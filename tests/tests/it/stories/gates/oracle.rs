//! What must have happened before a code may come out, known from the outside alone.
//!
//! It writes down what was sent and judges what comes back. It may be too lenient (a password counts here as soon as it
//! was sent, wherever) but it is never wrong about what a provider must not do.

use std::ops::RangeInclusive;

use anyhow::ensure;
use chrono::{DateTime, TimeDelta, Utc};

/// The longest that anything shown may count: a session's limit.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// A request that a browser made of the provider.
#[derive(Clone, Debug)]
pub struct Asked {
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    pub at: DateTime<Utc>,
    pub fresh: bool,
    pub max_age: Option<TimeDelta>,
}

/// What a member showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Password,
    Code,
    Terms,
}

/// Who the tokens of a code are about, and what they say of the sign-in.
#[derive(Clone, Debug)]
pub struct Told {
    pub member: usize,
    pub nonce: String,
    pub acr: String,
    pub auth_time: i64,
}

/// Between which moments a request was judged: before it was sent and after it was answered.
pub type During = RangeInclusive<DateTime<Utc>>;

/// Everything that was sent.
#[derive(Clone, Debug, Default)]
pub struct Oracle {
    shown: Vec<(Shown, usize, usize, During)>,
}

impl Oracle {
    /// A browser sent something that a member knows.
    pub fn note(&mut self, shown: Shown, browser: usize, member: usize, during: During) {
        self.shown.push((shown, browser, member, during));
    }

    /// Whether a code that a browser got in answer to a request may have been issued. Which browser began does not
    /// matter (a request may be opened elsewhere and starts over there), but all that counts was shown in this one.
    pub fn judge(&self, asked: &Asked, browser: usize, told: &Told, now: DateTime<Utc>) -> anyhow::Result<()> {
        ensure!(told.nonce == asked.nonce, "another request's nonce");
        ensure!(told.acr == "urn:warifu:acr:app-code", "acr {}", told.acr);
        let since = self.since(asked, now);
        let showed = |what| {
            let by_them = |shown, b, m| (shown, b, m) == (what, browser, told.member);
            self.shown.iter().any(|(shown, b, m, during)| by_them(*shown, *b, *m) && *during.end() >= since)
        };
        ensure!(showed(Shown::Password), "no password was shown since {since}");
        ensure!(showed(Shown::Code), "no code was shown since {since}");
        let agreed = self.shown.iter().any(|(shown, _, member, _)| (*shown, *member) == (Shown::Terms, told.member));
        ensure!(agreed, "the terms were not accepted");
        let then = |during: &During| (during.start().timestamp()..=during.end().timestamp()).contains(&told.auth_time);
        ensure!(self.shown.iter().any(|(_, _, _, during)| then(during)), "auth_time is when something was shown");
        ensure!(told.auth_time >= since.timestamp(), "auth_time is older than the request allows");
        Ok(())
    }

    /// The earliest moment at which what was shown may count for a request.
    fn since(&self, asked: &Asked, now: DateTime<Utc>) -> DateTime<Utc> {
        let by_age = asked.max_age.map_or(now - LONGEST, |max_age| asked.at - max_age);
        if asked.fresh { asked.at } else { by_age.max(now - LONGEST) }
    }
}
