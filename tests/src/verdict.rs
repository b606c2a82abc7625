//! What a rehearsal came to, said so that a program can tell: the one line of JSON that its command prints.

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Serialize;

/// What came of a rehearsal.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// What was rehearsed.
    pub rehearsal: &'static str,
    /// Whether the services held.
    pub held: bool,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What was counted and measured.
    pub figures: BTreeMap<String, f64>,
    /// What did not hold.
    pub broken: Vec<String>,
}

/// A verdict in the making.
#[derive(Debug)]
pub(crate) struct Findings {
    rehearsal: &'static str,
    began: Instant,
    figures: BTreeMap<String, f64>,
    broken: Vec<String>,
}

impl Findings {
    pub(crate) fn of(rehearsal: &'static str) -> Self {
        Self { rehearsal, began: Instant::now(), figures: BTreeMap::new(), broken: Vec::new() }
    }

    /// Measures something.
    pub(crate) fn figure(&mut self, name: &str, value: f64) {
        self.figures.insert(name.to_owned(), value);
    }

    /// Counts something; it is broken unless `holds`.
    pub(crate) fn counted(&mut self, name: &str, count: usize, holds: impl Fn(usize) -> bool) {
        self.figure(name, f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        if !holds(count) {
            self.broken.push(format!("{name}: {count}"));
        }
    }

    /// Measures something; it is broken beyond `most`.
    pub(crate) fn limited(&mut self, name: &str, value: f64, most: f64) {
        self.figure(name, value);
        if value > most {
            self.broken.push(format!("{name}: {value:.0}"));
        }
    }

    /// Says what does not hold.
    pub(crate) fn broken(&mut self, what: String) {
        self.broken.push(what);
    }

    pub(crate) fn verdict(self) -> Verdict {
        let seconds = self.began.elapsed().as_secs_f64();
        Verdict {
            rehearsal: self.rehearsal,
            held: self.broken.is_empty(),
            seconds,
            figures: self.figures,
            broken: self.broken,
        }
    }
}
