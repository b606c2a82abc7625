//! Attacks rehearsed against a site of our own: what each must come to is said as a verdict, so that a program can tell.
//!
//! Short forms of most of them are tests; the commands are for the full size, on a release build.

mod flood;
mod guesses;
mod mails;
mod oversized;
mod races;
mod raw;
mod slow;
mod spray;

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;

pub use flood::flood;
pub use guesses::guesses;
pub use mails::mails;
pub use oversized::oversized;
pub use races::races;
pub use slow::slow;
pub use spray::spray;

/// What came of a rehearsal.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The attack.
    pub attack: &'static str,
    /// Whether the site held.
    pub held: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What was counted and measured.
    pub figures: BTreeMap<&'static str, f64>,
    /// What did not hold.
    pub broken: Vec<String>,
}

/// A verdict in the making.
#[derive(Debug)]
struct Findings {
    attack: &'static str,
    began: Instant,
    figures: BTreeMap<&'static str, f64>,
    broken: Vec<String>,
}

impl Findings {
    fn of(attack: &'static str) -> Self {
        Self { attack, began: Instant::now(), figures: BTreeMap::new(), broken: Vec::new() }
    }

    fn figure(&mut self, name: &'static str, value: f64) {
        self.figures.insert(name, value);
    }

    /// Counts something; it is broken unless `holds`.
    fn counted(&mut self, name: &'static str, count: usize, holds: impl Fn(usize) -> bool) {
        self.figure(name, f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        if !holds(count) {
            self.broken.push(format!("{name}: {count}"));
        }
    }

    /// Measures something; it is broken beyond `most`.
    fn limited(&mut self, name: &'static str, value: f64, most: f64) {
        self.figure(name, value);
        if value > most {
            self.broken.push(format!("{name}: {value:.0}"));
        }
    }

    fn verdict(self) -> Verdict {
        let seconds = self.began.elapsed().as_secs_f64();
        Verdict {
            attack: self.attack,
            held: self.broken.is_empty(),
            seconds,
            figures: self.figures,
            broken: self.broken,
        }
    }
}
