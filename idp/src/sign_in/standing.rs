//! How a sign-in stands: what it has to show at this moment, and what is still to be done.

use account::{AccountFacts, Ask, Evidence, Next, Proofs};
use oidc::authorize::{self, Prompt, TrustedClient};

use super::SignIn;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, SessionRow, in_realm};

/// Whose sign-in it is so far, and what is still to be done.
#[derive(Debug)]
pub struct Standing {
    /// The browser's live session.
    pub session: Option<SessionRow>,
    /// The account that the proofs are about.
    pub account: Option<AccountRow>,
    /// What comes next.
    pub next: Next,
}

impl Standing {
    /// What the browser's session has shown.
    #[must_use]
    pub fn session_proofs(&self) -> Proofs {
        self.session.as_ref().map(SessionRow::proofs).unwrap_or_default()
    }
}

/// What a sign-in has to show at this moment, and what is still to be done.
///
/// # Errors
/// The database's failure.
pub async fn stand(app: &App, visit: &Visit, sign_in: &SignIn, trusted: &TrustedClient) -> Result<Standing, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let session = match visit.session_cookie() {
        Some(cookie) => rows.session_by_cookie(&cookie, visit.now).await?,
        None => None,
    };
    let session_proofs = session.as_ref().map(SessionRow::proofs);
    let request = &sign_in.request;
    let ask = Ask {
        acr: authorize::required_acr(request, trusted.client()),
        max_age: request.max_age(),
        fresh: request.prompts(Prompt::Login) || request.prompts(Prompt::SelectAccount),
    };
    let evidence = Evidence { sign_in: &sign_in.proofs, session: session_proofs.as_ref() };
    let counting = evidence.counting(&ask, visit.realm.lifetimes.proofs, visit.now);
    let account = match counting.account() {
        Some(id) => rows.account(id).await?,
        None => None,
    };
    let facts: Option<AccountFacts> = match &account {
        Some(row) => Some(rows.account_facts(row).await?),
        None => None,
    };
    let next = account::next(&visit.realm, facts.as_ref(), &evidence, &ask, visit.now);
    Ok(Standing { session, account, next })
}
