//! `POST /mymail/{id}`: the reply, shown once more before it is sent, and sent once.
//!
//! The route is open to everybody, because whoever wrote for an hour may come back after their session has ended: what
//! they typed is kept, they sign in, and find it in the form. Nothing is sent without a session, and none is sent by
//! another member at the same browser: the form says whose it is.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use web::Posted;
use web::controls::{self, Button, Field, Notice, Problems, actions};
use web::format;

use super::super::{draft, menu, sign_in};
use super::detail::{self, Facts};
use super::{addressee, awaits_reply, texts, wording};
use crate::boundary::{Failure, Visit};
use crate::member::{Household, Member};
use crate::relying_party::Goal;
use crate::routes::SECOND_FACTOR;
use crate::rows::in_realm;

/// The form's name in its token.
const FORM: &str = "my-mail-reply";
/// The most characters of a reply.
const LONGEST: usize = 2000;

/// What the form sends.
#[derive(Deserialize)]
pub struct Fields {
    reply: String,
    /// Whose form it is: see [`draft::owner`].
    owner: String,
    step: Step,
}

/// What the pressed button means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Step {
    /// Show it once more.
    Confirm,
    /// Back into the form.
    Edit,
    /// Send it.
    Send,
}

/// The form, with what was typed.
pub(super) fn form(visit: &Visit, household: &Household, facts: &Facts) -> Markup {
    let view = visit.view();
    let letter = &facts.letter;
    let until = letter.reply_until.map(|until| format::moment(until, view.language));
    let length = view.say_with(texts::LENGTH, &[("most", &LONGEST)]);
    let reply =
        Field::area("reply", view.say(texts::YOUR_REPLY)).value(&facts.typed).hint(&length).check(&facts.problems);
    let content = html! {
        (owner_field(visit, household))
        (reply)
        (actions(&html! {
            (Button::primary("reply-confirm", view.say(texts::CONFIRM)).sends("step", "confirm"))
        }))
    };
    html! {
        @if facts.kept {
            (Notice::information(view.say(texts::KEPT_TITLE), html! { p { (view.say(texts::KEPT)) } }))
        }
        p { (view.say(texts::REPLY_ONCE)) }
        @if let Some(until) = until { p { (view.say_with(texts::REPLY_BY, &[("until", &until)])) } }
        (controls::form(&address(visit, &letter.my_mail), &visit.guard().token(FORM), &content))
    }
}

fn address(visit: &Visit, id: &str) -> String {
    visit.link(&format!("/mymail/{id}"))
}

fn owner_field(visit: &Visit, household: &Household) -> Markup {
    html! { input type="hidden" name="owner" value=(draft::owner(visit, household)); }
}

/// `POST /mymail/{id}`
pub async fn submit(
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    posted: Posted<Fields>,
) -> Result<Response, Failure> {
    let (fields, bound) = match posted.open(&visit.guard(), FORM) {
        Ok(fields) => (fields, true),
        Err(web::Unbound(fields)) => (fields, false),
    };
    let Some(signed_in) = visit.signed_in(SECOND_FACTOR).await? else {
        draft::keep(&visit, (&fields.owner, &id), &fields.reply).await?;
        return sign_in::begin(&visit, Goal::page(visit.path(), SECOND_FACTOR)).await;
    };
    let household = match addressee(&visit, &signed_in) {
        Ok(household) => household,
        Err(instead) => return Ok(*instead),
    };
    let Some(facts) = detail::facts(&visit, &household, &id).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    // What is replied already, or too late, is told by the letter's page; so is what another member typed.
    if !awaits_reply(&visit, &facts.letter) || !draft::is_owner(&visit, &household, &fields.owner) {
        return Ok(Redirect::to(&address(&visit, &id)).into_response());
    }
    let typed = fields.reply.replace("\r\n", "\n");
    let problems = problems(&visit, &typed);
    let whose = (signed_in.member(), &household);
    if !bound || !problems.is_empty() || fields.step == Step::Edit {
        let facts = Facts { typed, kept: !bound, problems, ..facts };
        return Ok(detail::page(&visit, whose, &facts).into_response());
    }
    match fields.step {
        Step::Send => send(&visit, household, (id, typed)).await,
        _ => Ok(question(&visit, whose, &Facts { typed, ..facts }).into_response()),
    }
}

fn problems(visit: &Visit, typed: &str) -> Problems {
    let view = visit.view();
    let n = typed.chars().count();
    if typed.trim().is_empty() {
        Problems::of_field("reply", view.say(texts::EMPTY))
    } else if n > LONGEST {
        Problems::of_field("reply", view.say_with(texts::TOO_LONG, &[("most", &LONGEST), ("n", &n)]))
    } else {
        Problems::none()
    }
}

/// Sends the reply. Whoever pressed twice sees the first one sent.
async fn send(visit: &Visit, household: Household, (id, text): (String, String)) -> Result<Response, Failure> {
    let (realm, now, my_mail) = (visit.realm.name.clone(), visit.now, id.clone());
    let sent = visit.app.database.write(move |tx| {
        Box::pin(async move { in_realm(tx, &realm).reply(&household, &my_mail, (text.trim().to_owned(), now)).await })
    });
    let first = sent.await?;
    tracing::info!(realm = %visit.realm.name, my_mail = id, first, "a reply came in");
    Ok(Redirect::to(&address(visit, &id)).into_response())
}

/// The reply once more, before it is sent.
fn question(visit: &Visit, (member, household): (&Member, &Household), facts: &Facts) -> Markup {
    let view = visit.view();
    let letter = &facts.letter;
    let content = html! {
        (owner_field(visit, household))
        input type="hidden" name="reply" value=(facts.typed);
        (actions(&html! {
            (Button::primary("reply-send", view.say(texts::SEND)).sends("step", "send"))
            (Button::secondary("reply-edit", view.say(texts::EDIT)).sends("step", "edit"))
        }))
    };
    let own = address(visit, &letter.my_mail);
    view.page(view.say(texts::CONFIRM_TITLE))
        .menu(&menu(visit, member))
        .below(view.say(texts::MY_MAIL), visit.link("/mymail"))
        .below(&wording(letter).for_reader(view.language).title, &own)
        .wide(html! {
            p { (view.say(texts::CONFIRM_WHY)) }
            dl.definitions {
                div { dt { (view.say(texts::ABOUT_MAIL)) } dd { (wording(letter).title(view)) } }
                div { dt { (view.say(texts::YOUR_REPLY)) } dd.typed { (view.japanese(&facts.typed)) } }
            }
            (controls::form(&own, &visit.guard().token(FORM), &content))
        })
}
