//! 「認証アプリの登録」: the secret goes into the app as a picture, a link or a key, and the first code confirms it.
//!
//! The secret stays the same while the sign-in or the session lasts, however often the page is opened: what was scanned is never in
//! vain. It is kept sealed for the row that it will stand in.

use std::sync::Arc;

use account::{AppCodeMatch, DeviceName, Gate, JudgedCode, NewAuthenticator, new_seed};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use base::{AuthenticatorId, Purpose, Sealed, SealedFor, Unsealable, fold_digits};
use chrono::TimeDelta;
use maud::{Markup, html};
use realm::Method;
use serde::{Deserialize, Serialize};
use store::expiring::{Count, Key, Kind};
use web::controls::{Button, Field, LinkButton, Problems, definitions};
use web::{Posted, Unbound, View};

use super::qr::Picture;
use super::{Around, Device, Enroller, added, dated, name_field, named, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::kept::kept_or_new;
use crate::mail::Credential;
use crate::renewal::{Renewed, everywhere};
use crate::rows::{AuthenticatorRow, Event, Registered, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::{Due, Screen};

/// What the form of this screen is called.
pub const FORM: &str = "enrol-otp";

/// How long wrong first codes rest. There is nothing to guess here, because the secret is on the page; so it is no lock.
const REST: TimeDelta = TimeDelta::minutes(10);

/// The screen on which an authenticator app is registered.
#[derive(Debug)]
pub enum EnrolApp {}

impl Screen for EnrolApp {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Enrolment(Method::AppOtp)
    }
}

/// Secrets that were shown and of which no code was seen yet, by sign-in or session, and account.
#[derive(Debug)]
pub enum Shown {}

impl Kind for Shown {
    const NAME: &'static str = "app-enrolment";
    type Value = ShownSecret;
}

/// How many first codes were typed, by sign-in and account.
#[derive(Debug)]
pub enum FirstCodes {}

impl Kind for FirstCodes {
    const NAME: &'static str = "first-codes";
    type Value = u32;
}

/// One of them: the device that it will be, and its sealed seed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ShownSecret {
    id: AuthenticatorId,
    seed: Sealed,
}

/// What is typed and ticked.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    code: String,
    #[serde(default)]
    device_name: String,
    everywhere: Option<String>,
}

/// What the page shows.
pub(super) struct Page<'a> {
    /// What the app is to know.
    pub new: &'a NewAuthenticator,
    /// Whose app it is.
    pub user_id: &'a str,
    /// Whether the app may be on the device that shows the page.
    pub handheld: bool,
    /// The name that is proposed or was typed.
    pub name: &'a str,
    /// Whether the box of signing out everywhere is ticked.
    pub everywhere: bool,
}

pub(super) fn page(
    view: View<'_>,
    page: &Page<'_>,
    problems: &Problems,
    around: &Around<'_>,
) -> Result<Markup, Failure> {
    let society = view.own(&view.site.society);
    let link = page.new.link(society, page.user_id).unwrap_or_default();
    let picture = Picture::of(&link)?;
    let entry: [(&str, &dyn std::fmt::Display); 2] = [("page", &society), ("user_id", &page.user_id)];
    let content = html! {
        p.lead { (view.say(texts::APP_LEAD)) }
        ol.numbered {
            li {
                h2 { (view.say(texts::APP_STEP_1)) }
                p { (view.say(texts::APP_ABOUT)) }
                ul { li { (view.say(texts::APPS_IPHONE)) } li { (view.say(texts::APPS_ANDROID)) } }
            }
            li {
                h2 { (view.say(texts::APP_STEP_2)) }
                @if page.handheld {
                    p { (view.say(texts::ON_THIS_DEVICE_HINT)) }
                    p.actions { (LinkButton::secondary(&link, view.say(texts::ON_THIS_DEVICE))) }
                }
                p { (view.say_with(texts::SCAN, &entry)) }
                img.scan src=(picture.data_url()) alt=(view.say(texts::QR)) width=(picture.size) height=(picture.size);
                (typed_key(view, page))
            }
            li {
                h2 { (view.say(texts::APP_STEP_3)) }
                (around.form(view, &html! {
                    (Field::code("code", view.say(texts::CODE)).hint(view.say(texts::CODE_HINT)).check(problems))
                    (name_field(view, page.name, problems))
                    (everywhere(view, page.everywhere))
                    p.actions { (Button::primary("enrol-submit", view.say(texts::REGISTER))) }
                }))
            }
        }
        p.hint { (view.say(texts::APP_HELP)) }
    };
    Ok(around.page(view, view.say(texts::APP), problems, content))
}

/// What an app asks for when it is filled in by hand.
fn typed_key(view: View<'_>, page: &Page<'_>) -> Markup {
    let key = page.new.key();
    // Base 32 is ASCII, so characters and bytes are the same.
    let groups: Vec<&str> = key.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    html! {
        details.unfold {
            summary { (view.say(texts::CANNOT_SCAN)) }
            p { (view.say(texts::KEY)) }
            (definitions(&[
                (view.say(texts::KEY_ACCOUNT), html! { (page.user_id) }),
                (view.say(texts::KEY_KEY), html! { code.key #app-key { @for group in &groups { span { (group) } } } }),
                (view.say(texts::KEY_KIND), html! { (view.say(texts::KEY_TIME)) }),
            ]))
        }
    }
}

/// `GET /REALM/login/enrol/otp`
pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap, due: Due<EnrolApp>) -> Result<Response, Failure> {
    match Enroller::in_sign_in(&app, &due, FORM) {
        Some(enroller) => open(&app, &enroller, &headers).await,
        None => due.look_again(&app).await,
    }
}

/// `POST /REALM/login/enrol/otp`
pub async fn submit(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    due: Due<EnrolApp>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let Some(enroller) = Enroller::in_sign_in(&app, &due, FORM) else { return due.look_again(&app).await };
    match answer(&app, &enroller, &headers, form).await? {
        Answered::Now(right) => due.prove(&app, &right.used(enroller.account_id(), due.visit.now)).await,
        Answered::Before => due.look_again(&app).await,
        Answered::Page(page) => Ok(page),
    }
}

/// What became of a form.
#[derive(Debug)]
pub enum Answered {
    /// The app is registered, and its first code used up.
    Now(AppCodeMatch),
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
    again(app, enroller, (Device::of(headers), None), &Problems::none()).await
}

/// Registers the app whose first code is in the form, or shows the page again.
///
/// # Errors
/// The stores' failure.
pub async fn answer(
    app: &App,
    enroller: &Enroller<'_>,
    headers: &HeaderMap,
    form: Posted<Form>,
) -> Result<Answered, Failure> {
    let (view, device) = (enroller.visit.view(), Device::of(headers));
    let (typed, outcome) = match form.open(&enroller.visit.guard(app), FORM) {
        Ok(typed) => {
            let outcome = register(app, enroller, &typed).await?;
            (typed, outcome)
        }
        Err(Unbound(typed)) => (typed, Outcome::Not(unbound(view))),
    };
    Ok(match outcome {
        Outcome::Done(right) => Answered::Now(right),
        Outcome::DoneBefore => Answered::Before,
        Outcome::Not(problems) => Answered::Page(again(app, enroller, (device, Some(&typed)), &problems).await?),
    })
}

async fn again(
    app: &App,
    enroller: &Enroller<'_>,
    (device, typed): (Device, Option<&Form>),
    problems: &Problems,
) -> Result<Response, Failure> {
    let (visit, view) = (enroller.visit, enroller.visit.view());
    let new = secret(app, enroller).await?;
    let existing = in_realm(app.database.reader(), &visit.realm.name).authenticators(enroller.account_id()).await?;
    let proposal = DeviceName::free(&dated(view, device.app_name(), visit.now), &names(&existing));
    let shown = Page {
        new: &new,
        user_id: &enroller.account.user_id,
        handheld: device.is_handheld(),
        name: typed.map_or(&proposal, |typed| &typed.device_name),
        everywhere: typed.is_some_and(|typed| typed.everywhere.is_some()),
    };
    Ok(visit.page(page(view, &shown, problems, &enroller.around)?))
}

/// The secret of this sign-in or session: for all of its tabs the same.
async fn secret(app: &App, enroller: &Enroller<'_>) -> Result<NewAuthenticator, Failure> {
    let visit = enroller.visit;
    let new = || {
        let (id, seed) = (AuthenticatorId::generate(), new_seed());
        let row = id.to_string();
        Ok(ShownSecret { id, seed: app.sealing_key.seal(place(visit, &row), seed.expose()) })
    };
    // What a key sealed that has been taken out since is made anew.
    let opens = |shown: &ShownSecret| opened(app, visit, shown).is_ok();
    let shown = kept_or_new(app, &key(enroller), opens, new, (enroller.kept_until, visit.now)).await?;
    opened(app, visit, &shown)
}

fn key(enroller: &Enroller<'_>) -> Key<Shown> {
    Key::new(&enroller.visit.realm.name, enroller.key())
}

/// The secret is sealed for the row that it will have.
fn place<'a>(visit: &'a Visit, row: &'a str) -> SealedFor<'a> {
    SealedFor { purpose: Purpose::AuthenticatorSeed, realm: &visit.realm.name, row }
}

fn opened(app: &App, visit: &Visit, shown: &ShownSecret) -> Result<NewAuthenticator, Failure> {
    let row = shown.id.to_string();
    Ok(NewAuthenticator { id: shown.id, seed: app.sealing_key.open(place(visit, &row), &shown.seed)? })
}

/// The seed under the key that seals now: the page may have been opened before that was changed.
fn seed_for_its_row(app: &App, visit: &Visit, shown: ShownSecret) -> Result<Sealed, Unsealable> {
    let row = shown.id.to_string();
    Ok(app.sealing_key.reseal(place(visit, &row), &shown.seed)?.unwrap_or(shown.seed))
}

/// What the form leads to.
enum Outcome {
    /// The app is registered, and its first code used up.
    Done(AppCodeMatch),
    /// The same form came before.
    DoneBefore,
    /// Something is wrong with it.
    Not(Problems),
}

/// Reserves an attempt, judges the code, and registers the app.
async fn register(app: &App, enroller: &Enroller<'_>, typed: &Form) -> Result<Outcome, Failure> {
    let (view, visit, account) = (enroller.visit.view(), enroller.visit, enroller.account_id());
    let existing = in_realm(app.database.reader(), &visit.realm.name).authenticators(account).await?;
    let (name, code) = match read(view, typed, &existing) {
        Ok(read) => read,
        Err(problems) => return Ok(Outcome::Not(problems)),
    };
    let Some(shown) = app.expiring.get(&key(enroller), visit.now).await? else { return Ok(Outcome::DoneBefore) };
    if !reserve(app, enroller).await? {
        let text = view.say_with(texts::CODE_TOO_OFTEN, &[("minutes", &REST.num_minutes())]);
        return Ok(Outcome::Not(Problems::of_field("code", text)));
    }
    let Ok(new) = opened(app, visit, &shown.value) else {
        return Ok(Outcome::Not(Problems::of_field("code", view.say(texts::CODE_WRONG))));
    };
    let right = match new.judge(&code, visit.now) {
        JudgedCode::Right(right) => right,
        JudgedCode::ClockOff(_) => return Ok(Outcome::Not(Problems::of_field("code", view.say(texts::CLOCK_OFF)))),
        JudgedCode::Wrong => return Ok(Outcome::Not(Problems::of_field("code", view.say(texts::CODE_WRONG)))),
    };
    let event = (Event::AuthenticatorRegistered, Credential::AuthenticatorApp, &name);
    let renewed = added(app, enroller, event, typed.everywhere.is_some())?;
    Ok(match keep(app, enroller, (name, seed_for_its_row(app, visit, shown.value)?, right), renewed).await? {
        Registered::Now => {
            app.expiring.take(&key(enroller), None, visit.now).await?;
            Outcome::Done(right)
        }
        Registered::Before => Outcome::DoneBefore,
        Registered::NameTaken => Outcome::Not(Problems::of_field(super::NAME, view.say(texts::NAME_TAKEN))),
        Registered::TooMany => Outcome::Not(Problems::of_form(view.say(texts::TOO_MANY))),
        Registered::Overtaken => Outcome::Not(Problems::of_form(view.say(texts::OVERTAKEN))),
    })
}

/// The name and the six digits, or what is wrong with them.
fn read(view: View<'_>, typed: &Form, existing: &[AuthenticatorRow]) -> Result<(DeviceName, String), Problems> {
    let code = fold_digits(&typed.code);
    if code.len() != 6 || !code.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(Problems::of_field("code", view.say(texts::CODE_MALFORMED)));
    }
    Ok((named(view, &typed.device_name, &names(existing))?, code))
}

fn names(existing: &[AuthenticatorRow]) -> Vec<&str> {
    existing.iter().map(|row| row.name.as_str()).collect()
}

/// Counts a first code before it is judged. `false` when there were too many.
async fn reserve(app: &App, enroller: &Enroller<'_>) -> Result<bool, Failure> {
    let visit = enroller.visit;
    let key = Key::<FirstCodes>::new(&visit.realm.name, enroller.key());
    let count = app.expiring.count(&key, visit.realm.sign_in.lockout.failures, REST, visit.now).await?;
    Ok(matches!(count, Count::Reserved(_)))
}

async fn keep(
    app: &App,
    enroller: &Enroller<'_>,
    (name, seed, right): (DeviceName, Sealed, AppCodeMatch),
    renewed: Renewed,
) -> Result<Registered, Failure> {
    let (realm, now, judged) = (Arc::clone(&enroller.visit.realm), enroller.visit.now, enroller.account.clone());
    let registered = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let registered = rows.register_authenticator(&judged, (&name, &seed), right, now).await?;
            if registered == Registered::Now {
                renewed.record(tx, &realm.name, now).await?;
            }
            Ok::<_, Failure>(registered)
        })
    });
    registered.await
}
