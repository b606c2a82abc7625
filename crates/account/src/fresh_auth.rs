//! That whoever sits at a session showed a moment ago that it is they: what a change of credentials takes.
//!
//! A session may be a day old and its browser may lie open on a table. So what could lock its owner out, or let
//! somebody else in, asks for the same as a sign-in, and asks for it anew (OWASP ASVS 5.0 §7.5.1). There is one list of
//! what a sign-in takes, and it is asked here too.

use base::AccountId;
use chrono::{DateTime, Utc};
use realm::Realm;

use crate::{AccountFacts, Ask, Evidence, Lasting, Next, Proofs, Wishes, next};

/// A member who showed all factors of their sign-in within the realm's limit. Only [`fresh_auth`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreshAuth {
    account: AccountId,
    at: DateTime<Utc>,
}

impl FreshAuth {
    /// Who it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// When they showed it: the oldest of the proofs that counted.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }
}

/// Whether what was shown in a session is fresh enough, and all that this member's sign-in takes at this moment.
#[must_use]
pub fn fresh_auth(
    realm: &Realm,
    account: &AccountFacts,
    session: Lasting<'_>,
    now: DateTime<Utc>,
) -> Option<FreshAuth> {
    // A session's own proofs belong to no sign-in that is under way.
    let (id, none, wishes) = (uuid::Uuid::nil().into(), Proofs::default(), Wishes::default());
    let evidence = Evidence { id, sign_in: &none, wishes: &wishes, session: Some(session) };
    match next(realm, Some(account), &evidence, &Ask::fresh_auth(realm), now) {
        Next::Done(shown) => Some(FreshAuth { account: shown.account(), at: shown.at() }),
        Next::Due(_) | Next::Refused(_) | Next::Unreachable => None,
    }
}
