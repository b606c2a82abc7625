//! 「連携の確認」: the member agrees to what the application learns of them, or does not (OpenID Connect Core §3.1.2.4).
//!
//! It is asked last, when it is certain whose data it is about, and it says the name: whoever stands at a browser that
//! somebody else left signed in must see whom they would speak for. The form says what was on the screen; if the realm's
//! files change meanwhile, what is wanted now is shown. Not agreeing changes nothing, and the application is told.

use std::sync::Arc;

use account::Gate;
use axum::extract::State;
use axum::response::Response;
use base::AccountId;
use maud::{Markup, html};
use oidc::authorize::AuthorizeError;
use oidc::consent::Disclosure;
use realm::{Client, Consent as Policy};
use serde::Deserialize;
use web::controls::{Button, form};
use web::{Posted, View};

use super::due::{Due, Screen};
use super::frame::Frame;
use super::texts::consent as texts;
use super::{Current, Destination};
use crate::App;
use crate::applications::{branding, disclosed, respond};
use crate::boundary::Failure;
use crate::rows::{Actor, DbErr, Details, Event, in_realm};

const FORM: &str = "consent";

/// The screen of the member's agreement.
#[derive(Debug)]
pub enum Consent {}

impl Screen for Consent {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Consent
    }
}

/// What was agreed to, or not.
#[derive(Debug, Deserialize)]
pub struct Form {
    asked: String,
    /// Sent by 「許可しない」 alone.
    deny: Option<String>,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub client: &'a Client,
    pub wanted: &'a Disclosure,
    /// The member's name.
    pub member: String,
    pub frame: Frame,
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let Shown { client, wanted, frame, .. } = shown;
    let application = view.own(&client.name);
    let lasts = match client.consent {
        Policy::Remembered => texts::LASTS,
        Policy::Implicit | Policy::EveryTime => texts::THIS_TIME,
    };
    view.page(view.say(texts::CONSENT)).card(html! {
        p.lead { (view.say_with(texts::LEAD, &[("application", &application)])) }
        (branding(view, client))
        p { (view.say_around(texts::WHOSE, &[("name", &view.japanese(&shown.member))])) }
        (disclosed(view, wanted, application))
        (form(&frame.action, &frame.tokens.0, &html! {
            input type="hidden" name="asked" value=(mark(wanted));
            p.actions { (Button::primary("consent-allow", view.say(texts::ALLOW))) }
            p.hint { (view.say(lasts)) }
            p.actions { (Button::secondary("consent-deny", view.say(texts::DENY)).sends("deny", "on")) }
            p.hint { (view.say_with(texts::DENY_HINT, &[("application", &application)])) }
        }))
    })
}

/// What was on the screen, in one word.
fn mark(wanted: &Disclosure) -> String {
    wanted.scope.iter().chain(wanted.claims.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

/// `GET /REALM/login/consent`
pub async fn show(State(app): State<Arc<App>>, due: Due<Consent>) -> Result<Response, Failure> {
    again(&app, &due).await
}

/// `POST /REALM/login/consent`
pub async fn submit(State(app): State<Arc<App>>, due: Due<Consent>, form: Posted<Form>) -> Result<Response, Failure> {
    let Ok(answer) = form.open(&due.visit.guard(&app), FORM) else { return again(&app, &due).await };
    let (Destination::Application(trusted, request), Some(account)) = (&due.destination, due.account()) else {
        return due.look_again(&app).await;
    };
    let client = trusted.client();
    if answer.deny.is_some() {
        note(&app, &due, (account, client, Event::ConsentDenied), None).await?;
        due.sign_in.forget(&app, &due.visit).await?;
        return due.destination.refuse(&app, &due.visit, AuthorizeError::AccessDenied).await;
    }
    let wanted = Disclosure::wanted(request, client);
    if answer.asked != mark(&wanted) {
        return again(&app, &due).await;
    }
    let remembered = (client.consent == Policy::Remembered).then_some(wanted);
    note(&app, &due, (account, client, Event::ConsentGiven), remembered).await?;
    due.change(&app, |sign_in| sign_in.wishes.consent_of = Some(account)).await
}

/// Records the answer, and remembers what was agreed to where it is to last.
async fn note(
    app: &App,
    due: &Current,
    (account, client, event): (AccountId, &Client, Event),
    remembered: Option<Disclosure>,
) -> Result<(), Failure> {
    let (realm, client, now) = (Arc::clone(&due.visit.realm), client.id.clone(), due.visit.now);
    let seen = due.visit.seen();
    let noted = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            if let Some(disclosure) = &remembered {
                // Whoever withdraws at this moment comes before or after.
                rows.hold_account(account).await?;
                rows.agree(account, &client, disclosure, now).await?;
            }
            let details = Details { account: Some(account), client: Some(client), seen, ..Details::default() };
            rows.record_with((Actor::Member, event), details, now).await?;
            Ok::<_, DbErr>(())
        })
    });
    Ok(noted.await?)
}

async fn again(app: &App, due: &Current) -> Result<Response, Failure> {
    let (Destination::Application(trusted, request), Some(account)) = (&due.destination, &due.standing.account) else {
        return due.look_again(app).await;
    };
    let client = trusted.client();
    let shown = Shown {
        client,
        wanted: &Disclosure::wanted(request, client),
        member: format!("{} {}", account.family_name, account.given_name),
        frame: Frame::of(app, due, FORM),
    };
    Ok(respond(&due.visit, Some(client), page(due.visit.view(), &shown)))
}
