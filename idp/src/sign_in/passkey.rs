//! 「パスキーでログイン」: a passkey of the member, on this device or on another.

use std::error::Error;
use std::sync::Arc;

use account::{Gate, PasskeyAnswer, PasskeyMatch, PasskeyRefusal, RelyingParty, SignInChallenge, StoredPasskey};
use axum::extract::State;
use axum::response::Response;
use base::{AccountId, PasskeyId, Text};
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use store::expiring::{Key, Kind};
use web::controls::Problems;
use web::{Posted, View};

use super::due::{Due, Screen};
use super::frame::{Frame, unbound};
use super::{Current, limits, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::ceremony::{self, Asked, Dialog, dialog};
use crate::kept::kept_or_new;
use crate::rows::{Actor, Attempt, Details, Event, Guessed, PasskeyRow, Whose, in_realm};

const FORM: &str = "passkey";

/// The screen of the second factor, for members with a passkey.
#[derive(Debug)]
pub enum Passkey {}

impl Screen for Passkey {
    fn opens(gate: Gate) -> bool {
        gate == Gate::SecondFactor(Method::Passkey)
    }
}

/// Questions to passkeys, by sign-in and account.
#[derive(Debug)]
pub enum Questions {}

impl Kind for Questions {
    const NAME: &'static str = "passkey-sign-in";
    type Value = Asked<SignInChallenge>;
}

/// What the script fills in.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    credential: String,
}

pub(crate) fn page(view: View<'_>, options: &str, problems: &Problems, frame: &Frame) -> Markup {
    view.page(view.say(texts::PASSKEY)).problems(problems).card(html! {
        p.lead { (view.say(texts::PASSKEY_LEAD)) }
        (frame.around(view, &html! {
            (dialog(view, Dialog::Get, options, ("login-submit", texts::PASSKEY)))
            (ceremony::on_another_device(view))
            (ceremony::another_way(view))
        }))
    })
}

/// `GET /REALM/login/passkey`
pub async fn show(State(app): State<Arc<App>>, due: Due<Passkey>) -> Result<Response, Failure> {
    again(&app, &due, &Problems::none()).await
}

/// `POST /REALM/login/passkey`
pub async fn submit(State(app): State<Arc<App>>, due: Due<Passkey>, form: Posted<Form>) -> Result<Response, Failure> {
    let view = due.visit.view();
    let Ok(answered) = form.open(&due.visit.guard(&app), FORM) else {
        return again(&app, &due, &unbound(view)).await;
    };
    if answered.credential.is_empty() {
        return again(&app, &due, &Problems::of_form(view.say(ceremony::WITHOUT_ANSWER))).await;
    }
    let Some(account) = due.account() else { return due.look_again(&app).await };
    // Taken before it is compared: one question, one answer.
    let Some(asked) = app.expiring.take(&key(&due, account), None, due.visit.now).await? else {
        return again(&app, &due, &Problems::of_form(view.say(ceremony::TOO_LATE))).await;
    };
    let judged = match PasskeyAnswer::read(&answered.credential) {
        Ok(answer) => {
            let theirs = in_realm(app.database.reader(), &due.visit.realm.name).passkeys(account).await?;
            judge(&app, &due.visit, (account, theirs), (&asked.challenge, &answer)).await?
        }
        Err(refusal) => Err(ceremony::refusal(&refusal)),
    };
    match judged {
        Ok(right) => due.prove(&app, &right.used(due.visit.now)).await,
        Err(why) => again(&app, &due, &limits::wrong(&due.visit, (why, None))).await,
    }
}

async fn again(app: &App, due: &Current, problems: &Problems) -> Result<Response, Failure> {
    let Some(account) = due.account() else { return due.look_again(app).await };
    let asked = ask(app, due, account).await?;
    Ok(due.visit.page(page(due.visit.view(), &asked.options, problems, &Frame::of(app, due, FORM))))
}

/// The question that the page shows: for all of its tabs the same, until it is answered.
async fn ask(app: &App, due: &Current, account: AccountId) -> Result<Asked<SignInChallenge>, Failure> {
    let (realm, now) = (&due.visit.realm, due.visit.now);
    let (party, lifetime) = (RelyingParty::of(realm)?, realm.lifetimes.proofs);
    let rows = in_realm(app.database.reader(), &realm.name).passkeys(account).await?;
    let passkeys = rows.iter().map(PasskeyRow::stored).collect::<Result<Vec<_>, _>>()?;
    let new = || {
        let (options, challenge) = party.ask_for_one(&passkeys)?;
        Ok(Asked { options, challenge, at: now })
    };
    let may_be_shown = |asked: &Asked<_>| asked.may_be_shown(lifetime, now);
    kept_or_new(app, &key(due, account), may_be_shown, new, (now + lifetime, now)).await
}

fn key(due: &Current, account: AccountId) -> Key<Questions> {
    Key::new(&due.visit.realm.name, format_args!("{}:{account}", due.sign_in.id))
}

/// Reserves an attempt, judges the answer by the account's passkeys of now, and records the use. What is said when it is
/// not believed tells nothing of a lock.
///
/// # Errors
/// The stores' failure.
pub async fn judge(
    app: &App,
    visit: &Visit,
    (account, rows): (AccountId, Vec<PasskeyRow>),
    (challenge, answer): (&SignInChallenge, &PasskeyAnswer),
) -> Result<Result<PasskeyMatch, Text>, Failure> {
    let realm = &visit.realm;
    let Some(attempt) = limits::reserve(app, visit, (Guessed::Passkey, Whose::Account(account))).await? else {
        return Ok(Err(ceremony::NOT_BELIEVED));
    };
    let passkeys: Vec<(PasskeyId, StoredPasskey)> =
        rows.iter().map(|row| Ok((row.passkey_id(), row.stored()?))).collect::<Result<_, serde_json::Error>>()?;
    let used = rows.into_iter().find(|row| row.credential_id == answer.credential_id());
    let refused = match (RelyingParty::of(realm)?.accept_one(challenge, answer, (account, &passkeys)), &used) {
        (Ok(right), Some(row)) if use_up(app, visit, (row, &attempt), &right).await? => return Ok(Ok(right)),
        (Ok(_), _) => ceremony::NOT_BELIEVED,
        (Err(refusal), row) => {
            tracing::warn!(realm = %realm.name, error = &refusal as &dyn Error, "a passkey was not believed");
            if let (PasskeyRefusal::CounterWentBack, Some(row)) = (&refusal, row) {
                note_copy(app, visit, row).await?;
            }
            ceremony::refusal(&refusal)
        }
    };
    limits::was_wrong(app, visit, &attempt).await?;
    Ok(Err(refused))
}

/// Records the use and gives the reserved attempts back. `false` when the passkey was used or deleted just now.
async fn use_up(
    app: &App,
    visit: &Visit,
    (read, attempt): (&PasskeyRow, &Attempt),
    right: &PasskeyMatch,
) -> Result<bool, Failure> {
    let (realm, now, used) = (visit.realm.name.clone(), visit.now, right.stored.clone());
    let (row, attempt) = (read.clone(), attempt.clone());
    let recorded = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            let recorded = rows.use_passkey(&row, &used, now).await?;
            if recorded {
                rows.forget_attempts(&attempt).await?;
            }
            Ok::<_, Failure>(recorded)
        })
    });
    recorded.await
}

/// Records that two devices seem to hold one key: the society may ask its member, and the passkey can be deleted.
async fn note_copy(app: &App, visit: &Visit, row: &PasskeyRow) -> Result<(), Failure> {
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let details = Details {
        account: Some(row.account_id()),
        seen: visit.seen(),
        object: Some(row.passkey_id().to_string()),
        ..Details::default()
    };
    let noted = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.record_with((Actor::Visitor, Event::PasskeyMayBeCopied), details, now).await
        })
    });
    Ok(noted.await?)
}
