//! Numbers that operators' charts are drawn from, with the names they are told by.
//!
//! Whoever counts names what it counts; only `web` knows the format. Labels come from lists in the program, never from a
//! request, so their number is bounded and none of them is anybody's.

use std::fmt;

/// A number that only goes up, or one that goes up and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goes {
    /// Only up, from the start of the process: its name is told with `_total`.
    Up,
    /// Up and down.
    UpAndDown,
}

/// Numbers of one name: what a service tells beside its requests.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The name, which begins with `warifu_`.
    pub name: &'static str,
    /// What it says, for whoever reads it.
    pub help: &'static str,
    /// Which way it goes.
    pub goes: Goes,
    /// The name of the label by which the numbers differ; `None` where there is one alone.
    pub label: Option<&'static str>,
    /// Each label's value with its number.
    pub numbers: Vec<(String, u64)>,
}

impl Figures {
    /// One number.
    #[must_use]
    pub fn one((name, help): (&'static str, &'static str), goes: Goes, number: u64) -> Self {
        Self { name, help, goes, label: None, numbers: vec![(String::new(), number)] }
    }

    /// A number for each value of a label.
    #[must_use]
    pub fn by<V: fmt::Display>(
        (name, help): (&'static str, &'static str),
        goes: Goes,
        label: &'static str,
        numbers: impl IntoIterator<Item = (V, u64)>,
    ) -> Self {
        let numbers = numbers.into_iter().map(|(value, number)| (value.to_string(), number)).collect();
        Self { name, help, goes, label: Some(label), numbers }
    }
}
