//! A code buys tokens at most once, and is worth them until somebody tried.

use std::collections::BTreeMap;
use std::time::Duration;

use super::by;
use crate::holds::record::{Operation, What};

/// Within what time of its sign-in's end a code is certainly good: half of the time that it lives.
const CERTAINLY_GOOD: Duration = Duration::from_secs(30);

pub(super) fn check(history: &[Operation]) -> Vec<String> {
    let issued: BTreeMap<u64, Duration> = history
        .iter()
        .filter_map(|operation| match operation.what {
            What::SignIn { code: Some(code) } => Some((code, operation.began)),
            _ => None,
        })
        .collect();
    let redemptions = by(history, |operation| match operation.what {
        What::Redeem { code, .. } => Some(code),
        _ => None,
    });
    let mut broken = Vec::new();
    for (code, tries) in redemptions {
        let bought = tries.iter().filter(|one| one.is_acknowledged()).count();
        if bought > 1 {
            broken.push(format!("code {code} bought tokens {bought} times"));
        }
        for refused in tries.iter().filter(|one| one.is_refused()) {
            let another = tries.iter().any(|other| !std::ptr::eq(*other, *refused) && other.began < refused.ended);
            let good = issued.get(&code).is_some_and(|at| refused.ended < *at + CERTAINLY_GOOD);
            if good && !another {
                broken.push(format!("code {code} was lost: refused to the first who showed it"));
            }
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_turn, operation};
    use super::*;
    use crate::holds::record::Outcome::{self, Acknowledged, Refused, Unknown};

    fn redeem(outcome: Outcome) -> (What, Outcome) {
        let gave = (outcome == Acknowledged).then_some(2);
        (What::Redeem { code: 1, gave, confidential: true }, outcome)
    }

    fn issued() -> (What, Outcome) {
        (What::SignIn { code: Some(1) }, Acknowledged)
    }

    #[test]
    fn once_and_then_no_more() {
        assert!(check(&in_turn(&[issued(), redeem(Acknowledged), redeem(Refused)])).is_empty());
        assert!(check(&in_turn(&[issued(), redeem(Unknown), redeem(Acknowledged), redeem(Refused)])).is_empty());
        assert!(check(&in_turn(&[issued(), redeem(Unknown), redeem(Refused)])).is_empty(), "it may have been done");
    }

    #[test]
    fn twice_is_found_in_turn_and_at_once() {
        assert_eq!(check(&in_turn(&[issued(), redeem(Acknowledged), redeem(Acknowledged)])).len(), 1);
        let at_once = [redeem(Acknowledged), redeem(Acknowledged)].map(|(what, out)| operation((2, 4), what, out));
        assert_eq!(check(&at_once).len(), 1);
    }

    #[test]
    fn a_lost_code_is_found_and_an_old_one_is_none() {
        assert_eq!(check(&in_turn(&[issued(), redeem(Refused)])).len(), 1);
        let (what, outcome) = redeem(Refused);
        let late = [operation((0, 1), issued().0, Acknowledged), operation((70, 71), what, outcome)];
        assert!(check(&late).is_empty());
    }
}
