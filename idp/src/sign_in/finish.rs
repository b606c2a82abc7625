//! The end of a sign-in: the session, the grant, the code, the way back to the client.
//!
//! The order is what makes it safe to be interrupted: first the database (session, grant, audit) under ids that the
//! sign-in brought along, so that ending twice changes nothing; then the code; the sign-in itself goes last. Whoever
//! was cut off in between reloads the page and ends once more.

use std::sync::Arc;

use account::{Authenticated, Factor};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{GrantId, RandomToken, SessionId};
use oidc::authorize::{AuthorizeError, AuthorizeRequest};
use oidc::claims::{Amr, Authentication};
use oidc::code::{CodeState, IssuedCode};
use store::expiring::Key;

use super::standing::Standing;
use super::{Codes, Destination, SignIn, next};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, Actor, Details, Event, GrantRow, SessionRow, in_realm};

/// What the sign-in leaves in the database.
struct Outcome {
    account: AccountRow,
    session: SessionId,
    /// A session of another account that this browser had.
    replaced: Option<SessionId>,
    /// The new cookie, where something was shown in this sign-in.
    cookie: Option<RandomToken>,
    grant: GrantId,
}

/// Ends a sign-in in which every gate is open: the browser goes to the client with a code.
///
/// # Errors
/// The stores' failure.
pub async fn finish(
    app: &App,
    visit: &Visit,
    sign_in: &SignIn,
    (destination, standing): (&Destination, &Standing),
    authenticated: &Authenticated,
) -> Result<Response, Failure> {
    let Some(account) = standing.account.clone() else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let outcome = outcome(sign_in, standing, account);
    let Destination { trusted, request } = destination;
    if request.subject().is_some_and(|subject| subject != outcome.account.subject) {
        return Ok(destination.refuse(visit, AuthorizeError::LoginRequired));
    }
    let state = match CodeState::issue(issued(visit, (request, &outcome), authenticated)) {
        Ok(state) => state,
        Err(error) => return Ok(destination.refuse(visit, error)),
    };
    record(app, visit, (request, &outcome), authenticated).await?;
    let code = RandomToken::generate();
    let key = Key::<Codes>::new(&visit.realm.name, code.hash());
    let expires_at = visit.now + visit.realm.lifetimes.authorization_code;
    app.expiring.put(&key, &state, expires_at, visit.now).await?;
    sign_in.forget(app, visit).await?;

    let response = next::answer(visit, &trusted.success_redirect(request, &code));
    Ok(match &outcome.cookie {
        Some(cookie) => (visit.set_session(cookie), response).into_response(),
        None => response,
    })
}

/// A session of the same account goes on, under a new cookie if anything new was shown; one of another account ends
/// (two people at one browser never share a session).
fn outcome(sign_in: &SignIn, standing: &Standing, account: AccountRow) -> Outcome {
    let existing = standing.session.as_ref();
    let same = existing.filter(|session| session.account_id() == account.account_id());
    let shown = sign_in.proofs.first().is_some() || sign_in.proofs.second().is_some();
    Outcome {
        session: same.map_or(sign_in.session, SessionRow::session_id),
        replaced: existing.filter(|_| same.is_none()).map(SessionRow::session_id),
        cookie: (shown || same.is_none()).then(RandomToken::generate),
        grant: GrantId::from(sign_in.id.uuid()),
        account,
    }
}

async fn record(
    app: &App,
    visit: &Visit,
    (request, outcome): (&AuthorizeRequest, &Outcome),
    authenticated: &Authenticated,
) -> Result<(), Failure> {
    let (realm, now, account) = (Arc::clone(&visit.realm), visit.now, authenticated.account());
    let (session, replaced, proofs) = (outcome.session, outcome.replaced, authenticated.proofs().clone());
    let cookie = outcome.cookie.as_ref().map(RandomToken::hash);
    let seen = visit.seen();
    let grant = GrantRow::new(outcome.grant, (account, session), request, now);
    let recorded = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            if let Some(other) = replaced {
                rows.end_session(other, now).await?;
                rows.revoke_grants_of_session(other, now).await?;
            }
            if let Some(cookie) = cookie {
                let limit = now + realm.lifetimes.session;
                rows.put_session((session, account), &cookie, (&proofs, &seen), (now, limit)).await?;
            }
            rows.put_grant(&grant).await?;
            rows.mark_signed_in(account, now).await?;
            let client = Some(grant.client.clone());
            let details = Details { account: Some(account), client, seen, ..Details::default() };
            rows.record_with((Actor::Member, Event::SignedIn), details, now).await
        })
    });
    Ok(recorded.await?)
}

/// All that the tokens will say.
fn issued(
    visit: &Visit,
    (request, outcome): (&AuthorizeRequest, &Outcome),
    authenticated: &Authenticated,
) -> IssuedCode {
    IssuedCode {
        request: request.clone(),
        subject: outcome.account.subject.clone(),
        account: authenticated.account(),
        session: outcome.session,
        grant: outcome.grant,
        authentication: Authentication { at: authenticated.at(), acr: authenticated.acr(), amr: means(authenticated) },
        expires_at: visit.now + visit.realm.lifetimes.authorization_code,
    }
}

/// The means of authentication that counted, and that there were several (RFC 8176).
fn means(authenticated: &Authenticated) -> Vec<Amr> {
    let proofs = authenticated.proofs();
    let mut means: Vec<Amr> = [proofs.first(), proofs.second()]
        .into_iter()
        .flatten()
        .map(|proof| match proof.factor() {
            Factor::Password => Amr::Pwd,
            Factor::MailCode | Factor::AppCode(_) => Amr::Otp,
            Factor::Passkey(_) => Amr::Hwk,
        })
        .collect();
    if means.len() > 1 {
        means.push(Amr::Mfa);
    }
    means
}
