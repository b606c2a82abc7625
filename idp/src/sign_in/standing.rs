//! How a sign-in stands: what it has to show at this moment, and what is still to be done.

use account::{AccountFacts, Ask, Evidence, Next};
use realm::Method;

use super::{SignIn, session_in_use};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, SessionRow, in_realm};

/// Whose sign-in it is so far, and what is still to be done.
#[derive(Debug)]
pub struct Standing {
    /// The browser's session.
    pub session: Option<SessionRow>,
    /// The account that the proofs are about.
    pub account: Option<AccountRow>,
    /// What comes next.
    pub next: Next,
    /// The methods by which the member may go on instead of the one that is due.
    pub other_ways: Vec<Method>,
}

/// What the proofs of a sign-in and the browser's session lead to, for what is asked.
///
/// # Errors
/// The database's failure.
pub async fn stand(app: &App, visit: &Visit, sign_in: &SignIn, ask: &Ask) -> Result<Standing, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let session = session_in_use(app, visit).await?;
    let session_proofs = session.as_ref().map(SessionRow::proofs);
    let lasting = session.as_ref().zip(session_proofs.as_ref()).map(|(session, proofs)| session.lasting(proofs));
    let evidence = Evidence { id: sign_in.id, sign_in: &sign_in.proofs, wishes: &sign_in.wishes, session: lasting };
    let counting = evidence.counting(&visit.realm, ask, visit.now);
    let account = match counting.account() {
        Some(id) => rows.account(id).await?,
        None => None,
    };
    let facts: Option<AccountFacts> = match &account {
        Some(row) => Some(rows.account_facts(row).await?),
        None => None,
    };
    let next = account::next(&visit.realm, facts.as_ref(), &evidence, ask, visit.now);
    let other_ways = match (&next, &facts) {
        (Next::Due(gate), Some(facts)) => account::other_ways(&visit.realm, facts, ask, *gate),
        _ => Vec::new(),
    };
    Ok(Standing { session, account, next, other_ways })
}
