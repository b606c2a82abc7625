//! Moments in strangers' tokens (RFC 7519 §2), and how far their clocks may be off.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

/// How far a client's clock may be off (FAPI 2.0 Security Profile §5.3.2.1: ten seconds at least, sixty at most).
pub(crate) const SKEW: TimeDelta = TimeDelta::seconds(30);

/// A claim that should be a moment and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotADate;

/// The moment that a claim names, if it is there.
pub(crate) fn moment(claims: &Map<String, Value>, name: &str) -> Result<Option<DateTime<Utc>>, NotADate> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let seconds = value.as_f64().and_then(whole).ok_or(NotADate)?;
    DateTime::from_timestamp(seconds, 0).map(Some).ok_or(NotADate)
}

/// RFC 7519 §2: a NumericDate may have a fraction.
fn whole(seconds: f64) -> Option<i64> {
    const LATEST: f64 = 253_402_300_799.0;
    #[expect(clippy::cast_possible_truncation, reason = "within the bounds of four-digit years")]
    (0.0..=LATEST).contains(&seconds).then_some(seconds as i64)
}
