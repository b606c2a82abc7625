//! 「パスキーの登録」: the device makes a passkey, and the member gives it a name.
//!
//! A passkey that the device has made cannot be unmade from here. So when only its name is wrong it is kept until it
//! has a good one, and no second is asked for.

use std::error::Error;
use std::sync::Arc;

use account::{DeviceName, EnrolmentChallenge, Gate, NewPasskey, PasskeyHolder, RelyingParty};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use base::AccountId;
use maud::{Markup, html};
use realm::Method;
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};
use web::controls::{Button, Notice, Problems};
use web::{Posted, Unbound, View};

use super::{Device, NAME, added, name_field, named, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::ceremony::{self, Asked, Dialog, dialog};
use crate::kept::kept_or_new;
use crate::mail::Credential;
use crate::renewal::{Renewed, everywhere};
use crate::rows::{AccountRow, Event, PasskeyRow, Registered, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen};

const FORM: &str = "enrol-passkey";

/// The screen on which a passkey is registered.
#[derive(Debug)]
pub enum EnrolPasskey {}

impl Screen for EnrolPasskey {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Enrolment(Method::Passkey)
    }
}

/// Enrolments under way, by sign-in and account.
#[derive(Debug)]
pub enum Enrolments {}

impl Kind for Enrolments {
    const NAME: &'static str = "passkey-enrolment";
    type Value = Enrolment;
}

/// How far an enrolment has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enrolment {
    /// The device is asked for a passkey.
    Asked(Asked<EnrolmentChallenge>),
    /// It has made one, which has no name yet.
    Made(NewPasskey),
}

/// What the script fills in, what is typed and what is ticked.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    credential: String,
    #[serde(default)]
    device_name: String,
    everywhere: Option<String>,
}

impl Form {
    /// The form as the page opens, with a name proposed.
    pub(super) fn proposing(device_name: String) -> Self {
        Self { device_name, ..Self::default() }
    }
}

pub(super) fn page(
    view: View<'_>,
    (enrolment, typed): (&Enrolment, &Form),
    problems: &Problems,
    frame: &Frame,
) -> Markup {
    let fields = html! {
        (name_field(view, &typed.device_name, problems))
        (everywhere(view, typed.everywhere.is_some()))
    };
    view.page(view.say(texts::NEW_PASSKEY)).problems(problems).card(match enrolment {
        Enrolment::Asked(asked) => html! {
            p.lead { (view.say(texts::NEW_PASSKEY_LEAD)) }
            p { (view.say(texts::NEW_PASSKEY_HOW)) }
            (frame.around(view, &html! {
                (fields)
                (dialog(view, Dialog::Create, &asked.options, ("enrol-submit", texts::MAKE_PASSKEY)))
                (ceremony::on_another_device(view))
                (ceremony::another_way(view))
            }))
        },
        Enrolment::Made(_) => html! {
            (Notice::success(view.say(texts::PASSKEY_MADE), html! {}))
            (frame.around(view, &html! {
                (fields)
                p.actions { (Button::primary("enrol-submit", view.say(texts::REGISTER))) }
            }))
        },
    })
}

/// `GET /REALM/login/enrol/passkey`
pub async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    due: Due<EnrolPasskey>,
) -> Result<Response, Failure> {
    let Some(account) = due.account() else { return due.look_again(&app).await };
    let existing = in_realm(app.database.reader(), &due.visit.realm.name).passkeys(account).await?;
    let proposal = due.visit.view().say(Device::of(&headers).passkey_name());
    let proposed = Form::proposing(DeviceName::free(proposal, &names(&existing)));
    again(&app, &due, &proposed, &Problems::none()).await
}

/// `POST /REALM/login/enrol/passkey`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<EnrolPasskey>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let view = due.visit.view();
    let typed = match form.open(&due.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return again(&app, &due, &typed, &unbound(view)).await,
    };
    let Some(account) = &due.standing.account else { return due.look_again(&app).await };
    let new = match made(&app, &due, account.account_id(), &typed.credential).await? {
        Ok(new) => new,
        Err(problems) => return again(&app, &due, &typed, &problems).await,
    };
    match register(&app, &due, (account, &new), &typed).await? {
        Ok(Registered::Now) => due.prove(&app, &new.registered()).await,
        Ok(_) => due.look_again(&app).await,
        Err(problems) => again(&app, &due, &typed, &problems).await,
    }
}

async fn again(app: &App, due: &Current, typed: &Form, problems: &Problems) -> Result<Response, Failure> {
    let Some(account) = &due.standing.account else { return due.look_again(app).await };
    let enrolment = enrolment(app, &due.visit, (&key(due, account.account_id()), account)).await?;
    Ok(due.visit.page(page(due.visit.view(), (&enrolment, typed), problems, &Frame::of(app, due, FORM))))
}

fn key(due: &Current, account: AccountId) -> Key<Enrolments> {
    Key::new(&due.visit.realm.name, format_args!("{}:{account}", due.sign_in.id))
}

/// The enrolment that the page shows: for all of its tabs the same, until the device answers.
async fn enrolment(
    app: &App,
    visit: &Visit,
    (key, account): (&Key<Enrolments>, &AccountRow),
) -> Result<Enrolment, Failure> {
    let (realm, now, lifetime) = (&visit.realm, visit.now, visit.realm.lifetimes.proofs);
    let party = RelyingParty::of(realm)?;
    let rows = in_realm(app.database.reader(), &realm.name).passkeys(account.account_id()).await?;
    let existing = rows.iter().map(PasskeyRow::stored).collect::<Result<Vec<_>, _>>()?;
    let name = format!("{} {}", account.family_name, account.given_name);
    let holder = PasskeyHolder { account: account.account_id(), user_id: &account.user_id, name: &name };
    let new = || {
        let (options, challenge) = party.ask_for_new(&holder, &existing)?;
        Ok(Enrolment::Asked(Asked { options, challenge, at: now }))
    };
    let may_be_shown = |kept: &Enrolment| match kept {
        Enrolment::Asked(asked) => asked.may_be_shown(lifetime, now),
        Enrolment::Made(_) => true,
    };
    kept_or_new(app, key, may_be_shown, new, (now + lifetime, now)).await
}

/// The passkey that the device made: just now, if the answer is right, or before, when only its name was wrong.
async fn made(
    app: &App,
    due: &Current,
    account: AccountId,
    answer: &str,
) -> Result<Result<NewPasskey, Problems>, Failure> {
    let (view, visit, key) = (due.visit.view(), &due.visit, key(due, account));
    let problem = |text| Ok(Err(Problems::of_form(view.say(text))));
    let Some(kept) = app.expiring.get(&key, visit.now).await? else { return problem(ceremony::TOO_LATE) };
    let asked = match &kept.value {
        Enrolment::Made(new) => return Ok(Ok(new.clone())),
        Enrolment::Asked(_) if answer.is_empty() => return problem(ceremony::WITHOUT_ANSWER),
        Enrolment::Asked(asked) => asked,
    };
    let judged = RelyingParty::of(&visit.realm)?.accept_new(&asked.challenge, answer, (account, visit.now));
    match judged {
        Ok(new) => {
            // One question, one answer: of two that come at once, the first is kept.
            let made = Enrolment::Made(new.clone());
            let expires_at = due.sign_in.started_at + visit.realm.lifetimes.sign_in;
            let kept = app.expiring.replace(&kept, &made, expires_at, visit.now).await?;
            if kept { Ok(Ok(new)) } else { problem(ceremony::TOO_LATE) }
        }
        Err(refusal) => {
            tracing::warn!(realm = %visit.realm.name, error = &refusal as &dyn Error, "a new passkey was not believed");
            app.expiring.take(&key, Some(kept.version), visit.now).await?;
            problem(ceremony::refusal(&refusal))
        }
    }
}

/// Registers the passkey under the name, or says what is wrong with the name.
async fn register(
    app: &App,
    due: &Current,
    (account, new): (&AccountRow, &NewPasskey),
    typed: &Form,
) -> Result<Result<Registered, Problems>, Failure> {
    let (view, visit) = (due.visit.view(), &due.visit);
    let existing = in_realm(app.database.reader(), &visit.realm.name).passkeys(new.account()).await?;
    let name = match named(view, &typed.device_name, &names(&existing)) {
        Ok(name) => name,
        Err(problems) => return Ok(Err(problems)),
    };
    let event = (Event::PasskeyRegistered, Credential::Passkey, &name);
    let renewed = added(app, due, account, event, typed.everywhere.is_some())?;
    match keep(app, visit, (new.clone(), name), renewed).await? {
        Registered::NameTaken => Ok(Err(Problems::of_field(NAME, view.say(texts::NAME_TAKEN)))),
        Registered::TooMany => Ok(Err(Problems::of_form(view.say(texts::TOO_MANY)))),
        registered => {
            app.expiring.take(&key(due, new.account()), None, visit.now).await?;
            Ok(Ok(registered))
        }
    }
}

async fn keep(
    app: &App,
    visit: &Visit,
    (new, name): (NewPasskey, DeviceName),
    renewed: Renewed,
) -> Result<Registered, Failure> {
    let (realm, now) = (Arc::clone(&visit.realm), visit.now);
    let registered = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let registered = rows.register_passkey(&new, &name, now).await?;
            if registered == Registered::Now {
                renewed.record(tx, &realm.name, now).await?;
            }
            Ok::<_, Failure>(registered)
        })
    });
    registered.await
}

fn names(existing: &[PasskeyRow]) -> Vec<&str> {
    existing.iter().map(|row| row.name.as_str()).collect()
}
