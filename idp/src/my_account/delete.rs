//! 「削除」: an authenticator app or a passkey goes, after the question whether it is meant.
//!
//! The only device may go too: whoever does that has shown it a moment ago, and registers anew at the next sign-in.

use std::sync::Arc;

use account::Factor;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{AuthenticatorId, PasskeyId, Text};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use web::controls::{Button, Item, Notice, Problems, items};
use web::{FormToken, Posted, format};

use super::texts::methods as texts;
use super::told::{Told, tell};
use super::{FreshAuth, Place};
use crate::App;
use crate::boundary::Failure;
use crate::mail::{self, Credential, CredentialChange, Message};
use crate::renewal::{Renewed, everywhere};
use crate::rows::{AuthenticatorRow, Event, PasskeyRow, SessionRow, in_realm};
use crate::sign_in::see_other;

const FORM: &str = "delete-device";

/// What comes back.
#[derive(Debug, Deserialize)]
pub struct Form {
    everywhere: Option<String>,
}

/// A device that may be deleted.
#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) created_at: DateTime<Utc>,
    /// Whether it is the only one by which the member can answer what the sign-in asks for.
    pub(super) only_one: bool,
    /// Whether it was used in this session.
    pub(super) in_use: bool,
}

/// Which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    App(AuthenticatorId),
    /// With the id by which browsers know it.
    Passkey(PasskeyId, String),
}

impl Kind {
    const fn words(&self) -> (Text, Text) {
        match self {
            Self::App(_) => (texts::DELETE_APP, texts::DELETE_APP_MEANS),
            Self::Passkey(..) => (texts::DELETE_PASSKEY, texts::DELETE_PASSKEY_MEANS),
        }
    }
}

pub(super) fn page(place: &Place<'_>, device: &Device, token: &FormToken) -> Markup {
    let view = place.view;
    let (title, means) = device.kind.words();
    let item = Item::new(&device.name).fact(view.say(texts::CREATED), format::moment(device.created_at, view.language));
    let warnings = [
        (device.in_use, texts::IN_USE, texts::IN_USE_MEANS),
        (device.only_one, texts::ONLY_ONE, texts::ONLY_ONE_MEANS),
    ];
    place.page(
        view.say(title),
        &Problems::none(),
        &html! {
            (items(&[item]))
            p { (view.say(means)) }
            @for (applies, heading, why) in warnings {
                @if applies { (Notice::warning(view.say(heading), html! { p { (view.say(why)) } })) }
            }
            (place.form(token, "/sign-in", &html! {
                (everywhere(view, false))
                p.actions { (Button::danger("delete-submit", view.say(texts::DELETE_IT))) }
            }))
        },
    )
}

/// `GET /REALM/account/authenticators/{id}/delete`
pub async fn ask_app(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let device = find_app(&app, &fresh, &id).await?;
    Ok(ask(&app, &fresh, device))
}

/// `POST /REALM/account/authenticators/{id}/delete`
pub async fn submit_app(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, id)): Path<(String, String)>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let device = find_app(&app, &fresh, &id).await?;
    submit(&app, &fresh, device, form).await
}

/// `GET /REALM/account/passkeys/{id}/delete`
pub async fn ask_passkey(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let device = find_passkey(&app, &fresh, &id).await?;
    Ok(ask(&app, &fresh, device))
}

/// `POST /REALM/account/passkeys/{id}/delete`
pub async fn submit_passkey(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, id)): Path<(String, String)>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let device = find_passkey(&app, &fresh, &id).await?;
    submit(&app, &fresh, device, form).await
}

fn ask(app: &App, fresh: &FreshAuth, device: Option<Device>) -> Response {
    match device {
        Some(device) => fresh.visit.page(page(&fresh.place(), &device, &fresh.visit.guard(app).token(FORM))),
        None => back(fresh),
    }
}

async fn submit(app: &App, fresh: &FreshAuth, device: Option<Device>, form: Posted<Form>) -> Result<Response, Failure> {
    let Some(device) = device else { return Ok(back(fresh)) };
    let Ok(form) = form.open(&fresh.visit.guard(app), FORM) else { return Ok(ask(app, fresh, Some(device))) };
    if delete(app, fresh, &device, form.everywhere.is_some()).await? {
        let told = match device.kind {
            Kind::App(_) => Told::AppDeleted,
            Kind::Passkey(_, credential) => Told::PasskeyDeleted(credential),
        };
        tell(app, fresh, &told).await?;
    }
    Ok(back(fresh))
}

/// The list, which shows what there is.
fn back(fresh: &FreshAuth) -> Response {
    see_other(&fresh.visit, &fresh.address("/sign-in"))
}

async fn find_app(app: &App, fresh: &FreshAuth, id: &str) -> Result<Option<Device>, Failure> {
    let rows = in_realm(app.database.reader(), &fresh.visit.realm.name);
    let all = rows.authenticators(fresh.account_id()).await?;
    let only_one = all.len() == 1 && is_asked(app, fresh, Method::AppOtp).await?;
    let id = id.parse::<AuthenticatorId>().ok();
    let found = all.into_iter().find(|row| Some(row.authenticator_id()) == id);
    Ok(found.map(|row: AuthenticatorRow| Device {
        kind: Kind::App(row.authenticator_id()),
        in_use: was_used(&fresh.session, Factor::AppCode(row.authenticator_id())),
        name: row.name,
        created_at: row.created_at,
        only_one,
    }))
}

async fn find_passkey(app: &App, fresh: &FreshAuth, id: &str) -> Result<Option<Device>, Failure> {
    let rows = in_realm(app.database.reader(), &fresh.visit.realm.name);
    let all = rows.passkeys(fresh.account_id()).await?;
    let only_one = all.len() == 1 && is_asked(app, fresh, Method::Passkey).await?;
    let id = id.parse::<PasskeyId>().ok();
    let found = all.into_iter().find(|row| Some(row.passkey_id()) == id);
    Ok(found.map(|row: PasskeyRow| Device {
        in_use: was_used(&fresh.session, Factor::Passkey(row.passkey_id())),
        kind: Kind::Passkey(row.passkey_id(), row.credential_id),
        name: row.name,
        created_at: row.created_at,
        only_one,
    }))
}

/// Whether the sign-in asks this member for a method.
async fn is_asked(app: &App, fresh: &FreshAuth, method: Method) -> Result<bool, Failure> {
    let rows = in_realm(app.database.reader(), &fresh.visit.realm.name);
    Ok(rows.account_facts(&fresh.account).await?.method_in(&fresh.visit.realm) == Some(method))
}

fn was_used(session: &SessionRow, factor: Factor) -> bool {
    session.proofs().second().is_some_and(|second| second.factor() == factor)
}

/// Deletes the device, and tells the member by mail. `false` when it was gone before.
async fn delete(app: &App, fresh: &FreshAuth, device: &Device, everywhere: bool) -> Result<bool, Failure> {
    let (visit, now, account) = (&fresh.visit, fresh.visit.now, fresh.account_id());
    let (credential, event) = match &device.kind {
        Kind::App(_) => (Credential::AuthenticatorApp, Event::AuthenticatorRemoved),
        Kind::Passkey(..) => (Credential::Passkey, Event::PasskeyRemoved),
    };
    let message =
        Message::CredentialChanged { at: now, change: CredentialChange::Removed, credential, name: &device.name };
    let told = mail::tell(app, (&visit.realm, visit.view().language), &fresh.account, &message)?;
    let in_use = fresh.in_use();
    let renewed = Renewed { account, in_use, everywhere, event, seen: visit.seen(), told };
    let (realm, kind) = (Arc::clone(&visit.realm), device.kind.clone());
    let deleted = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let deleted = match kind {
                Kind::App(id) => rows.delete_authenticator(account, id).await?,
                Kind::Passkey(id, _) => rows.delete_passkey(account, id).await?,
            };
            if deleted {
                renewed.record(tx, &realm.name, now).await?;
            }
            Ok::<_, Failure>(deleted)
        })
    });
    deleted.await
}
