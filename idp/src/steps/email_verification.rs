//! 「メールアドレスの確認」: the member waits here for the mail, and enters its code or opens its link.
//!
//! It also serves the second factor by mail of a member whose address nobody has verified. There the code that is typed
//! counts as that factor, because it is what would be asked next; the link never does, for it may have been pressed by
//! somebody who knows nothing of this sign-in.

use std::sync::Arc;

use account::{Gate, Mailing};
use axum::extract::State;
use axum::response::Response;
use base::Secret;
use maud::{Markup, html};
use realm::{Method, Step};
use serde::Deserialize;
use web::controls::Problems;
use web::{Posted, View};

use super::texts::email_verification as texts;
use crate::App;
use crate::boundary::Failure;
use crate::email::waiting::{self, Waiting};
use crate::email::{self, Settled};
use crate::mailed_code::page::Mailed;
use crate::mailed_code::{self, Again, MailedCode, Typed};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen, in_sign_in, see_other};

const FORM: &str = "email-verification";
const PATH: &str = "login/email-verification";

/// The screen that waits.
#[derive(Debug)]
pub enum VerifyEmail {}

impl Screen for VerifyEmail {
    fn opens(gate: Gate) -> bool {
        matches!(gate, Gate::Step(Step::EmailVerification) | Gate::Enrolment(Method::MailOtp))
    }
}

/// What is typed, or that another mail is wanted.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    code: Secret,
    again: Option<String>,
}

pub(super) fn page(view: View<'_>, waiting: &Waiting<'_>, problems: &Problems, frame: &Frame) -> Markup {
    view.page(view.say(texts::TITLE)).problems(problems).card(html! {
        p.lead { (view.say(texts::LEAD)) }
        (frame.around(view, &waiting::fields(view, waiting, problems)))
    })
}

/// `GET /REALM/login/email-verification`
pub async fn show(State(app): State<Arc<App>>, due: Due<VerifyEmail>) -> Result<Response, Failure> {
    let Some(code) = asked(&due) else { return Ok(to_the_address(&due)) };
    let mailing = code.begin(&app, &due.visit).await?;
    Ok(again(&app, &due, (&code, &mailing), &Problems::none()))
}

/// `GET /REALM/login/email-verification/state`: whether there is still something to wait for.
pub async fn state(current: Current) -> Response {
    waiting::state(matches!(current.standing.next, account::Next::Due(gate) if VerifyEmail::opens(gate)))
}

/// `POST /REALM/login/email-verification`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<VerifyEmail>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let visit = &due.visit;
    let Some(code) = asked(&due) else { return Ok(to_the_address(&due)) };
    let problems = match form.open(&visit.guard(&app), FORM) {
        Err(_) => unbound(visit.view()),
        Ok(Form { again: Some(_), .. }) => match code.send_again(&app, visit).await? {
            Again::Sent => return Ok(see_other(visit, &in_sign_in(visit, &due.sign_in, PATH))),
            Again::Wait(wait) => mailed_code::too_early(visit.view(), wait),
        },
        Ok(Form { code: typed, again: None }) => match email::try_code(&app, visit, &code, &typed).await? {
            (Typed::Right(_), Settled::Taken) => Problems::of_form(visit.view().say(texts::TAKEN)),
            (Typed::Right(right), Settled::Theirs) if is_enrolment(&due) => {
                return due.prove(&app, &right.used(code.account.account_id(), visit.now)).await;
            }
            (Typed::Right(_), _) => return due.look_again(&app).await,
            (not_right, _) => mailed_code::not_right(visit, not_right),
        },
    };
    let mailing = code.begin(&app, visit).await?;
    Ok(again(&app, &due, (&code, &mailing), &problems))
}

/// Whether the address is verified for the sake of the second factor.
const fn is_enrolment(due: &Current) -> bool {
    matches!(due.standing.next, account::Next::Due(Gate::Enrolment(Method::MailOtp)))
}

fn asked(due: &Current) -> Option<MailedCode<'_>> {
    email::of_record(due.sign_in.id, due.standing.account.as_ref()?)
}

/// Whoever has no address on record states one first.
fn to_the_address(due: &Current) -> Response {
    see_other(&due.visit, &in_sign_in(&due.visit, &due.sign_in, "login/email"))
}

fn again(app: &App, due: &Current, (code, mailing): (&MailedCode<'_>, &Mailing), problems: &Problems) -> Response {
    let (visit, in_it) = (&due.visit, |path| in_sign_in(&due.visit, &due.sign_in, path));
    let waiting = Waiting {
        mailed: Mailed {
            realm: &visit.realm,
            address: &code.address,
            mailing,
            tag: code.code(app, visit, mailing).tag,
            came_back: code.account.email_bounced_at.is_some(),
            now: visit.now,
        },
        here: &in_it(PATH),
        asks: &in_it("login/email-verification/state"),
        change: &in_it("login/email"),
    };
    waiting::respond(visit, page(visit.view(), &waiting, problems, &Frame::of(app, due, FORM)))
}
