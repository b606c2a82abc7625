//! 「パスキーでログイン」 on the sign-in page: a passkey alone, which says itself whose it is.
//!
//! The question names nobody, so it is the same for everybody and tells nothing of who has passkeys. It belongs to the
//! sign-in and takes one answer. What is typed into the page's fields plays no part in it, and neither does a lock of the
//! password: whoever guesses at passwords keeps no member from their passkey.

use account::{BrowserOptions, PasskeyAnswer, PasskeyMatch, RelyingParty, SignInChallenge};
use realm::Method;
use store::expiring::{Key, Kind};
use web::controls::Problems;

use super::{Current, addresses, limits, passkey};
use crate::App;
use crate::boundary::Failure;
use crate::ceremony::{self, Asked, Signal};
use crate::kept::kept_or_new;
use crate::rows::{PasskeyRow, in_realm};

/// Questions to any passkey, by sign-in.
#[derive(Debug)]
pub enum Questions {}

impl Kind for Questions {
    const NAME: &'static str = "passkey-of-anybody";
    type Value = Asked<SignInChallenge>;
}

/// Why a passkey does not sign in.
#[derive(Debug)]
pub struct Refused {
    /// What is said.
    pub problems: Problems,
    /// What its device should know.
    pub signal: Option<Signal>,
}

/// The question that the sign-in page puts, for all of its tabs the same until it is answered. `None` in a realm without
/// passkeys. Where only one member may sign in, who is known already, it asks for one of theirs, if they have any.
///
/// # Errors
/// The store's failure.
pub async fn question(app: &App, due: &Current) -> Result<Option<BrowserOptions>, Failure> {
    let (realm, now) = (&due.visit.realm, due.visit.now);
    let party = RelyingParty::of(realm).ok().filter(|_| realm.sign_in.methods.contains(&Method::Passkey));
    let Some(party) = party else { return Ok(None) };
    let theirs = match due.destination.whom() {
        Some(whom) => {
            let rows = in_realm(app.database.reader(), &realm.name).passkeys(whom.account).await?;
            Some(rows.iter().map(PasskeyRow::stored).collect::<Result<Vec<_>, _>>()?)
        }
        None => None,
    };
    if theirs.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let lifetime = realm.lifetimes.proofs;
    let new = || {
        let (options, challenge) = match &theirs {
            Some(passkeys) => party.ask_for_one(passkeys)?,
            None => party.ask_for_any()?,
        };
        Ok(Asked { options, challenge, at: now })
    };
    let may_be_shown = |asked: &Asked<_>| asked.may_be_shown(lifetime, now);
    let asked = kept_or_new(app, &key(due), may_be_shown, new, (now + lifetime, now)).await?;
    Ok(Some(asked.options))
}

fn key(due: &Current) -> Key<Questions> {
    Key::new(&due.visit.realm.name, due.sign_in.id)
}

/// Judges what the browser answered, by the passkey that the answer names.
///
/// # Errors
/// The stores' failure.
pub async fn verify(app: &App, due: &Current, answer: &str) -> Result<Result<PasskeyMatch, Refused>, Failure> {
    let (visit, view) = (&due.visit, due.visit.view());
    let refused = |problems, signal| Ok(Err(Refused { problems, signal }));
    if answer.is_empty() {
        return refused(Problems::of_form(view.say(ceremony::WITHOUT_ANSWER)), None);
    }
    // Taken before it is compared: one question, one answer.
    let Some(asked) = app.expiring.take(&key(due), None, visit.now).await? else {
        return refused(Problems::of_form(view.say(ceremony::TOO_LATE)), None);
    };
    let answer = match PasskeyAnswer::read(answer) {
        Ok(answer) => answer,
        Err(refusal) => return refused(Problems::of_form(view.say(ceremony::refusal(&refusal))), None),
    };
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let Some(row) = rows.passkey_by_credential_id(answer.credential_id()).await? else {
        addresses::may_guess(app, visit).await?;
        addresses::note_wrong(app, visit).await?;
        return Ok(Err(unknown(app, due, answer.credential_id()).await?));
    };
    if due.destination.whom().is_some_and(|whom| whom.account != row.account_id()) {
        return refused(Problems::of_form(view.say(ceremony::NOT_REGISTERED)), None);
    }
    let judged = passkey::judge(app, visit, (row.account_id(), vec![row]), (&asked.challenge, &answer)).await?;
    Ok(judged.map_err(|why| Refused { problems: limits::wrong(visit, (why, None)), signal: None }))
}

/// A passkey that is not registered here, such as one that was deleted: its device need not offer it again. Where several
/// societies share a host, as they do on a developer's machine, it may be another's.
async fn unknown(app: &App, due: &Current, credential_id: &str) -> Result<Refused, Failure> {
    let (visit, view) = (&due.visit, due.visit.view());
    let party = RelyingParty::of(&visit.realm)?;
    for other in app.realms.serving().iter().filter(|other| other.name != visit.realm.name) {
        let neighbour = RelyingParty::of(other).is_ok_and(|other| other.id() == party.id());
        let rows = in_realm(app.database.reader(), &other.name);
        if neighbour && rows.passkey_by_credential_id(credential_id).await?.is_some() {
            let society = view.own(&other.display_name);
            let problem = view.say_with(ceremony::OF_ANOTHER_SOCIETY, &[("society", &society)]);
            return Ok(Refused { problems: Problems::of_form(problem), signal: None });
        }
    }
    let problems = Problems::of_form(view.say(ceremony::NOT_REGISTERED));
    Ok(Refused { problems, signal: Some(Signal::unknown(&party, credential_id)) })
}
