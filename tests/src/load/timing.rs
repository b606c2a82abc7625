//! Whether the time of an answer tells whom there is (security.md S16): the same request for members of every kind, in
//! turn, at a site of its own.
//!
//! It is a measurement, not a test: on a busy machine any two medians differ. Requests of all kinds alternate, so that
//! whatever slows the machine slows all of them.

use std::time::{Duration, Instant};

use account::HashCost;
use anyhow::Context as _;
use serde::Serialize;

use super::count;
use crate::site::{Crowd, Folder, Plan, Site, prepare};
use crate::visitor::{Form, Visitor};

/// How many requests of one account are measured before the next one's turn: fewer than lock it, and fewer than use up
/// what may be mailed to it.
const OF_ONE: usize = 4;

/// What is compared.
#[derive(Clone, Debug, Serialize)]
pub struct Timings {
    /// The scenario's name.
    pub scenario: &'static str,
    /// Requests of each kind.
    pub requests: usize,
    /// The medians of signing in and of asking for a link, in milliseconds, by whose ID was typed.
    pub medians_ms: Vec<Median>,
    /// Each kind against an ID that nobody has.
    pub compared: Vec<Compared>,
}

/// One kind's median.
#[derive(Clone, Debug, Serialize)]
pub struct Median {
    /// What was asked.
    pub asked: &'static str,
    /// Whose ID was typed.
    pub whose: &'static str,
    /// Half of the answers came within this.
    pub ms: f64,
}

/// Two kinds of one request.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// What was asked.
    pub asked: &'static str,
    /// Whose ID was typed, against nobody's.
    pub whose: &'static str,
    /// By how much the medians differ, in milliseconds.
    pub difference_ms: f64,
    /// Welch's t of the two means. Beyond ±4.5 the difference is no chance.
    pub welch_t: f64,
}

/// One kind of request, and what its answers took.
struct Series<'a> {
    asked: &'static str,
    whose: &'static str,
    form: &'a Form,
    user_ids: Vec<String>,
    took: Vec<Duration>,
}

/// Measures `requests` of each kind.
///
/// # Errors
/// When the site cannot be made, or answers otherwise than it should.
pub async fn run(requests: usize) -> anyhow::Result<Timings> {
    let folder = tempfile::tempdir()?;
    let plan = Plan { hash_cost: HashCost::default(), ..Plan::in_folder(Folder::at(folder.path())?)? };
    prepare(&plan).await?;
    let mut site = Site::serve(&plan).await?;
    let crowd = Crowd::bring_in(&site, &plan, requests.div_ceil(OF_ONE)).await?;

    let mut browser = Visitor::keeping_connections()?;
    browser.open(&site.portal("/minato/sign-in")).await?;
    let sign_in = browser.page()?.form("login-submit")?.fill_in(&[("password", "a wrong password")])?;
    browser.follow("パスワードを忘れた方はこちら").await?;
    let forgotten = browser.page()?.form("forgotten-submit")?;

    let mut series = Vec::new();
    for (asked, form, kinds) in [("sign-in", &sign_in, usize::MAX), ("link", &forgotten, 2)] {
        for (whose, user_ids) in crowd.kinds().iter().take(kinds) {
            series.push(Series { asked, whose, form, user_ids: user_ids.clone(), took: Vec::new() });
        }
    }
    for turn in 0..requests {
        for one in &mut series {
            one.measure(&mut browser, turn).await?;
        }
    }
    site.stop().await?;
    Ok(timings(requests, &series))
}

impl Series<'_> {
    async fn measure(&mut self, browser: &mut Visitor, turn: usize) -> anyhow::Result<()> {
        let user_id = self.user_ids.get(turn / OF_ONE).context("an account for each turn")?;
        let form = self.form.clone().fill_in(&[("username", user_id)])?;
        let began = Instant::now();
        let answer = browser.send_once(form).await?;
        self.took.push(began.elapsed());
        anyhow::ensure!(answer.status.as_u16() < 400, "{} {}: {}", self.asked, self.whose, answer.status);
        Ok(())
    }

    fn median(&self) -> f64 {
        let mut sorted = self.took.clone();
        sorted.sort_unstable();
        super::percentile(&sorted, 50)
    }
}

fn timings(requests: usize, series: &[Series<'_>]) -> Timings {
    let nobody = |asked| series.iter().find(|one| one.asked == asked);
    let compared = series.iter().filter_map(|one| {
        let nobody = nobody(one.asked).filter(|nobody| nobody.whose != one.whose)?;
        Some(Compared {
            asked: one.asked,
            whose: one.whose,
            difference_ms: one.median() - nobody.median(),
            welch_t: welch_t(&one.took, &nobody.took),
        })
    });
    let median = |one: &Series<'_>| Median { asked: one.asked, whose: one.whose, ms: one.median() };
    Timings {
        scenario: "login-timing",
        requests,
        medians_ms: series.iter().map(median).collect(),
        compared: compared.collect(),
    }
}

/// Welch's t: the difference of two means in units of its own standard error. Of each sample the slowest twentieth is
/// left out, which are the machine's pauses.
fn welch_t(one: &[Duration], other: &[Duration]) -> f64 {
    let ((mean, error), (other_mean, other_error)) = (moments(one), moments(other));
    let error = (error + other_error).sqrt();
    if error > 0.0 { (mean - other_mean) / error } else { 0.0 }
}

/// The mean, and the square of its standard error.
fn moments(took: &[Duration]) -> (f64, f64) {
    let mut sorted: Vec<f64> = took.iter().map(Duration::as_secs_f64).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.truncate(sorted.len() - sorted.len() / 20);
    let number = count(sorted.len());
    let mean = sorted.iter().sum::<f64>() / number;
    let variance = sorted.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (number - 1.0).max(1.0);
    (mean, variance / number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_seen_and_none_is_not() {
        let around = |ms: u64| (0..100).map(|n| Duration::from_micros(ms * 1000 + n % 7 * 100)).collect::<Vec<_>>();
        assert!(welch_t(&around(12), &around(10)) > 4.5);
        assert!(welch_t(&around(10), &around(10)).abs() < 1e-9);
        assert!(welch_t(&around(10), &around(12)) < -4.5);
    }
}
