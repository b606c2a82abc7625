//! The page that the mailed link opens: a new password, and then an ordinary sign-in with it.
//!
//! Setting it makes everything else end that was under way: sessions with what clients were granted in them, unfinished
//! sign-ins, other links (P18). The second factors stay, and no session begins here (S8).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base::{Sealed, Secret};
use maud::{Markup, html};
use realm::{PasswordPolicy, Step, Unlock};
use serde::Deserialize;
use store::expiring::Versioned;
use url::form_urlencoded;
use web::controls::{self, Button, LinkButton, Problems};
use web::{FormToken, Posted, View, format};

use super::link::{self, Opened, ResetLink, ResetLinks, State as LinkState};
use super::{Back, Told, Way, answer, password, texts, told};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Message};
use crate::new_password::{self, Refused};
use crate::renewal::{InUse, Renewed};
use crate::rows::{AccountRow, Event, Guessed, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::see_other;

const FORM: &str = "password-reset";

/// What is typed.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    new_password: Secret,
    #[serde(default)]
    new_password_again: Secret,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub policy: &'a PasswordPolicy,
    pub user_id: &'a str,
    /// Until when it can be sent, in words.
    pub until: String,
    pub refused: &'a Refused,
    pub action: String,
    pub token: FormToken,
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let problems = &shown.refused.problems;
    view.page(view.say(texts::NEW_PASSWORD)).problems(problems).card(html! {
        p.lead { (view.say_with(texts::NEW_PASSWORD_LEAD, &[("until", &shown.until)])) }
        h2 { (view.say(texts::RULES)) }
        (new_password::rules(view, shown.policy, shown.refused))
        (controls::form(&shown.action, &shown.token, &html! {
            (new_password::fields(view, shown.user_id, problems))
            p.hint { (view.say(texts::EVERYWHERE)) }
            p.actions { (Button::primary("password-submit", view.say(texts::SET))) }
        }))
    })
}

/// The page of a link that opens nothing any more: one button sends another, to the same member where that is known.
pub(super) fn dead_page(view: View<'_>, minutes: i64, shown: &password::Shown<'_>) -> Markup {
    view.page(view.say(texts::DEAD)).card(html! {
        p.lead { (view.say_with(texts::DEAD_WHY, &[("minutes", &minutes)])) }
        (password::form(view, shown, texts::SEND_AGAIN))
        p.hint { (view.say(texts::NO_ADDRESS)) }
        (password::ways(view, shown))
    })
}

/// `GET /REALM/password/reset`
pub async fn show(State(app): State<Arc<App>>, visit: Visit, uri: Uri) -> Result<Response, Failure> {
    let token = token_of(&uri);
    match link::open(&app, &visit, &token).await? {
        Opened::Good(read, account) => Ok(again(&app, &visit, (&token, &read.value, &account), &Refused::default())),
        other => closed(&app, visit, other).await,
    }
}

/// `POST /REALM/password/reset`
pub async fn submit(
    State(app): State<Arc<App>>,
    visit: Visit,
    uri: Uri,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let token = token_of(&uri);
    let (read, account) = match link::open(&app, &visit, &token).await? {
        Opened::Good(read, account) => (read, account),
        other => return closed(&app, visit, other).await,
    };
    let shown = (token.as_str(), &read.value, &*account);
    let Ok(typed) = form.open(&visit.guard(&app), FORM) else {
        return Ok(again(&app, &visit, shown, &Refused::form(unbound(visit.view()))));
    };
    let passwords = (typed.new_password, typed.new_password_again);
    let hash = match new_password::judge(&app, &visit, &account, passwords).await? {
        Ok(hash) => hash,
        Err(refused) => return Ok(again(&app, &visit, shown, &refused)),
    };
    if !use_up(&app, &visit, (&token, &read), (&account, hash)).await? {
        let other = link::open(&app, &visit, &token).await?;
        return closed(&app, visit, other).await;
    }
    let way = Way::of(&app, visit, read.value.back).await?;
    if way.sign_in.is_some() {
        return answer(&app, &way, Told::PasswordSet { user_id: account.user_id }).await;
    }
    // Opened again, the link says that the password is set: so Reload says it too.
    Ok(see_other(&way.visit, &action(&way.visit, &token)))
}

fn again(
    app: &App,
    visit: &Visit,
    (token, link, account): (&str, &ResetLink, &AccountRow),
    refused: &Refused,
) -> Response {
    let view = visit.view();
    let shown = Shown {
        policy: &visit.realm.sign_in.password,
        user_id: &account.user_id,
        until: format::moment(link.good_until, view.language),
        refused,
        action: action(visit, token),
        token: visit.guard(app).token(FORM),
    };
    visit.page(page(view, &shown))
}

/// The page of a link that was used, or opens nothing any more.
async fn closed(app: &App, visit: Visit, link: Opened) -> Result<Response, Failure> {
    let (used, back, user_id) = match link {
        Opened::Used(link) => (true, link.back, String::new()),
        Opened::Good(read, account) => (false, read.value.back, account.user_id),
        Opened::Dead(Some((link, user_id))) => (false, link.back, user_id),
        Opened::Dead(None) => (false, Back::default(), String::new()),
    };
    let way = Way::of(app, visit, back).await?;
    let (view, realm) = (way.visit.view(), &way.visit.realm);
    if used {
        let (label, href) = way.onward();
        return Ok(way.visit.page(view.page(view.say(texts::NEW_PASSWORD)).card(html! {
            (told::password_set(view, realm))
            p.actions { (LinkButton::primary(&href, view.say(label))) }
        })));
    }
    let minutes = realm.lifetimes.password_reset.num_minutes();
    let page = dead_page(view, minutes, &password::shown(app, &way, &user_id, &Problems::none()));
    Ok(way.visit.respond((StatusCode::GONE, page).into_response()))
}

/// Uses the link up and sets the password: of two forms that come at once, the first. `false` when the link opens
/// nothing any more.
async fn use_up(
    app: &App,
    visit: &Visit,
    (token, read): (&str, &Versioned<ResetLinks>),
    (account, hash): (&AccountRow, Sealed),
) -> Result<bool, Failure> {
    let (link, now) = (&read.value, visit.now);
    let expires_at = link.at + link::REMEMBERED;
    let taken = ResetLink { state: LinkState::Taken, ..link.clone() };
    if !app.expiring.replace(read, &taken, expires_at, now).await? || !set(app, visit, account, hash).await? {
        return Ok(false);
    }
    let used = ResetLink { state: LinkState::Used, ..taken };
    if let Some(taken) = app.expiring.get(&link::key(&visit.realm.name, token), now).await? {
        app.expiring.replace(&taken, &used, expires_at, now).await?;
    }
    Ok(true)
}

/// Sets the password of an account that is as it was when the link was looked at, and tells the member. `false` when it
/// is not: another link was used or an administrator was at it meanwhile.
async fn set(app: &App, visit: &Visit, account: &AccountRow, hash: Sealed) -> Result<bool, Failure> {
    let (realm, now, id) = (Arc::clone(&visit.realm), visit.now, account.account_id());
    let told = mail::tell(app, (&realm, visit.view().language), account, &Message::PasswordChanged { at: now })?;
    let (in_use, event, seen) = (InUse::default(), Event::PasswordReset, visit.seen());
    let renewed = Renewed { account: id, in_use, everywhere: true, event, seen, told };
    let before = account.clone();
    let set = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            if !rows.reset_password(&before, &hash).await? {
                return Ok::<_, Failure>(false);
            }
            rows.mark_step_done(id, Step::Password, now).await?;
            // A lock that time opens only slows guessing down, and the password that was guessed at is no more. One
            // that the administrator opens is the society's word, which no mailbox overrules (security.md §0).
            if realm.sign_in.lockout.unlock != Unlock::Administrator {
                rows.forget_attempts_at(id, &[Guessed::Password]).await?;
            }
            renewed.record(tx, &realm.name, now).await?;
            Ok(true)
        })
    });
    set.await
}

/// Where the form goes: to the same address, which the language links keep too.
fn action(visit: &Visit, token: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
    format!("/{}/password/reset?{query}", visit.realm.name)
}

fn token_of(uri: &Uri) -> String {
    let pairs = web::pairs(uri.query().unwrap_or_default().as_bytes()).unwrap_or_default();
    pairs.into_iter().find(|(name, _)| name == "token").map(|(_, token)| token).unwrap_or_default()
}
