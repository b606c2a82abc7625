//! What a visitor finds at the public address, and whether the clocks agree.

use std::time::Duration;

use base::Text;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::DATE;
use reqwest::redirect::Policy;
use url::Url;

use super::{Line, texts};

/// How long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// From here on the codes of authenticator apps of some members are late or early (RFC 6238 §5.2: steps of 30 seconds).
const TOO_FAR: TimeDelta = TimeDelta::seconds(30);
/// What the seconds of an HTTP date and the way of an answer explain.
const NEAR: TimeDelta = TimeDelta::seconds(2);

/// What an address answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// What the server's clock says (RFC 9110 §6.6.1).
    pub now: Option<DateTime<Utc>>,
}

/// Asks a service for `/health/ready` at its public address, as a visitor would. `None` when nobody answers, or not in
/// TLS that browsers accept.
pub async fn ask(address: &Url) -> Option<Answer> {
    let client = reqwest::Client::builder().timeout(PATIENCE).redirect(Policy::none()).build().ok()?;
    let url = address.join("/health/ready").ok()?;
    let response = client.get(url).send().await.ok()?;
    let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
    let now = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()).map(|date| date.to_utc());
    Some(Answer { status: response.status().as_u16(), now })
}

/// Whether the public address leads here.
#[must_use]
pub fn public_address(address: &Url, answer: Option<Answer>) -> Line {
    let values: [(&str, &dyn std::fmt::Display); 2] = [("address", address), ("status", &status(answer))];
    let finding = match answer.map(|answer| answer.status) {
        Some(200) => &texts::PUBLIC_ADDRESS,
        Some(503) => &texts::NOT_READY,
        Some(_) => &texts::LEADS_ELSEWHERE,
        None => &texts::NOBODY_AT_THE_ADDRESS,
    };
    finding.about("public-address", &values)
}

/// Whether the portal reaches its provider.
#[must_use]
pub fn provider_answers(address: &Url, answer: Option<Answer>) -> Line {
    let values: [(&str, &dyn std::fmt::Display); 2] = [("address", address), ("status", &status(answer))];
    let finding =
        if answer.is_some_and(|answer| answer.status == 200) { &texts::PROVIDER } else { &texts::NO_PROVIDER };
    finding.about("provider", &values)
}

fn status(answer: Option<Answer>) -> String {
    answer.map_or_else(|| "-".to_owned(), |answer| answer.status.to_string())
}

/// A clock to compare ours with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherClock {
    /// The database server's.
    Database,
    /// Redis's.
    Redis,
    /// That of whoever answers at the public address.
    PublicAddress,
}

impl OtherClock {
    const fn name(self) -> Text {
        match self {
            Self::Database => texts::DATABASE_CLOCK,
            Self::Redis => texts::REDIS_CLOCK,
            Self::PublicAddress => texts::PUBLIC_CLOCK,
        }
    }
}

/// Whether our clock agrees with others: what each said, and what ours said then.
#[must_use]
pub fn clock(others: &[(OtherClock, DateTime<Utc>, DateTime<Utc>)]) -> Vec<Line> {
    if others.is_empty() {
        return vec![texts::NO_OTHER_CLOCK.about("clock", &[])];
    }
    let judged = |(other, theirs, ours): &(OtherClock, DateTime<Utc>, DateTime<Utc>)| {
        let apart = (*theirs - *ours).abs();
        let finding = match apart {
            apart if apart <= NEAR => &texts::CLOCK,
            apart if apart < TOO_FAR => &texts::CLOCK_IS_OFF,
            _ => &texts::CLOCK_IS_WRONG,
        };
        let line = finding.about("clock", &[("seconds", &apart.num_seconds())]);
        let Text { ja, en } = line.message;
        let name = other.name();
        Line { message: Text { ja: ja.replace("{other}", name.ja), en: en.replace("{other}", name.en) }, ..line }
    };
    others.iter().map(judged).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn clocks_may_be_two_seconds_apart_and_not_half_a_minute() {
        let ours = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let levels = [0, -2, 3, -29, 30, -3600].map(|seconds| {
            let other = (OtherClock::Database, ours + TimeDelta::seconds(seconds), ours);
            clock(&[other])[0].level
        });
        use Level::{Error, Ok, Warning};
        assert_eq!(levels, [Ok, Ok, Warning, Warning, Error, Error]);
        assert!(clock(&[(OtherClock::Database, ours, ours)])[0].message.en.contains("the database"));
        assert_eq!(clock(&[])[0].level, Warning);
    }

    #[test]
    fn an_address_that_leads_elsewhere_is_told() {
        let address: Url = "https://id.example.jp/".parse().unwrap();
        let level = |status| public_address(&address, Some(Answer { status, now: None })).level;
        assert_eq!([level(200), level(404), level(503)], [Level::Ok, Level::Warning, Level::Warning]);
        assert_eq!(public_address(&address, None).level, Level::Warning);
        assert_eq!(provider_answers(&address, None).level, Level::Error);
    }
}
