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
use maud::{Markup, html};
use realm::Method;
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};
use web::controls::{Button, Notice, Problems};
use web::{Posted, Unbound, View};

use super::{Around, Device, Enroller, NAME, added, name_field, named, texts};
use crate::App;
use crate::boundary::Failure;
use crate::ceremony::{self, Asked, Dialog, dialog};
use crate::kept::kept_or_new;
use crate::mail::Credential;
use crate::renewal::{Renewed, everywhere};
use crate::rows::{Event, PasskeyRow, Registered, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::{Due, Screen};

/// What the form of this screen is called.
pub const FORM: &str = "enrol-passkey";

/// The screen on which a passkey is registered.
#[derive(Debug)]
pub enum EnrolPasskey {}

impl Screen for EnrolPasskey {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Enrolment(Method::Passkey)
    }
}

/// Enrolments under way, by sign-in or session, and account.
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
    around: &Around<'_>,
) -> Markup {
    let fields = html! {
        (name_field(view, &typed.device_name, problems))
        (everywhere(view, typed.everywhere.is_some()))
    };
    let content = match enrolment {
        Enrolment::Asked(asked) => html! {
            p.lead { (view.say(texts::NEW_PASSKEY_LEAD)) }
            p { (view.say(texts::NEW_PASSKEY_HOW)) }
            (around.form(view, &html! {
                (fields)
                (dialog(view, Dialog::Create, &asked.options, ("enrol-submit", texts::MAKE_PASSKEY)))
                (ceremony::on_another_device(view))
                (ceremony::another_way(view))
            }))
        },
        Enrolment::Made(_) => html! {
            (Notice::success(view.say(texts::PASSKEY_MADE), html! {}))
            (around.form(view, &html! {
                (fields)
                p.actions { (Button::primary("enrol-submit", view.say(texts::REGISTER))) }
            }))
        },
    };
    around.page(view, view.say(texts::NEW_PASSKEY), problems, content)
}

/// `GET /REALM/login/enrol/passkey`
pub async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    due: Due<EnrolPasskey>,
) -> Result<Response, Failure> {
    match Enroller::in_sign_in(&app, &due, FORM) {
        Some(enroller) => open(&app, &enroller, &headers).await,
        None => due.look_again(&app).await,
    }
}

/// `POST /REALM/login/enrol/passkey`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<EnrolPasskey>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let Some(enroller) = Enroller::in_sign_in(&app, &due, FORM) else { return due.look_again(&app).await };
    match answer(&app, &enroller, form).await? {
        Answered::Now(new) => due.prove(&app, &new.registered()).await,
        Answered::Before => due.look_again(&app).await,
        Answered::Page(page) => Ok(page),
    }
}

/// What became of a form.
#[derive(Debug)]
pub enum Answered {
    /// The passkey is registered.
    Now(Box<NewPasskey>),
    /// The same form came before.
    Before,
    /// The page again, which says what is wrong.
    Page(Response),
}

/// The page as it opens.
///
/// # Errors
/// The stores' failure.
pub async fn open(app: &App, enroller: &Enroller<'_>, headers: &HeaderMap) -> Result<Response, Failure> {
    let visit = enroller.visit;
    let existing = in_realm(app.database.reader(), &visit.realm.name).passkeys(enroller.account_id()).await?;
    let proposal = visit.view().say(Device::of(headers).passkey_name());
    let proposed = Form::proposing(DeviceName::free(proposal, &names(&existing)));
    again(app, enroller, &proposed, &Problems::none()).await
}

/// Registers the passkey that the form brings, or shows the page again.
///
/// # Errors
/// The stores' failure.
pub async fn answer(app: &App, enroller: &Enroller<'_>, form: Posted<Form>) -> Result<Answered, Failure> {
    let typed = match form.open(&enroller.visit.guard(app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => {
            let problems = unbound(enroller.visit.view());
            return Ok(Answered::Page(again(app, enroller, &typed, &problems).await?));
        }
    };
    let new = match made(app, enroller, &typed.credential).await? {
        Ok(new) => new,
        Err(problems) => return Ok(Answered::Page(again(app, enroller, &typed, &problems).await?)),
    };
    Ok(match register(app, enroller, &new, &typed).await? {
        Ok(Registered::Now) => Answered::Now(Box::new(new)),
        Ok(_) => Answered::Before,
        Err(problems) => Answered::Page(again(app, enroller, &typed, &problems).await?),
    })
}

async fn again(app: &App, enroller: &Enroller<'_>, typed: &Form, problems: &Problems) -> Result<Response, Failure> {
    let enrolment = enrolment(app, enroller).await?;
    let visit = enroller.visit;
    Ok(visit.page(page(visit.view(), (&enrolment, typed), problems, &enroller.around)))
}

fn key(enroller: &Enroller<'_>) -> Key<Enrolments> {
    Key::new(&enroller.visit.realm.name, enroller.key())
}

/// The enrolment that the page shows: for all of its tabs the same, until the device answers.
async fn enrolment(app: &App, enroller: &Enroller<'_>) -> Result<Enrolment, Failure> {
    let (visit, account) = (enroller.visit, enroller.account);
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
    kept_or_new(app, &key(enroller), may_be_shown, new, (now + lifetime, now)).await
}

/// The passkey that the device made: just now, if the answer is right, or before, when only its name was wrong.
async fn made(app: &App, enroller: &Enroller<'_>, answer: &str) -> Result<Result<NewPasskey, Problems>, Failure> {
    let (view, visit, key) = (enroller.visit.view(), enroller.visit, key(enroller));
    let problem = |text| Ok(Err(Problems::of_form(view.say(text))));
    let Some(kept) = app.expiring.get(&key, visit.now).await? else { return problem(ceremony::TOO_LATE) };
    let asked = match &kept.value {
        Enrolment::Made(new) => return Ok(Ok(new.clone())),
        Enrolment::Asked(_) if answer.is_empty() => return problem(ceremony::WITHOUT_ANSWER),
        Enrolment::Asked(asked) => asked,
    };
    let judged =
        RelyingParty::of(&visit.realm)?.accept_new(&asked.challenge, answer, (enroller.account_id(), visit.now));
    match judged {
        Ok(new) => {
            // One question, one answer: of two that come at once, the first is kept.
            let made = Enrolment::Made(new.clone());
            let kept = app.expiring.replace(&kept, &made, enroller.kept_until, visit.now).await?;
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
    enroller: &Enroller<'_>,
    new: &NewPasskey,
    typed: &Form,
) -> Result<Result<Registered, Problems>, Failure> {
    let (view, visit) = (enroller.visit.view(), enroller.visit);
    let existing = in_realm(app.database.reader(), &visit.realm.name).passkeys(new.account()).await?;
    let name = match named(view, &typed.device_name, &names(&existing)) {
        Ok(name) => name,
        Err(problems) => return Ok(Err(problems)),
    };
    let event = (Event::PasskeyRegistered, Credential::Passkey, &name);
    let renewed = added(app, enroller, event, typed.everywhere.is_some())?;
    match keep(app, enroller, (new.clone(), name), renewed).await? {
        Registered::NameTaken => Ok(Err(Problems::of_field(NAME, view.say(texts::NAME_TAKEN)))),
        Registered::TooMany => Ok(Err(Problems::of_form(view.say(texts::TOO_MANY)))),
        Registered::Overtaken => Ok(Err(Problems::of_form(view.say(texts::OVERTAKEN)))),
        registered => {
            app.expiring.take(&key(enroller), None, visit.now).await?;
            Ok(Ok(registered))
        }
    }
}

async fn keep(
    app: &App,
    enroller: &Enroller<'_>,
    (new, name): (NewPasskey, DeviceName),
    renewed: Renewed,
) -> Result<Registered, Failure> {
    let (realm, now, judged) = (Arc::clone(&enroller.visit.realm), enroller.visit.now, enroller.account.clone());
    let registered = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let registered = rows.register_passkey(&judged, &new, &name, now).await?;
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
