//! 「ログイン」: user ID and password.
//!
//! A wrong ID and a wrong password get the same page in the same time: an attempt is reserved under the ID whether or
//! not somebody has it, and one password hash is computed whatever is stored.

use std::sync::Arc;
use std::time::Duration;

use account::{BrowserOptions, Gate, Next, PasswordMatch, TypedPassword, UserId};
use axum::extract::State;
use axum::response::Response;
use base::{Purpose, SealedFor, Secret, Text};
use chrono::TimeDelta;
use maud::{Markup, html};
use realm::{Client, Interruption};
use serde::Deserialize;
use tokio::time::sleep;
use web::controls::{Button, Checkbox, Field, Notice, Problems};
use web::{Posted, Unbound, View, format};

use super::due::{Due, Screen};
use super::frame::Frame;
use super::with_passkey::{self, Refused};
use super::{Current, SignIn, limits, next, spray, texts};
use crate::App;
use crate::applications::{branding, respond};
use crate::boundary::{Failure, Visit};
use crate::ceremony::{self, Signal};
use crate::forgotten::{self, Told};
use crate::rows::{AccountRow, Attempt, DbErr, Guessed, Whose, in_realm};
use crate::stored_password;

const FORM: &str = "login";

/// When a wrong password is answered at the soonest where members may still have hashes of a former system, whose cost
/// would tell whether somebody has the user ID. No hash that may be imported takes a core that long.
const NO_SOONER: Duration = Duration::from_secs(1);

/// The screen of the password gate.
#[derive(Debug)]
pub enum Password {}

impl Screen for Password {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Password
    }
}

/// What is typed, or instead what the script fills in.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: Secret,
    credential: Option<String>,
    remember_me: Option<String>,
}

/// What stands beside the form once.
#[derive(Default)]
struct Beside {
    /// What became of something forgotten.
    told: Option<Notice>,
    /// What a device is told of a passkey that is not known.
    signal: Option<Signal>,
}

/// What the page shows.
struct Shown<'a> {
    user_id: &'a str,
    /// Where the sign-in leads; `None` when somebody who is signed in only shows that it is they.
    application: Option<&'a str>,
    /// The same as its file describes it, where it is no page of ours.
    client: Option<&'a Client>,
    /// When the service will rest, if that is soon.
    coming: Option<Interruption>,
    /// How long the password may be remembered, where it may, and whether it is to be.
    remember_me: Option<(TimeDelta, bool)>,
    problems: &'a Problems,
    beside: Beside,
    /// The question to a passkey, where one may sign in.
    passkey: Option<BrowserOptions>,
    /// Where somebody goes who has forgotten something, and back to the portal, by the link's id.
    ways: Vec<(&'static str, String, Text)>,
    frame: Frame,
}

fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let autofill = if shown.passkey.is_some() { "username webauthn" } else { "username" };
    let user_id = Field::user_id("username", view.say(texts::USER_ID)).autocomplete(autofill).value(shown.user_id);
    let user_id = user_id.check(shown.problems);
    let (title, lead, user_id, submit) = match &shown.application {
        Some(application) => {
            let lead = view.say_with(texts::SIGN_IN_TO, &[("application", application)]);
            (texts::SIGN_IN, lead, user_id, texts::SIGN_IN)
        }
        None => (
            texts::FRESH_AUTH,
            view.say(texts::FRESH_AUTH_LEAD).to_owned(),
            user_id.read_only(),
            texts::FRESH_AUTH_SUBMIT,
        ),
    };
    let fields = html! {
        (user_id)
        (Field::password("password", view.say(texts::PASSWORD), view.language).check(shown.problems))
        @if let Some((length, wished)) = shown.remember_me { (remember_me(view, length, wished)) }
        p.actions { (Button::primary("login-submit", view.say(submit))) }
    };
    view.page(view.say(title)).problems(shown.problems).card(html! {
        @if let Some(coming) = &shown.coming { (Notice::maintenance(view.language, coming)) }
        @if let Some(told) = &shown.beside.told { (told) }
        p.lead { (lead) }
        @if let Some(client) = shown.client { (branding(view, client)) }
        (shown.frame.around_with(view, &fields, &html! {
            (by_passkey(view, shown))
            ul.links {
                @for (id, href, label) in &shown.ways { li { a #(id) href=(href) { (view.say(*label)) } } }
            }
        }))
    })
}

/// The passkey's own form, and what a device is told of a passkey that is not known.
fn by_passkey(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let Shown { passkey, beside, frame, .. } = shown;
    html! {
        @if let Some(options) = passkey {
            (ceremony::beside(view, (&frame.action, &frame.tokens.0), options, ("passkey-login", texts::PASSKEY)))
        }
        @if let Some(signal) = &beside.signal { (signal.on_page()) }
    }
}

fn remember_me(view: View<'_>, length: TimeDelta, wished: bool) -> Markup {
    let hint = view.say_with(texts::REMEMBER_ME_HINT, &[("length", &format::length(length, view.language))]);
    html! { (Checkbox::new("remember_me", view.say(texts::REMEMBER_ME)).hint(&hint).checked(wished)) }
}

/// `GET /REALM/login`
pub async fn show(State(app): State<Arc<App>>, due: Due<Password>) -> Result<Response, Failure> {
    let told = due.sign_in.told.as_ref();
    let user_id = match only(&app, &due).await? {
        Some(user_id) => user_id,
        None => told.and_then(Told::user_id).or_else(|| due.destination.login_hint()).unwrap_or_default().to_owned(),
    };
    let beside = Beside { told: told.map(|told| told.notice(due.visit.view(), &due.visit.realm)), signal: None };
    let typed = Form { username: user_id, ..Form::default() };
    again(&app, &due, (&typed, beside), &Problems::none()).await
}

/// `POST /REALM/login`. A tab that was left open here may send it late: whoever was let in meanwhile goes on, and
/// somebody else is heard.
pub async fn submit(State(app): State<Arc<App>>, current: Current, form: Posted<Form>) -> Result<Response, Failure> {
    let (mut typed, unbound) = match form.open(&current.visit.guard(&app), FORM) {
        Ok(typed) => (typed, false),
        Err(Unbound(typed)) => (typed, true),
    };
    if !is_meant(&current, &typed, unbound) {
        return current.proceed(&app).await;
    }
    let due = Current { shown: Gate::Password, ..current };
    let view = due.visit.view();
    if let Some(user_id) = only(&app, &due).await? {
        typed.username = user_id;
    }
    if unbound {
        let problems = Problems::of_form(view.say(texts::SEND_AGAIN));
        return again(&app, &due, (&typed, Beside::default()), &problems).await;
    }
    if let Some(answer) = &typed.credential {
        return match with_passkey::verify(&app, &due, answer).await? {
            Ok(right) => due.prove(&app, &right.used(due.visit.now)).await,
            Err(Refused { problems, signal }) => {
                again(&app, &due, (&typed, Beside { told: None, signal }), &problems).await
            }
        };
    }
    let problems = empty(view, &typed);
    if !problems.is_empty() {
        return again(&app, &due, (&typed, Beside::default()), &problems).await;
    }
    let Some(right) = verify(&app, &due.visit, &typed).await? else {
        let problems = limits::wrong(&due.visit, (texts::WRONG_PASSWORD, None));
        return again(&app, &due, (&typed, Beside::default()), &problems).await;
    };
    let remember = typed.remember_me.is_some();
    let shown = |sign_in: &mut SignIn| {
        sign_in.show(right.proof.clone());
        sign_in.wishes = sign_in.wishes.of_whoever_signs_in(remember);
    };
    due.change(&app, shown).await
}

/// Whether the password is what comes next, or somebody else than the member who showed theirs types their user ID.
fn is_meant(current: &Current, typed: &Form, unbound: bool) -> bool {
    let user_id = UserId::spell(typed.username.trim());
    let known = current.standing.account.as_ref().map(|account| account.user_id.as_str());
    let may_be_another = !unbound && current.destination.whom().is_none() && !user_id.is_empty();
    matches!(current.standing.next, Next::Due(Gate::Password)) || (may_be_another && known != Some(user_id.as_str()))
}

fn empty(view: View<'_>, typed: &Form) -> Problems {
    let mut problems = Problems::none();
    if typed.username.trim().is_empty() {
        problems.add("username", view.say(texts::USER_ID_EMPTY));
    }
    if typed.password.expose().is_empty() {
        problems.add("password", view.say(texts::PASSWORD_EMPTY));
    }
    problems
}

/// The user ID of the only member who may sign in here, whatever is typed.
async fn only(app: &App, due: &Current) -> Result<Option<String>, Failure> {
    let Some(whom) = due.destination.whom() else { return Ok(None) };
    let account = in_realm(app.database.reader(), &due.visit.realm.name).account(whom.account).await?;
    Ok(account.map(|account| account.user_id))
}

async fn again(
    app: &App,
    due: &Current,
    (typed, beside): (&Form, Beside),
    problems: &Problems,
) -> Result<Response, Failure> {
    let (realm, anybody) = (&due.visit.realm, due.destination.whom().is_none());
    let shown = Shown {
        user_id: &typed.username,
        application: anybody.then(|| due.destination.name(due.visit.view())),
        client: due.destination.client(),
        coming: realm.announced_interruption(due.visit.now),
        remember_me: realm.sign_in.remember_me.filter(|_| anybody).map(|length| (length, typed.remember_me.is_some())),
        problems,
        beside,
        passkey: with_passkey::question(app, due).await?,
        ways: ways(due, anybody),
        // Nobody has shown anything yet to whom other ways could belong.
        frame: Frame { other_ways: Vec::new(), another: None, ..Frame::of(app, due, FORM) },
    };
    Ok(respond(&due.visit, shown.client, page(due.visit.view(), &shown)))
}

/// Whoever only shows once more that it is they has a user ID, and comes from a page of ours.
fn ways(due: &Current, to_an_application: bool) -> Vec<(&'static str, String, Text)> {
    let way = |path| next::in_sign_in(&due.visit, &due.sign_in, path);
    let mut ways = vec![("forgotten-password", way(forgotten::PASSWORD), texts::FORGOTTEN_PASSWORD)];
    if to_an_application {
        let portal = format!("{}/", due.visit.realm.portal_url);
        ways.push(("forgotten-user-id", way(forgotten::USER_ID), texts::FORGOTTEN_USER_ID));
        ways.push(("to-portal", portal, texts::BACK_TO_PORTAL));
    }
    ways
}

/// Reserves an attempt, checks the password, and settles both. `None` for whatever was wrong.
async fn verify(app: &App, visit: &Visit, typed: &Form) -> Result<Option<PasswordMatch>, Failure> {
    let user_id = UserId::spell(typed.username.trim());
    spray::hold_up(app, visit, &user_id).await?;
    let (all_alike, place) = (sleep(NO_SOONER), app.passwords.enter()?);
    let nobody = name_of_nobody(app, visit, &user_id).await?;
    let account = in_realm(app.database.reader(), &visit.realm.name).account_by_user_id(&user_id).await?;
    let whose = match &account {
        Some(row) => Whose::Account(row.account_id()),
        None => Whose::Nobody(nobody),
    };
    let attempt = limits::reserve(app, visit, (Guessed::Password, whose)).await?;
    let stored = match (&account, &attempt) {
        (Some(row), Some(_)) => stored_password::open(&app.sealing_key, &visit.realm, row)?,
        _ => None,
    };
    let password = TypedPassword::new(&typed.password, visit.realm.sign_in.password.ignore_case);
    let right = place.verify(stored, password.clone(), visit.now).await?;
    if right.is_none() && visit.realm.sign_in.imports_password_hashes {
        all_alike.await;
    }
    match (&right, attempt) {
        (Some(right), Some(attempt)) => settle(app, visit, (attempt, account.as_ref()), right).await?,
        (None, Some(attempt)) => limits::was_wrong_password(app, visit, &attempt, &password).await?,
        (_, None) => return Ok(None),
    }
    Ok(right)
}

/// Under what guesses at a user ID are counted if nobody has it. The store must not tell which were tried, and a plain
/// hash of one is easily undone. While one key makes room for another it is asked under which of them guesses are counted
/// already, whether somebody has the ID or not, so that both take as long: a lock that went with the key would tell them
/// apart.
async fn name_of_nobody(app: &App, visit: &Visit, user_id: &str) -> Result<String, DbErr> {
    let realm = &visit.realm.name;
    let place = SealedFor { purpose: Purpose::UnknownUserId, realm, row: "" };
    let names: Vec<String> = app.sealing_key.digests(place, user_id.as_bytes()).collect();
    if names.len() > 1
        && let Some(counted) = in_realm(app.database.reader(), realm).counted_nobody(Guessed::Password, &names).await?
    {
        return Ok(counted);
    }
    Ok(app.sealing_key.digest(place, user_id.as_bytes()))
}

/// Gives the reserved attempts back and keeps the hash of a password whose row has none, or another than it should.
async fn settle(
    app: &App,
    visit: &Visit,
    (attempt, row): (Attempt, Option<&AccountRow>),
    right: &PasswordMatch,
) -> Result<(), Failure> {
    let (realm, account) = (visit.realm.name.clone(), right.proof.account());
    let seal = |hash| stored_password::seal_hash(&app.sealing_key, &realm, account, hash);
    let rehash = right.rehash.as_ref().map(seal).zip(row.cloned());
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm);
                rows.forget_attempts(&attempt).await?;
                match rehash {
                    Some((hash, read)) => rows.rehash_password(&read, &hash).await,
                    None => Ok(()),
                }
            })
        })
        .await?;
    Ok(())
}
