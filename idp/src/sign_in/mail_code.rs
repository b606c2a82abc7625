//! 「ワンタイムパスワード」 by mail: six digits, sent to the address that the member has shown to be theirs.
//!
//! The first mail of a sign-in leaves when the page is first shown, and is noted: reloading it, going back to it and
//! opening it in another tab send nothing. Every further one is asked for.

use std::sync::Arc;

use account::{Gate, MailCodeUse, Mailing};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{AccountId, Secret};
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use web::controls::{Button, Problems};
use web::{Posted, View};

use super::due::{Due, Screen};
use super::frame::{Frame, unbound};
use super::{Current, next, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mailed_code::page::{self, Mailed};
use crate::mailed_code::{Again, AskedBy, MailedCode, Typed, not_right, too_early};
use crate::rows::in_realm;

const FORM: &str = "mail-code";

/// The screen of the second factor, for members who have a code sent.
#[derive(Debug)]
pub enum ByMail {}

impl Screen for ByMail {
    fn opens(gate: Gate) -> bool {
        gate == Gate::SecondFactor(Method::MailOtp)
    }
}

/// What is typed, or that another mail is wanted.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    code: Secret,
    again: Option<String>,
}

pub(crate) fn page(view: View<'_>, mailed: &Mailed<'_>, problems: &Problems, frame: &Frame) -> Markup {
    view.page(view.say(texts::MAIL_CODE)).problems(problems).card(html! {
        p.lead { (view.say(texts::MAIL_CODE_LEAD)) }
        (page::about(view, mailed))
        (frame.around(view, &html! {
            (page::field(view, problems).focused())
            p.actions { (Button::primary("login-submit", view.say(texts::CONFIRM))) }
            (page::again(view, mailed))
            (page::help(view, mailed.realm))
        }))
    })
}

/// `GET /REALM/login/mail-code`
pub async fn show(State(app): State<Arc<App>>, due: Due<ByMail>) -> Result<Response, Failure> {
    let Some(code) = asked(&due) else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let mailing = code.begin(&app, &due.visit).await?;
    Ok(again(&app, &due, (&code, &mailing), &Problems::none()))
}

/// `POST /REALM/login/mail-code`
pub async fn submit(State(app): State<Arc<App>>, due: Due<ByMail>, form: Posted<Form>) -> Result<Response, Failure> {
    let visit = &due.visit;
    let Some(code) = asked(&due) else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    // Nothing is compared with a code that was never sent.
    code.begin(&app, visit).await?;
    let problems = match form.open(&visit.guard(&app), FORM) {
        Err(_) => unbound(visit.view()),
        Ok(Form { again: Some(_), .. }) => match code.send_again(&app, visit).await? {
            Again::Sent => return Ok(next::see_other(visit, &due.address())),
            Again::Wait(wait) => too_early(visit.view(), wait),
        },
        Ok(Form { code: typed, again: None }) => match code.try_code(&app, visit, &typed).await? {
            Typed::Right(right) => {
                let account = code.account.account_id();
                note_arrival(&app, visit, account).await?;
                return due.prove(&app, &right.used(account, visit.now)).await;
            }
            wrong => not_right(visit, wrong),
        },
    };
    let mailing = code.begin(&app, visit).await?;
    Ok(again(&app, &due, (&code, &mailing), &problems))
}

/// The code that is due. Only an address that mail is known to reach is asked.
fn asked(due: &Current) -> Option<MailedCode<'_>> {
    let account = due.standing.account.as_ref()?;
    let (asked_by, use_for) = (AskedBy::SignIn(due.sign_in.id), MailCodeUse::OneTimeCode);
    Some(MailedCode { asked_by, account, address: account.verified_address()?, use_for })
}

fn again(app: &App, due: &Current, (code, mailing): (&MailedCode<'_>, &Mailing), problems: &Problems) -> Response {
    let visit = &due.visit;
    let mailed = Mailed {
        realm: &visit.realm,
        address: &code.address,
        mailing,
        tag: code.code(app, visit, mailing).tag,
        came_back: code.account.email_bounced_at.is_some(),
        now: visit.now,
    };
    visit.page(page(visit.view(), &mailed, problems, &Frame::of(app, due, FORM)))
}

/// A code that arrived shows that mail reaches the address again.
async fn note_arrival(app: &App, visit: &Visit, account: AccountId) -> Result<(), Failure> {
    let realm = visit.realm.name.clone();
    let noted =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).mark_reachable(account).await }));
    Ok(noted.await?)
}
