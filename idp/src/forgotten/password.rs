//! 「パスワードを忘れた方はこちら」: the user ID, and a mail with a link to set a new password.

use std::sync::Arc;

use account::UserId;
use axum::extract::State;
use axum::response::Response;
use base::{RandomToken, Text};
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{self, Button, Field, Problems};
use web::{FormToken, Posted, Unbound, View};

use super::link::{self, REMEMBERED, ResetLink, State as LinkState};
use super::mailing::{self, Recipient};
use super::{PASSWORD, Told, USER_ID, Way, answer, texts};
use crate::App;
use crate::boundary::Failure;
use crate::mail::Message;
use crate::rows::{AccountRow, Event, in_realm};
use crate::sign_in::frame::unbound;

const FORM: &str = "forgotten-password";
const FIELD: &str = "username";
const KIND: &str = "password-reset";

/// The longest user ID that is repeated on a page, in characters: nobody's is longer.
const LONGEST: usize = 255;

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    username: String,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub user_id: &'a str,
    pub problems: &'a Problems,
    pub action: String,
    pub token: FormToken,
    /// Where a forgotten user ID is asked for.
    pub other: String,
    pub onward: (Text, String),
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    view.page(view.say(texts::PASSWORD)).problems(shown.problems).card(html! {
        p.lead { (view.say(texts::PASSWORD_LEAD)) }
        (form(view, shown, texts::SEND))
        p.hint { (view.say(texts::NO_ADDRESS)) }
        (ways(view, shown))
    })
}

/// The form alone: a page with another reason to ask has it too.
pub(super) fn form(view: View<'_>, shown: &Shown<'_>, submit: Text) -> Markup {
    let user_id = Field::user_id(FIELD, view.say(texts::USER_ID_FIELD));
    controls::form(
        &shown.action,
        &shown.token,
        &html! {
            (user_id.value(shown.user_id).check(shown.problems).focused())
            p.actions { (Button::primary("forgotten-submit", view.say(submit))) }
        },
    )
}

/// The ways on for whom it does not help.
pub(super) fn ways(view: View<'_>, shown: &Shown<'_>) -> Markup {
    controls::links(&[(&shown.other, view.say(texts::ALSO_USER_ID)), (&shown.onward.1, view.say(shown.onward.0))])
}

/// What the page shows, around a user ID.
pub(super) fn shown<'a>(app: &App, way: &Way, user_id: &'a str, problems: &'a Problems) -> Shown<'a> {
    Shown {
        user_id,
        problems,
        action: way.address(PASSWORD),
        token: way.visit.guard(app).token(FORM),
        other: way.address(USER_ID),
        onward: way.onward(),
    }
}

/// `GET /REALM/forgotten/password`
pub async fn show(State(app): State<Arc<App>>, way: Way) -> Response {
    let told = way.sign_in.as_ref().and_then(|sign_in| sign_in.told.as_ref());
    again(&app, &way, told.and_then(Told::user_id).unwrap_or_default(), &Problems::none())
}

/// `POST /REALM/forgotten/password`
pub async fn submit(State(app): State<Arc<App>>, way: Way, form: Posted<Form>) -> Result<Response, Failure> {
    let view = way.visit.view();
    let typed = match form.open(&way.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &way, &typed.username, &unbound(view))),
    };
    let user_id: String = typed.username.trim().chars().take(LONGEST).collect();
    if user_id.is_empty() {
        return Ok(again(&app, &way, "", &Problems::of_field(FIELD, view.say(texts::USER_ID_EMPTY))));
    }
    if mailing::may_ask(&app, &way.visit, KIND).await? {
        ask(&app, &way, &UserId::spell(&user_id)).await?;
    }
    answer(&app, &way, Told::PasswordAsked { user_id }).await
}

fn again(app: &App, way: &Way, user_id: &str, problems: &Problems) -> Response {
    way.visit.page(page(way.visit.view(), &shown(app, way, user_id, problems)))
}

/// Sends the link to the member who has this user ID, if they may be helped so; does as much if not.
async fn ask(app: &App, way: &Way, user_id: &str) -> Result<(), Failure> {
    let (visit, realm, now) = (&way.visit, &way.visit.realm, way.visit.now);
    let found = in_realm(app.database.reader(), &realm.name).account_by_user_id(user_id).await?;
    let helped = |row: &AccountRow| link::help_by_mail(row, realm, now).may_reset_password();
    let recipient = found.filter(helped).as_ref().and_then(Recipient::of);
    let recipient = mailing::within_budget(app, visit, (KIND, user_id), recipient).await?;

    let (token, good_until) = (RandomToken::generate(), now + realm.lifetimes.password_reset);
    let mailed_to = recipient.as_ref().map_or("", |recipient| recipient.address().as_str());
    let link = ResetLink {
        account: recipient.as_ref().map(|recipient| recipient.account),
        mailed_to: link::digest_of(app, &realm.name, mailed_to),
        at: now,
        good_until,
        state: LinkState::Unused,
        back: way.back().clone(),
    };
    // Kept before the write, because the write is what hands it out: nobody has it unless the mail leaves.
    app.expiring.put(&link::key(&realm.name, token.expose()), &link, now + REMEMBERED, now).await?;
    let message = Message::PasswordReset { link: &link::address(realm, &token), expires_at: good_until };
    mailing::send(app, visit, recipient.as_ref(), (&message, Event::PasswordResetAsked)).await
}
