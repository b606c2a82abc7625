//! The end of a sign-in: the session, and the way to the page of ours; or the session, the grant, the code and the way
//! back to the client.
//!
//! The order is what makes it safe to be interrupted: first the database (session, grant, audit) under ids that the
//! sign-in brought along, so that ending twice changes nothing; then the code; the sign-in itself goes last. Whoever
//! was cut off in between reloads the page and ends once more. The account is held while the database is written: a
//! sign-in whose member got other means of signing in a moment ago does not overtake that, but is judged once more.

use std::sync::Arc;

use account::{Authenticated, Factor, Gate, Next};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{GrantId, RandomToken, SessionId};
use chrono::{DateTime, Utc};
use oidc::authorize::{AuthorizeError, AuthorizeRequest, Prompt};
use oidc::claims::{Amr, Authentication};
use oidc::code::{CodeState, IssuedCode};
use oidc::consent::Disclosure;
use store::expiring::Key;
use store::mail::Unsendable;
use store::outbox::Outgoing;

use super::new_browser::Arrival;
use super::standing::{Standing, stand};
use super::{Codes, Destination, SignIn, next};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Message};
use crate::rows::{AccountRow, Actor, DbErr, Details, Event, GrantRow, SessionRow, in_realm};
use crate::token::{PushedRequests, subject_for};

/// What the sign-in leaves in the database.
struct Outcome {
    account: AccountRow,
    session: SessionId,
    /// Whether the session is there already, and goes on.
    goes_on: bool,
    /// A session that this browser had and has no longer: another account's, or one over its limit.
    replaced: Option<SessionId>,
    /// The new cookie, where something was shown in this sign-in.
    cookie: Option<RandomToken>,
    /// Until when the session's password is remembered.
    remembered_until: Option<DateTime<Utc>>,
    /// The same, and the version of the terms that is put off, where the session's row does not say it yet.
    wishes: Option<(Option<DateTime<Utc>>, Option<String>)>,
    /// The client whose members agree once, and what this one had agreed to when the sign-in was judged.
    agreed: Option<(String, Option<Disclosure>)>,
}

/// Ends a sign-in in which every gate is open: the browser goes to the client with a code, or to the page of ours.
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
    let agreed = destination.remembers_consent_for().map(|client| (client.to_owned(), standing.agreed.clone()));
    let outcome = Outcome { agreed, ..outcome(visit, sign_in, standing, account) };
    let arrived = match destination {
        Destination::Application(trusted, request) => {
            match grant(app, visit, (sign_in, request, &outcome), authenticated).await? {
                Ok(code) => Some(next::answer(app, visit, &trusted.success(request, &code)).await?),
                Err(NoCode::Refused(error)) => return destination.refuse(app, visit, error).await,
                Err(NoCode::Overtaken) => None,
            }
        }
        Destination::Page(page) | Destination::FreshAuth(page, _) => {
            let recorded = record(app, visit, (&outcome, event(destination), None), authenticated).await?;
            app.counts.signed_in.add(recorded.into());
            recorded.then(|| next::see_other(visit, &page.address(&visit.realm.name)))
        }
    };
    let Some(arrived) = arrived else { return stand_again(app, visit, sign_in, destination).await };
    if let Destination::Application(_, request) = destination
        && let Some(pushed) = request.pushed()
    {
        app.expiring.take(&Key::<PushedRequests>::new(&visit.realm.name, pushed), None, visit.now).await?;
    }
    sign_in.forget(app, visit).await?;
    Ok(match &outcome.cookie {
        Some(cookie) => (visit.set_session(cookie, outcome.remembered_until), arrived).into_response(),
        None => arrived,
    })
}

const fn event(destination: &Destination) -> Event {
    match destination {
        Destination::Application(..) | Destination::Page(_) => Event::SignedIn,
        Destination::FreshAuth(..) => Event::AuthenticatedAgain,
    }
}

/// What a sign-in leads to that was overtaken: by the rows of this moment, as if it came in now.
async fn stand_again(
    app: &App,
    visit: &Visit,
    sign_in: &SignIn,
    destination: &Destination,
) -> Result<Response, Failure> {
    let standing = stand(app, visit, sign_in, destination).await?;
    if let Destination::Application(_, request) = destination
        && request.prompts(Prompt::None)
    {
        let error = match standing.next {
            Next::Due(Gate::Consent) => AuthorizeError::ConsentRequired,
            _ => AuthorizeError::LoginRequired,
        };
        return destination.refuse(app, visit, error).await;
    }
    if SignIn::find(app, visit, sign_in.id).await?.is_none() {
        sign_in.store(app, visit).await?;
    }
    Ok(next::go_to(visit, sign_in, &standing.next))
}

/// Why there is no code.
enum NoCode {
    /// The client is told.
    Refused(AuthorizeError),
    /// The account changed since it was judged.
    Overtaken,
}

/// Grants a client what it asked for, and makes the code that says so. The other answer is for the client, too.
async fn grant(
    app: &App,
    visit: &Visit,
    (sign_in, request, outcome): (&SignIn, &AuthorizeRequest, &Outcome),
    authenticated: &Authenticated,
) -> Result<Result<RandomToken, NoCode>, Failure> {
    let Some(client) = visit.realm.client(request.client_id()) else {
        return Ok(Err(NoCode::Refused(AuthorizeError::ServerError)));
    };
    let subject = subject_for(client, &outcome.account);
    if request.subject().is_some_and(|wanted| wanted != subject) {
        return Ok(Err(NoCode::Refused(AuthorizeError::LoginRequired)));
    }
    let id = GrantId::from(sign_in.id.uuid());
    let state = match CodeState::issue(issued(visit, (request, outcome, id), (authenticated, subject))) {
        Ok(state) => state,
        Err(error) => return Ok(Err(NoCode::Refused(error))),
    };
    let grant = state.granted().map(|granted| GrantRow::new(authenticated.account(), &granted, visit.now));
    if !record(app, visit, (outcome, Event::SignedIn, grant), authenticated).await? {
        return Ok(Err(NoCode::Overtaken));
    }
    app.counts.signed_in.more();
    let code = RandomToken::generate();
    let key = Key::<Codes>::new(&visit.realm.name, code.hash());
    let expires_at = visit.now + visit.realm.lifetimes.authorization_code;
    app.expiring.put(&key, &state, expires_at, visit.now).await?;
    Ok(Ok(code))
}

/// A live session of the same account goes on, under a new cookie if anything new was shown; one of another account ends
/// (two people at one browser never share a session), and so does one over its limit, which leaves what it remembers.
fn outcome(visit: &Visit, sign_in: &SignIn, standing: &Standing, account: AccountRow) -> Outcome {
    let existing = standing.session.as_ref();
    let own = existing.filter(|session| session.account_id() == account.account_id());
    let same = own.filter(|session| session.is_alive(visit.now));
    let shown = sign_in.proofs.first().is_some() || sign_in.proofs.second().is_some();
    let remembered_until = match visit.realm.sign_in.remember_me.filter(|_| sign_in.wishes.remember) {
        Some(longest) => Some(visit.now + longest),
        None => own.and_then(|session| session.lasting(&session.proofs()).remembered_since(account.renewal())),
    };
    let terms_later =
        sign_in.wishes.terms_later.clone().or_else(|| own.and_then(|session| session.terms_later.clone()));
    let wished = (remembered_until, terms_later);
    let said = same.map(|session| (session.remembered_until, session.terms_later.clone())).unwrap_or_default();
    Outcome {
        session: same.map_or(sign_in.session, SessionRow::session_id),
        goes_on: same.is_some(),
        replaced: existing.filter(|_| same.is_none()).map(SessionRow::session_id),
        cookie: (shown || same.is_none()).then(RandomToken::generate),
        remembered_until,
        wishes: (wished != said).then_some(wished),
        agreed: None,
        account,
    }
}

/// Writes it all, or nothing and `false` when the account is no longer what was judged.
async fn record(
    app: &App,
    visit: &Visit,
    (outcome, event, grant): (&Outcome, Event, Option<GrantRow>),
    authenticated: &Authenticated,
) -> Result<bool, Failure> {
    let (realm, now, account) = (Arc::clone(&visit.realm), visit.now, authenticated.account());
    let (session, replaced, proofs) = (outcome.session, outcome.replaced, authenticated.proofs().clone());
    let cookie = outcome.cookie.as_ref().map(RandomToken::hash);
    let (wishes, judged, goes_on) = (outcome.wishes.clone(), outcome.account.clone(), outcome.goes_on);
    let agreed = outcome.agreed.clone();
    let (seen, arrival) = (visit.seen(), Arrival::of(app, visit, &outcome.account).await?);
    let welcome = welcome(app, visit, &outcome.account)?;
    let recorded = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            if !rows.hold_account(account).await?.is_some_and(|held| held.counts_as(&judged)) {
                return Ok(false);
            }
            if goes_on && rows.hold_session(session, now).await?.is_none() {
                return Ok(false);
            }
            if let Some((client, agreed)) = agreed
                && rows.agreed_to(account, &client).await? != agreed
            {
                return Ok(false);
            }
            if let Some(other) = replaced {
                rows.end_session(other, now).await?;
                rows.revoke_grants_of_session(other, now).await?;
            }
            if let Some(cookie) = cookie {
                let limit = now + realm.lifetimes.session;
                rows.put_session((session, account), &cookie, (&proofs, &seen), (now, limit)).await?;
                arrival.note(tx, (&realm.name, &seen), now).await?;
            }
            if let Some((remembered_until, terms_later)) = &wishes {
                rows.keep_wishes(session, (*remembered_until, terms_later.as_deref())).await?;
            }
            if let Some(grant) = &grant {
                rows.put_grant(grant).await?;
            }
            if rows.mark_signed_in(account, now).await?
                && let Some(welcome) = welcome
            {
                welcome.enqueue(tx).await?;
            }
            let client = grant.map(|grant| grant.client);
            let details = Details { account: Some(account), client, seen, ..Details::default() };
            rows.record_with((Actor::Member, event), details, now).await?;
            Ok::<_, DbErr>(true)
        })
    });
    Ok(recorded.await?)
}

/// The mail after the first sign-in; `None` at a later one, and for a member without an address.
fn welcome(app: &App, visit: &Visit, account: &AccountRow) -> Result<Option<Outgoing>, Unsendable> {
    if account.first_signed_in_at.is_some() {
        return Ok(None);
    }
    mail::tell(app, (&visit.realm, visit.view().language), account, &Message::FirstSignIn { at: visit.now })
}

/// All that the tokens will say.
fn issued(
    visit: &Visit,
    (request, outcome, grant): (&AuthorizeRequest, &Outcome, GrantId),
    (authenticated, subject): (&Authenticated, String),
) -> IssuedCode {
    IssuedCode {
        request: request.clone(),
        subject,
        account: authenticated.account(),
        session: outcome.session,
        grant,
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
