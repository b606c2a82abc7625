//! Whose user ID is whose: no two members may be meant by one name.
//!
//! User IDs and e-mail addresses are one name space, because a member may choose an ID with an at sign, and somebody
//! who holds another's address as an ID would stand in their place. (Two members may have handed in one e-mail
//! address: it means neither until one of them shows that it is theirs.)

use std::collections::HashMap;

use store::import::{Fault, Problem};

use super::texts;
use crate::rows::Holder;

/// What a line would give a member, as far as it is still the society's to give.
pub(super) struct Claim<'a> {
    /// The line.
    pub(super) line: u64,
    /// The society's number for the member.
    pub(super) member: &'a str,
    /// The user ID.
    pub(super) user_id: Option<&'a str>,
    /// The e-mail address.
    pub(super) email: Option<&'a str>,
}

impl Claim<'_> {
    /// Every name of the claim, each of which might be somebody's user ID.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.user_id.into_iter().chain(self.email)
    }

    /// The user ID, if it might be somebody's address.
    pub(super) fn id_like_an_address(&self) -> Option<&str> {
        self.user_id.filter(|id| id.contains('@'))
    }
}

/// The claims that would make one name mean two members: among themselves, and with what others hold already. A name
/// that its holder would give up in the same thousand lines counts as held: lines have no order.
pub(super) fn conflicts(claims: &[Claim<'_>], holders: &[Holder]) -> Vec<Problem> {
    let mut ids = Names::default();
    let mut addresses = Names::default();
    for holder in holders {
        ids.add(&holder.user_id, &holder.member_number);
        holder.email.iter().for_each(|address| addresses.add(address, &holder.member_number));
    }
    for claim in claims {
        claim.user_id.iter().for_each(|id| ids.add(id, claim.member));
        claim.email.iter().for_each(|address| addresses.add(address, claim.member));
    }
    let mut problems = Vec::new();
    for claim in claims {
        let mut refuse = |column, reason| problems.push(Problem::at(claim.line, Fault::new(column, reason)));
        if claim.user_id.is_some_and(|id| ids.is_anothers(id, claim.member)) {
            refuse("user_id", texts::USER_ID_TAKEN);
        }
        if claim.id_like_an_address().is_some_and(|id| addresses.is_anothers(id, claim.member)) {
            refuse("user_id", texts::USER_ID_IS_ANOTHERS_EMAIL);
        }
        if claim.email.is_some_and(|address| ids.is_anothers(address, claim.member)) {
            refuse("email", texts::EMAIL_IS_ANOTHERS_USER_ID);
        }
    }
    problems
}

/// Names, and the members who hold each.
#[derive(Default)]
struct Names<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Names<'a> {
    fn add(&mut self, name: &'a str, member: &'a str) {
        self.0.entry(name).or_default().push(member);
    }

    fn is_anothers(&self, name: &str, member: &str) -> bool {
        self.0.get(name).is_some_and(|members| members.iter().any(|holder| *holder != member))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Claim<'_> = Claim { line: 2, member: "M2", user_id: None, email: None };

    fn holder(member_number: &str, user_id: &str, email: Option<&str>) -> Holder {
        Holder { member_number: member_number.to_owned(), user_id: user_id.to_owned(), email: email.map(str::to_owned) }
    }

    fn found(claims: &[Claim<'_>], holders: &[Holder]) -> Vec<(u64, String)> {
        conflicts(claims, holders).into_iter().map(|problem| (problem.line, problem.column.unwrap())).collect()
    }

    #[test]
    fn ones_own_names_are_never_anothers() {
        let own = [holder("M2", "a@b.jp", Some("a@b.jp"))];
        let claim = Claim { user_id: Some("a@b.jp"), email: Some("a@b.jp"), ..NOBODY };
        assert_eq!(found(&[claim], &own), []);
    }

    #[test]
    fn a_name_means_one_member() {
        let others = [holder("M1", "tanaka", Some("t@b.jp")), holder("M3", "s@b.jp", None)];
        let at = |column: &str| vec![(2, column.to_owned())];
        for (claim, expected) in [
            (Claim { user_id: Some("tanaka"), ..NOBODY }, at("user_id")),
            (Claim { user_id: Some("t@b.jp"), ..NOBODY }, at("user_id")),
            (Claim { email: Some("s@b.jp"), ..NOBODY }, at("email")),
            (Claim { email: Some("t@b.jp"), ..NOBODY }, vec![]),
            (Claim { user_id: Some("sato"), email: Some("sato@b.jp"), ..NOBODY }, vec![]),
        ] {
            assert_eq!(found(&[claim], &others), expected);
        }
    }

    #[test]
    fn lines_are_held_against_each_other() {
        let one = Claim { user_id: Some("x@b.jp"), ..NOBODY };
        let two = Claim { line: 3, member: "M4", user_id: Some("x@b.jp"), email: None };
        let three = Claim { line: 4, member: "M5", user_id: None, email: Some("x@b.jp") };
        let at = |line: u64, column: &str| (line, column.to_owned());
        let expected = [at(2, "user_id"), at(2, "user_id"), at(3, "user_id"), at(3, "user_id"), at(4, "email")];
        assert_eq!(found(&[one, two, three], &[]), expected);
    }
}
