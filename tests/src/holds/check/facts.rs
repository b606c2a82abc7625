//! What was acknowledged as done stays done: terms agreed to, a session begun.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::holds::record::{Operation, What};

pub(super) fn check(history: &[Operation]) -> Vec<String> {
    let mut done: BTreeMap<&str, Duration> = BTreeMap::new();
    for operation in history.iter().filter(|operation| operation.is_acknowledged()) {
        if let What::Do { fact } = &operation.what {
            let first = done.entry(fact).or_insert(operation.ended);
            *first = (*first).min(operation.ended);
        }
    }
    let missed = history.iter().filter(|operation| operation.is_refused()).filter_map(|operation| {
        let What::Find { fact } = &operation.what else { return None };
        let since = done.get(fact.as_str()).filter(|since| **since <= operation.began)?;
        Some(format!("{fact}: done at {since:?}, and not there at {:?}", operation.began))
    });
    missed.collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_turn, operation};
    use super::*;
    use crate::holds::record::Outcome::{Acknowledged, Refused, Unknown};

    fn done() -> What {
        What::Do { fact: "terms of 1".to_owned() }
    }

    fn found() -> What {
        What::Find { fact: "terms of 1".to_owned() }
    }

    #[test]
    fn what_is_done_stays() {
        assert!(check(&in_turn(&[(found(), Refused), (done(), Acknowledged), (found(), Acknowledged)])).is_empty());
        assert_eq!(check(&in_turn(&[(done(), Acknowledged), (found(), Refused)])).len(), 1);
        assert!(check(&in_turn(&[(done(), Unknown), (found(), Refused)])).is_empty());
    }

    #[test]
    fn what_overlaps_may_come_first() {
        let overlapping = [operation((0, 5), done(), Acknowledged), operation((4, 6), found(), Refused)];
        assert!(check(&overlapping).is_empty());
    }
}
