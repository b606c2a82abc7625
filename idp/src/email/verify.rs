//! The page that a mail's link opens: one button that confirms the address.
//!
//! Mail filters open every link, some of them several times, so opening it changes nothing (GET), and whoever presses the
//! button twice reads that it is done. It works in whichever browser the mail is read, without our cookies: what it needs
//! is the secret in the link, which is why its form has no token of the browser's. It gives no session; the screen that
//! waits goes on by itself.

use std::sync::Arc;

use account::EmailAddress;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use base::{Secret, Text};
use chrono::TimeDelta;
use maud::{Markup, html};
use realm::Realm;
use serde::Deserialize;
use url::form_urlencoded;
use web::controls::{Button, LinkButton, Notice, Problems};
use web::{Posted, View, format};

use super::{LinkTo, Settled, Standing, of_change, of_record, settle, stand, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mailed_code::{self, Again, AskedBy, MailedCode};
use crate::rows::AccountRow;
use crate::sign_in::{SignIn, in_sign_in, see_other};

/// The secret, in the address and in the form.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    token: Secret,
}

/// What the page shows.
#[derive(Debug)]
pub(super) enum Shown<'a> {
    /// The address to confirm, and until when.
    Open(&'a LinkTo),
    /// It was confirmed just now, or before; and where the sign-in goes on, if it is this browser's.
    Done(Text, Option<&'a str>),
    /// The link is too old; another can be sent to this address, but not while there is so long to wait.
    Late(&'a LinkTo, Option<TimeDelta>),
    /// Another mail was sent to this address.
    Sent(&'a LinkTo),
    /// Nothing can be done here.
    Dead(Text, Text),
}

pub(super) fn page(view: View<'_>, realm: &Realm, token: &Secret, shown: &Shown<'_>) -> Markup {
    match shown {
        Shown::Open(link) => view.page(view.say(texts::CONFIRM)).card(html! {
            p.lead { (view.say_with(texts::CONFIRM_LEAD, &[("address", &masked(link))])) }
            (one_button(view, ("email-confirm", texts::CONFIRM_BUTTON), (&address(realm, "", token), token)))
            p.hint { (view.say_with(texts::CONFIRM_UNTIL, &[("until", &format::moment(link.good_until, view.language))])) }
        }),
        Shown::Done(what, onward) => view.page(view.say(*what)).card(html! {
            (Notice::success(view.say(texts::YOURS), html! {}))
            @if let Some(onward) = onward {
                p { (view.say(texts::GO_ON_HERE)) }
                p.actions { (LinkButton::primary(onward, view.say(texts::GO_ON))) }
            } @else {
                p { (view.say(texts::GO_BACK)) }
            }
        }),
        Shown::Late(link, wait) => {
            let problems = wait.map_or_else(Problems::none, |wait| mailed_code::too_early(view, wait));
            view.page(view.say(texts::LATE)).problems(&problems).card(html! {
                p.lead { (view.say_with(texts::LATE_LEAD, &[("address", &masked(link))])) }
                (one_button(view, ("email-send-again", texts::LATE_BUTTON), (&address(realm, "/again", token), token)))
            })
        }
        Shown::Sent(link) => view.page(view.say(texts::SENT)).card(html! {
            p.lead { (view.say_with(texts::SENT_LEAD, &[("address", &masked(link))])) }
            (mailed_code::page::help(view, realm))
        }),
        Shown::Dead(title, why) => view.page(view.say(*title)).card(html! { p.lead { (view.say(*why)) } }),
    }
}

fn masked(link: &LinkTo) -> String {
    EmailAddress::read(&link.address).map(|address| address.masked()).unwrap_or_default()
}

/// Where a form goes: the address names the link as well, so that the answer's language links and Reload lead back to it.
fn address(realm: &Realm, path: &str, token: &Secret) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("token", token.expose()).finish();
    format!("/{}/email/verify{path}?{query}", realm.name)
}

/// A form that is nothing but its button.
fn one_button(view: View<'_>, (id, label): (&str, Text), (action, token): (&str, &Secret)) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="token" value=(token.expose());
            p.actions { (Button::primary(id, view.say(label))) }
        }
    }
}

/// `GET /REALM/email/verify`: changes nothing.
pub async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    form: Result<Query<Form>, QueryRejection>,
) -> Result<Response, Failure> {
    let Form { token } = form.map(|Query(form)| form).unwrap_or_default();
    respond(&app, &visit, &token, None).await
}

/// `POST /REALM/email/verify`
pub async fn submit(State(app): State<Arc<App>>, visit: Visit, form: Posted<Form>) -> Result<Response, Failure> {
    let Form { token } = form.with_own_secret();
    let Standing::Open(link, account) = stand(&app, &visit, token.expose()).await? else {
        return respond(&app, &visit, &token, None).await;
    };
    let Some(code) = asked(&link, &account) else { return respond(&app, &visit, &token, None).await };
    match settle(&app, &visit, &code, link.sent_at).await? {
        Settled::Theirs => respond(&app, &visit, &token, Some(texts::CONFIRMED)).await,
        Settled::Nothing => respond(&app, &visit, &token, None).await,
        Settled::Taken => {
            let shown = Shown::Dead(texts::TAKEN, texts::TAKEN_WHY);
            Ok(visit.page(page(visit.view(), &visit.realm, &token, &shown)))
        }
    }
}

/// `GET /REALM/email/verify/again`: says once more that another mail was sent, as long as that is good.
pub async fn show_sent(
    State(app): State<Arc<App>>,
    visit: Visit,
    form: Result<Query<Form>, QueryRejection>,
) -> Result<Response, Failure> {
    let Form { token } = form.map(|Query(form)| form).unwrap_or_default();
    if let Standing::Late(link, account) = stand(&app, &visit, token.expose()).await?
        && let Some(code) = asked(&link, &account)
        && let Some(newest) = code.noted(&app, &visit).await?
        && newest.begun_at() > link.sent_at
        && newest.is_good(visit.now)
    {
        return Ok(visit.page(page(visit.view(), &visit.realm, &token, &Shown::Sent(&link))));
    }
    respond(&app, &visit, &token, None).await
}

/// `POST /REALM/email/verify/again`: another mail to the same address, in the place of a late one.
pub async fn again(State(app): State<Arc<App>>, visit: Visit, form: Posted<Form>) -> Result<Response, Failure> {
    let Form { token } = form.with_own_secret();
    let Standing::Late(link, account) = stand(&app, &visit, token.expose()).await? else {
        return respond(&app, &visit, &token, None).await;
    };
    let Some(code) = asked(&link, &account) else { return respond(&app, &visit, &token, None).await };
    Ok(match code.send_again(&app, &visit).await? {
        Again::Sent => see_other(&visit, &address(&visit.realm, "/again", &token)),
        Again::Wait(wait) => visit.page(page(visit.view(), &visit.realm, &token, &Shown::Late(&link, Some(wait)))),
    })
}

/// The mail that a link stood in.
fn asked<'a>(link: &LinkTo, account: &'a AccountRow) -> Option<MailedCode<'a>> {
    match link.asked_by {
        AskedBy::SignIn(id) => of_record(id, account),
        AskedBy::Session(id) => Some(of_change(id, account, EmailAddress::read(&link.address).ok()?)),
    }
}

/// The page of a link as it stands. `done` is what is said of an address that was confirmed just now.
async fn respond(app: &App, visit: &Visit, token: &Secret, done: Option<Text>) -> Result<Response, Failure> {
    let page = |shown: &Shown<'_>| page(visit.view(), &visit.realm, token, shown);
    let page = match stand(app, visit, token.expose()).await? {
        Standing::Open(link, _) => page(&Shown::Open(&link)),
        Standing::Late(link, _) => page(&Shown::Late(&link, None)),
        Standing::Confirmed(link) => {
            let onward = onward(app, visit, &link).await?;
            page(&Shown::Done(done.unwrap_or(texts::CONFIRMED_BEFORE), onward.as_deref()))
        }
        Standing::Void => page(&Shown::Dead(texts::VOID, texts::VOID_WHY)),
    };
    Ok(visit.page(page))
}

/// Where the sign-in goes on that asked, if this is its browser.
async fn onward(app: &App, visit: &Visit, link: &LinkTo) -> Result<Option<String>, Failure> {
    let Some(id) = link.asked_by.sign_in() else { return Ok(None) };
    let sign_in = SignIn::find(app, visit, id).await?.filter(|sign_in| sign_in.browser == *visit.browser.hash());
    Ok(sign_in.map(|sign_in| in_sign_in(visit, &sign_in, "login/email-verification")))
}
