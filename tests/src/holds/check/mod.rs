//! Whether a history could be that of services that lose nothing they acknowledged and do nothing twice.
//!
//! Pure: operations in, what does not hold out. Where several orders of what overlapped, or of what was never answered, are
//! possible, the services are believed; so what is named here is wrong in every order.

mod codes;
mod facts;
mod families;
mod locks;
mod mails;

use std::collections::BTreeMap;

use super::record::{Left, Operation};

/// What the services are asked to keep to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The wrong password that locks, counted from 1.
    pub wrong_passwords: usize,
    /// The most mails that one member may be sent.
    pub mails: usize,
}

/// Everything that does not hold, in words for the operator.
#[must_use]
pub fn check(history: &[Operation], left: &Left, limits: Limits) -> Vec<String> {
    let mut broken = codes::check(history);
    broken.extend(families::check(history));
    broken.extend(locks::check(history, &left.failures, limits.wrong_passwords));
    broken.extend(mails::check(history, &left.mails, limits.mails));
    broken.extend(facts::check(history));
    broken
}

/// Operations by what they are about; those that `key` gives nothing for are left out.
fn by<'a, K: Ord>(
    history: &'a [Operation],
    key: impl Fn(&'a Operation) -> Option<K>,
) -> BTreeMap<K, Vec<&'a Operation>> {
    let mut grouped: BTreeMap<K, Vec<&Operation>> = BTreeMap::new();
    for operation in history {
        if let Some(key) = key(operation) {
            grouped.entry(key).or_default().push(operation);
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::holds::record::{Operation, Outcome, What};

    /// An operation from one second to another.
    pub(super) fn operation((began, ended): (u64, u64), what: What, outcome: Outcome) -> Operation {
        Operation { began: Duration::from_secs(began), ended: Duration::from_secs(ended), what, outcome }
    }

    /// Operations one after the other, a second each.
    pub(super) fn in_turn(operations: &[(What, Outcome)]) -> Vec<Operation> {
        let seconds = (0_u64..).map(|n| (n * 2, n * 2 + 1));
        operations.iter().zip(seconds).map(|((what, outcome), at)| operation(at, what.clone(), *outcome)).collect()
    }
}
