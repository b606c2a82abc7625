//! Wrong passwords that were acknowledged are all counted: so many lock, fewer do not, and no more are ever judged.

use std::collections::BTreeMap;

use super::by;
use crate::holds::record::{Operation, Outcome, What};

pub(super) fn check(history: &[Operation], counted: &BTreeMap<u64, usize>, limit: usize) -> Vec<String> {
    let guesses = by(history, |operation| match operation.what {
        What::Guess { member, .. } => Some(member),
        _ => None,
    });
    let mut broken = Vec::new();
    for (member, guesses) in guesses {
        broken.extend(guesses.iter().filter(|one| is_right(one)).filter_map(|right| judged(&guesses, right, limit)));
        let wrong = guesses.iter().filter(|one| !is_right(one) && one.is_acknowledged()).count();
        let forgotten = guesses.iter().any(|one| is_right(one) && one.outcome != Outcome::Refused);
        let counted = counted.get(&member).copied().unwrap_or_default();
        if !forgotten && counted < wrong.min(limit) {
            broken.push(format!("member {member}: {wrong} wrong passwords acknowledged, {counted} counted"));
        }
        if counted > limit {
            broken.push(format!("member {member}: {counted} wrong passwords judged"));
        }
    }
    broken
}

const fn is_right(operation: &Operation) -> bool {
    matches!(operation.what, What::Guess { right: true, .. })
}

/// What is wrong with how a right password was judged, by the wrong ones around it.
fn judged(guesses: &[&Operation], right: &Operation, limit: usize) -> Option<String> {
    let before = |one: &&&Operation| one.precedes(right) && is_right(one) && one.outcome != Outcome::Refused;
    if guesses.iter().any(|one| before(&one)) {
        // One that was right, or may have been judged so, begins the count anew.
        return None;
    }
    let wrong = guesses.iter().filter(|one| !is_right(one) && one.is_acknowledged() && one.precedes(right)).count();
    let perhaps = guesses.iter().filter(|one| !std::ptr::eq(**one, right) && one.began < right.ended).count();
    match right.outcome {
        Outcome::Acknowledged if wrong >= limit => {
            Some(format!("{:?}: let in after {wrong} wrong passwords", right.what))
        }
        Outcome::Refused if perhaps < limit => {
            Some(format!("{:?}: locked after {perhaps} passwords, right or wrong", right.what))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::in_turn;
    use super::*;
    use Outcome::{Acknowledged, Refused, Unknown};

    const LIMIT: usize = 3;

    fn findings(wrong: &[Outcome], right: Option<Outcome>, counted: usize) -> usize {
        let guess = |right, outcome| (What::Guess { member: 1, right }, outcome);
        let mut guesses: Vec<_> = wrong.iter().map(|outcome| guess(false, *outcome)).collect();
        guesses.extend(right.map(|outcome| guess(true, outcome)));
        check(&in_turn(&guesses), &BTreeMap::from([(1, counted)]), LIMIT).len()
    }

    #[test]
    fn so_many_lock_and_fewer_do_not() {
        assert_eq!(findings(&[Acknowledged; 3], Some(Refused), 3), 0);
        assert_eq!(findings(&[Acknowledged; 3], Some(Acknowledged), 0), 1, "a count was lost");
        assert_eq!(findings(&[Acknowledged; 2], Some(Acknowledged), 0), 0);
        assert_eq!(findings(&[Acknowledged; 2], Some(Refused), 2), 1, "locked too early");
    }

    #[test]
    fn what_was_never_answered_may_have_been_counted_or_not() {
        let wrong = [Acknowledged, Acknowledged, Unknown];
        assert_eq!((findings(&wrong, Some(Refused), 3), findings(&wrong, Some(Acknowledged), 0)), (0, 0));
        assert_eq!((findings(&wrong, None, 2), findings(&wrong, None, 3)), (0, 0));
    }

    #[test]
    fn the_count_itself_is_looked_at() {
        assert_eq!(findings(&[Acknowledged; 2], None, 1), 1, "one is missing");
        assert_eq!(findings(&[Acknowledged; 6], None, 3), 0, "no more than the limit are judged");
        assert_eq!(findings(&[Acknowledged; 6], None, 4), 1);
    }
}
