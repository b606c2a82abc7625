//! The page on which a member waits for the mail to their new address, and enters its code or opens its link.
//!
//! Who it is was asked before the mail was sent, and what is typed here only the new mailbox knows; so the page may stay
//! open for as long as the mail takes.

use std::sync::Arc;

use account::Mailing;
use axum::extract::State;
use axum::response::Response;
use base::Secret;
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{Button, Problems, form};
use web::{FormToken, Posted};

use super::texts::email as texts;
use super::told::{Told, tell};
use super::{Member, Place};
use crate::App;
use crate::boundary::Failure;
use crate::email::waiting::{self, Waiting};
use crate::email::{self, Settled, of_change, wish};
use crate::mailed_code::page::Mailed;
use crate::mailed_code::{self, Again, MailedCode, Typed};
use crate::rows::in_realm;
use crate::sign_in::frame::unbound;
use crate::sign_in::see_other;
use crate::steps::email::taken;

const FORM: &str = "account-email-verification";

/// What is typed, or that another mail is wanted.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    code: Secret,
    again: Option<String>,
    cancel: Option<String>,
}

pub(super) fn page(place: &Place<'_>, waiting: &Waiting<'_>, problems: &Problems, token: &FormToken) -> Markup {
    let view = place.view;
    place.page(
        view.say(texts::WAITING),
        problems,
        &html! {
            p.lead { (view.say(texts::WAITING_LEAD)) }
            (form(waiting.here, token, &html! {
                (waiting::fields(view, waiting, problems))
                p.actions {
                    (Button::secondary("email-cancel", view.say(super::texts::CANCEL)).sends("cancel", "1"))
                }
            }))
        },
    )
}

/// `GET /REALM/account/email/verify`
pub async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let Some(code) = asked(&app, &member).await? else { return settled(&app, &member).await };
    let mailing = code.begin(&app, &member.visit).await?;
    Ok(again(&app, &member, (&code, &mailing), &Problems::none()))
}

/// `GET /REALM/account/email/state`: whether there is still something to wait for.
pub async fn state(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    Ok(waiting::state(asked(&app, &member).await?.is_some()))
}

/// `POST /REALM/account/email/verify`
pub async fn submit(State(app): State<Arc<App>>, member: Member, form: Posted<Form>) -> Result<Response, Failure> {
    let visit = &member.visit;
    let Some(code) = asked(&app, &member).await? else { return settled(&app, &member).await };
    let problems = match form.open(&visit.guard(&app), FORM) {
        Err(_) => unbound(visit.view()),
        // What is no longer wished, no link confirms.
        Ok(Form { cancel: Some(_), .. }) => return settled(&app, &member).await,
        Ok(Form { again: Some(_), .. }) => match code.send_again(&app, visit).await? {
            Again::Sent => return Ok(see_other(visit, &member.address("/email/verify"))),
            Again::Wait(wait) => mailed_code::too_early(visit.view(), wait),
        },
        Ok(Form { code: typed, .. }) => match email::try_code(&app, visit, &code, &typed).await? {
            (Typed::Right(_), Settled::Taken) => taken(visit.view()),
            (Typed::Right(_), _) => return settled(&app, &member).await,
            (not_right, _) => mailed_code::not_right(visit, not_right),
        },
    };
    let mailing = code.begin(&app, visit).await?;
    Ok(again(&app, &member, (&code, &mailing), &problems))
}

/// The code that is waited for: of the address that the member wishes to have and does not have yet.
async fn asked<'m>(app: &App, member: &'m Member) -> Result<Option<MailedCode<'m>>, Failure> {
    let session = member.session.session_id();
    let wished = wish::of(app, &member.visit, session).await?;
    let new = wished.filter(|wished| member.account.verified_address().as_ref() != Some(wished));
    Ok(new.map(|address| of_change(session, &member.account, address)))
}

/// There is nothing to wait for: the address is the member's, or it was given up, or the mail counts no more since the
/// member's means of signing in became others.
async fn settled(app: &App, member: &Member) -> Result<Response, Failure> {
    let visit = &member.visit;
    let account = in_realm(app.database.reader(), &visit.realm.name).account(member.account.account_id()).await?;
    let wished = wish::take(app, visit, member.session.session_id()).await?;
    if wished.is_some() && account.and_then(|account| account.verified_address()) == wished {
        tell(app, member, &Told::EmailChanged).await?;
    }
    Ok(see_other(visit, &member.address("")))
}

fn again(app: &App, member: &Member, (code, mailing): (&MailedCode<'_>, &Mailing), problems: &Problems) -> Response {
    let visit = &member.visit;
    let waiting = Waiting {
        mailed: Mailed {
            realm: &visit.realm,
            address: &code.address,
            mailing,
            tag: code.code(app, visit, mailing).tag,
            came_back: false,
            now: visit.now,
        },
        here: &member.address("/email/verify"),
        asks: &member.address("/email/state"),
        change: &member.address("/email"),
    };
    let token = visit.guard(app).token(FORM);
    waiting::respond(visit, page(&member.place(), &waiting, problems, &token))
}
