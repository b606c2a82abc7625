//! The mail of each acknowledged request arrives, and nobody is sent more than was asked for or than is allowed.

use std::collections::BTreeMap;

use super::by;
use crate::holds::record::{Operation, Outcome, What};

pub(super) fn check(history: &[Operation], arrived: &BTreeMap<u64, usize>, most: usize) -> Vec<String> {
    let requests = by(history, |operation| match operation.what {
        What::Ask { member } => Some(member),
        _ => None,
    });
    let mut broken = Vec::new();
    for (member, asked) in &requests {
        let with = |outcome| asked.iter().filter(|one| one.outcome == outcome).count();
        let (acknowledged, unknown) = (with(Outcome::Acknowledged), with(Outcome::Unknown));
        let came = arrived.get(member).copied().unwrap_or_default();
        // What was never answered may have used up some of what is allowed.
        let least = acknowledged.min(most.saturating_sub(unknown));
        if came < least {
            broken.push(format!("member {member}: {acknowledged} mails acknowledged, {came} came"));
        }
        if came > (acknowledged + unknown).min(most) {
            broken.push(format!("member {member}: {} mails asked for, {came} came", acknowledged + unknown));
        }
    }
    let unasked = arrived.iter().filter(|(member, _)| !requests.contains_key(*member));
    broken.extend(unasked.map(|(member, came)| format!("member {member}: no mail asked for, {came} came")));
    broken
}

#[cfg(test)]
mod tests {
    use super::super::tests::in_turn;
    use super::*;
    use Outcome::{Acknowledged, Unknown};

    fn came(mails: usize, outcomes: &[Outcome]) -> usize {
        let asked: Vec<_> = outcomes.iter().map(|outcome| (What::Ask { member: 1 }, *outcome)).collect();
        check(&in_turn(&asked), &BTreeMap::from([(1, mails)]), 5).len()
    }

    #[test]
    fn each_that_was_promised_and_no_more_than_were_asked_for() {
        assert_eq!(came(2, &[Acknowledged, Acknowledged]), 0);
        assert_eq!(came(1, &[Acknowledged, Acknowledged]), 1, "one was lost");
        assert_eq!(came(3, &[Acknowledged, Acknowledged]), 1, "one too many");
        assert_eq!((came(1, &[Acknowledged, Unknown]), came(2, &[Acknowledged, Unknown])), (0, 0));
        assert_eq!(came(0, &[Unknown]), 0);
        assert_eq!(came(1, &[]), 1, "nobody asked");
    }

    #[test]
    fn no_more_than_is_allowed() {
        assert_eq!(came(5, &[Acknowledged; 7]), 0);
        assert_eq!(came(6, &[Acknowledged; 7]), 1);
        assert_eq!(came(4, &[Acknowledged; 7]), 1);
    }
}
