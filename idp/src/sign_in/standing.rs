//! How a sign-in stands: what it has to show at this moment, and what is still to be done.

use account::{AccountFacts, Evidence, Next};
use oidc::consent::Disclosure;
use realm::Method;

use super::{Destination, SignIn, session_in_use};
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
    /// What the member agreed to before that the application learns, where that is remembered.
    pub agreed: Option<Disclosure>,
    /// The methods by which the member may go on instead of the one that is due.
    pub other_ways: Vec<Method>,
}

/// What the proofs of a sign-in and the browser's session lead to, for what the destination asks.
///
/// # Errors
/// The database's failure.
pub async fn stand(app: &App, visit: &Visit, sign_in: &SignIn, destination: &Destination) -> Result<Standing, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let session = session_in_use(app, visit).await?;
    let session_proofs = session.as_ref().map(SessionRow::proofs);
    let lasting = session.as_ref().zip(session_proofs.as_ref()).map(|(session, proofs)| session.lasting(proofs));
    let evidence = Evidence { id: sign_in.id, sign_in: &sign_in.proofs, wishes: &sign_in.wishes, session: lasting };
    let counting = evidence.counting(&visit.realm, &destination.ask(&visit.realm, None), visit.now);
    let account = match counting.account() {
        Some(id) => rows.account(id).await?,
        None => None,
    };
    let facts: Option<AccountFacts> = match &account {
        Some(row) => Some(rows.account_facts(row).await?),
        None => None,
    };
    let agreed = match (&account, destination.remembers_consent_for()) {
        (Some(account), Some(client)) => rows.agreed_to(account.account_id(), client).await?,
        _ => None,
    };
    let ask = destination.ask(&visit.realm, agreed.as_ref());
    let next = account::next(&visit.realm, facts.as_ref(), &evidence, &ask, visit.now);
    let other_ways = match (&next, &facts) {
        (Next::Due(gate), Some(facts)) => account::other_ways(&visit.realm, facts, &ask, *gate),
        _ => Vec::new(),
    };
    Ok(Standing { session, account, next, agreed, other_ways })
}
