//! A refresh token that was handed out renews, until it is spent or its family was ended by a replay; one that is spent for
//! certain never renews again, and showing it ends the family.
//!
//! An application that shows who it is may ask again for half a minute, while nobody has used the successor
//! (`idp::token::refresh`): its token is spent for certain once the successor was used or the time is over.

use std::collections::BTreeMap;
use std::time::Duration;

use super::by;
use crate::holds::record::{Operation, What};

/// For how long an application may ask again for an answer that it did not get.
const ASKED_AGAIN_WITHIN: Duration = Duration::from_secs(30);

/// Where a token comes from.
struct Token<'a> {
    code: u64,
    parent: Option<u64>,
    confidential: bool,
    given_by: &'a Operation,
}

/// The history by tokens and by the codes that their families began with.
struct Families<'a> {
    tokens: BTreeMap<u64, Token<'a>>,
    renewals: BTreeMap<u64, Vec<&'a Operation>>,
    redemptions: BTreeMap<u64, Vec<&'a Operation>>,
}

pub(super) fn check(history: &[Operation]) -> Vec<String> {
    let families = Families::of(history);
    let mut broken = Vec::new();
    for (token, renewals) in &families.renewals {
        for renewal in renewals {
            if renewal.is_acknowledged() && families.is_spent_before(*token, renewal) {
                broken.push(format!("token {token} renewed again after it was spent"));
            } else if renewal.is_acknowledged() && families.has_ended_before(*token, renewal) {
                broken.push(format!("token {token} renewed after its family was ended"));
            } else if renewal.is_refused() && !families.may_be_refused(*token, renewal) {
                broken
                    .push(format!("token {token} was lost: it renews nothing, and nobody used it or ended its family"));
            }
        }
        if !families.is_confidential(*token) && renewals.iter().filter(|one| one.is_acknowledged()).count() > 1 {
            broken.push(format!("token {token} renewed twice"));
        }
    }
    broken
}

impl<'a> Families<'a> {
    fn of(history: &'a [Operation]) -> Self {
        let renewals = by(history, |operation| match operation.what {
            What::Renew { token, .. } => Some(token),
            _ => None,
        });
        let redemptions = by(history, |operation| match operation.what {
            What::Redeem { code, .. } => Some(code),
            _ => None,
        });
        let mut tokens = BTreeMap::new();
        let mut given: Vec<&Operation> = history.iter().filter(|operation| operation.is_acknowledged()).collect();
        given.sort_by_key(|operation| operation.ended);
        for operation in given {
            let (token, origin) = match operation.what {
                What::Redeem { code, gave: Some(gave), confidential } => (gave, Some((code, None, confidential))),
                What::Renew { token, gave: Some(gave) } => {
                    let parent: Option<&Token<'_>> = tokens.get(&token);
                    (gave, parent.map(|parent| (parent.code, Some(token), parent.confidential)))
                }
                _ => continue,
            };
            if let Some((code, parent, confidential)) = origin {
                tokens.insert(token, Token { code, parent, confidential, given_by: operation });
            }
        }
        Self { tokens, renewals, redemptions }
    }

    fn is_confidential(&self, token: u64) -> bool {
        self.tokens.get(&token).is_some_and(|token| token.confidential)
    }

    fn renewals(&self, token: u64) -> impl Iterator<Item = &'a Operation> {
        self.renewals.get(&token).into_iter().flatten().copied()
    }

    /// Whether an acknowledged renewal had spent a token in every order before an operation began, beyond asking again.
    fn is_spent_before(&self, token: u64, operation: &Operation) -> bool {
        self.renewals(token).any(|spent| {
            let first = spent.is_acknowledged() && spent.precedes(operation);
            first && (!self.is_confidential(token) || Self::is_late(spent, operation) || self.is_used(spent, operation))
        })
    }

    fn is_late(spent: &Operation, operation: &Operation) -> bool {
        operation.began > spent.ended + ASKED_AGAIN_WITHIN
    }

    /// Whether the successor that came of a renewal had renewed before an operation began.
    fn is_used(&self, spent: &Operation, operation: &Operation) -> bool {
        let What::Renew { gave: Some(successor), .. } = spent.what else { return false };
        self.renewals(successor).any(|used| used.is_acknowledged() && used.precedes(operation))
    }

    /// The tokens of the same family.
    fn family(&self, token: u64) -> impl Iterator<Item = u64> {
        let code = self.tokens.get(&token).map(|token| token.code);
        self.tokens.iter().filter(move |(_, other)| Some(other.code) == code).map(|(number, _)| *number)
    }

    /// Whether somebody certainly ended a token's family, by showing again what was spent, before an operation began.
    fn has_ended_before(&self, token: u64, operation: &Operation) -> bool {
        let replayed = self.family(token).any(|other| {
            self.renewals(other)
                .any(|shown| shown.is_refused() && shown.precedes(operation) && self.is_spent_before(other, shown))
        });
        replayed || self.redeemed_again(token).any(|again| again.is_refused() && again.precedes(operation))
    }

    /// Attempts at the code that a family began with, after the one that began it.
    fn redeemed_again(&self, token: u64) -> impl Iterator<Item = &'a Operation> {
        let code = self.tokens.get(&token).map(|token| token.code);
        let tries = code.and_then(|code| self.redemptions.get(&code)).into_iter().flatten().copied();
        let first = tries.clone().find(|one| one.is_acknowledged());
        tries.filter(move |one| first.is_some_and(|first| one.began >= first.ended))
    }

    /// Whether there is a reason for which a token that was handed out renewed nothing.
    fn may_be_refused(&self, token: u64, refused: &Operation) -> bool {
        let Some(known) = self.tokens.get(&token) else { return true };
        let others =
            |of: u64| self.renewals(of).filter(|one| !std::ptr::eq(*one, refused) && one.began < refused.ended);
        let spent = others(token).any(|other| {
            !known.confidential
                || refused.ended + Duration::from_secs(1) > other.began + ASKED_AGAIN_WITHIN
                || matches!(other.what, What::Renew { gave: Some(successor), .. } if others(successor).next().is_some())
        });
        // What was shown again: another use of a former token than the one that led here, or of the code.
        let mut step = Some(known);
        let mut replayed = self.redemptions_beside(known.code).any(|again| again.began < refused.ended);
        while let Some(Token { parent: Some(parent), given_by, .. }) = step {
            replayed |= others(*parent).any(|one| one.began >= given_by.ended || Self::overlap(one, given_by));
            step = self.tokens.get(parent);
        }
        spent || replayed
    }

    /// Attempts at a code that may have come after the one that it bought tokens with.
    fn redemptions_beside(&self, code: u64) -> impl Iterator<Item = &'a Operation> {
        let tries = self.redemptions.get(&code).into_iter().flatten().copied();
        let first = tries.clone().find(|one| one.is_acknowledged());
        tries.filter(move |one| first.is_some_and(|first| one.began >= first.ended || Self::overlap(one, first)))
    }

    fn overlap(one: &Operation, other: &Operation) -> bool {
        !std::ptr::eq(one, other) && one.began < other.ended && other.began < one.ended
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{in_turn, operation};
    use super::*;
    use crate::holds::record::Outcome::{self, Acknowledged, Refused, Unknown};

    /// Token 1 of a code, by an application that shows who it is or not.
    fn begun(confidential: bool) -> (What, Outcome) {
        (What::Redeem { code: 100, gave: Some(1), confidential }, Acknowledged)
    }

    fn renewed(token: u64, gave: u64) -> (What, Outcome) {
        (What::Renew { token, gave: Some(gave) }, Acknowledged)
    }

    fn not_renewed(token: u64, outcome: Outcome) -> (What, Outcome) {
        (What::Renew { token, gave: None }, outcome)
    }

    fn findings(operations: &[(What, Outcome)]) -> usize {
        check(&in_turn(operations)).len()
    }

    #[test]
    fn a_family_goes_on_and_ends_by_a_replay() {
        for confidential in [false, true] {
            let chain = [begun(confidential), renewed(1, 2), renewed(2, 3)];
            assert_eq!(findings(&chain), 0);
            let ended = [&chain[..], &[not_renewed(1, Refused), not_renewed(3, Refused)]].concat();
            assert_eq!(findings(&ended), 0);
            let again = [&chain[..], &[renewed(1, 4)]].concat();
            assert!(findings(&again) > 0, "a spent token renewed");
            let survived = [&chain[..], &[not_renewed(1, Refused), renewed(3, 4)]].concat();
            assert_eq!(findings(&survived), 1, "a family outlived the replay");
        }
    }

    #[test]
    fn a_lost_token_is_found() {
        for confidential in [false, true] {
            assert_eq!(findings(&[begun(confidential), not_renewed(1, Refused)]), 1);
            assert_eq!(findings(&[begun(confidential), renewed(1, 2), not_renewed(2, Refused)]), 1);
        }
    }

    #[test]
    fn who_shows_who_it_is_asks_again_and_others_do_not() {
        let lost_answer = |confidential, last| [begun(confidential), not_renewed(1, Unknown), last];
        assert_eq!(findings(&lost_answer(true, renewed(1, 2))), 0);
        assert_eq!(findings(&lost_answer(true, not_renewed(1, Refused))), 1, "an answer was owed");
        assert_eq!(findings(&lost_answer(false, not_renewed(1, Refused))), 0);
        assert_eq!(findings(&lost_answer(false, renewed(1, 2))), 0);
        assert_eq!(findings(&[begun(true), renewed(1, 2), renewed(1, 3)]), 0);
        assert!(findings(&[begun(false), renewed(1, 2), renewed(1, 3)]) > 0);
        let (what, outcome) = begun(true);
        let mut late = vec![operation((0, 1), what, outcome)];
        for (at, (what, outcome)) in [((2, 3), not_renewed(1, Unknown)), ((40, 41), not_renewed(1, Refused))] {
            late.push(operation(at, what, outcome));
        }
        assert!(check(&late).is_empty());
        late.push(operation((50, 51), renewed(1, 2).0, Acknowledged));
        late.push(operation((90, 91), renewed(1, 3).0, Acknowledged));
        assert_eq!(check(&late).len(), 1, "half a minute was over");
    }

    #[test]
    fn of_two_at_once_one_renews() {
        let at_once = |confidential| {
            let operations = [((0, 1), begun(confidential)), ((2, 4), renewed(1, 2)), ((2, 4), renewed(1, 3))];
            check(&operations.map(|(at, (what, outcome))| operation(at, what, outcome))).len()
        };
        assert_eq!((at_once(false), at_once(true)), (1, 0));
    }

    #[test]
    fn a_code_that_is_used_again_ends_what_came_of_it() {
        let again = (What::Redeem { code: 100, gave: None, confidential: true }, Refused);
        assert_eq!(findings(&[begun(true), again.clone(), not_renewed(1, Refused)]), 0);
        assert_eq!(findings(&[begun(true), again, renewed(1, 2)]), 1);
    }
}
