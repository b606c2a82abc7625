//! 「ユーザIDを忘れた方はこちら」: birth date and e-mail address, and a mail with the user ID.

use std::sync::Arc;

use account::{EmailAddress, read_birth_date};
use axum::extract::State;
use axum::response::Response;
use base::Text;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{self, Button, Field, Problems};
use web::{FormToken, Posted, Unbound, View};

use super::mailing::{self, Recipient};
use super::{PASSWORD, Told, USER_ID, Way, answer, link, texts};
use crate::App;
use crate::boundary::Failure;
use crate::mail::Message;
use crate::rows::{AccountRow, Event, in_realm};
use crate::sign_in::frame::unbound;
use crate::steps::birth_date;

const FORM: &str = "forgotten-user-id";
const EMAIL: &str = "email";
const KIND: &str = "forgotten-user-id";

/// The most user IDs in one mail: members who share an address and a birthday are few.
const MOST: usize = 5;

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    birth_date: String,
    #[serde(default)]
    email: String,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub typed: &'a Form,
    pub problems: &'a Problems,
    pub action: String,
    pub token: FormToken,
    /// Where a forgotten password is asked for.
    pub other: String,
    pub onward: (Text, String),
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let (typed, problems) = (shown.typed, shown.problems);
    view.page(view.say(texts::USER_ID)).problems(problems).card(html! {
        p.lead { (view.say(texts::USER_ID_LEAD)) }
        (controls::form(&shown.action, &shown.token, &html! {
            (birth_date::field(view, &typed.birth_date, problems))
            (Field::email(EMAIL, view.say(texts::EMAIL)).value(&typed.email).check(problems))
            p.actions { (Button::primary("forgotten-submit", view.say(texts::SEND))) }
        }))
        p.hint { (view.say(texts::NO_ADDRESS)) }
        (controls::links(&[
            (&shown.other, view.say(texts::ALSO_PASSWORD)),
            (&shown.onward.1, view.say(shown.onward.0)),
        ]))
    })
}

/// `GET /REALM/forgotten/user-id`
pub async fn show(State(app): State<Arc<App>>, way: Way) -> Response {
    again(&app, &way, &Form::default(), &Problems::none())
}

/// `POST /REALM/forgotten/user-id`
pub async fn submit(State(app): State<Arc<App>>, way: Way, form: Posted<Form>) -> Result<Response, Failure> {
    let view = way.visit.view();
    let typed = match form.open(&way.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &way, &typed, &unbound(view))),
    };
    let (birth_date, address) = match read(view, &typed) {
        Ok(read) => read,
        Err(problems) => return Ok(again(&app, &way, &typed, &problems)),
    };
    if mailing::may_ask(&app, &way.visit, KIND).await? {
        ask(&app, &way, birth_date, &address).await?;
    }
    answer(&app, &way, Told::UserIdAsked { address: address.as_str().to_owned() }).await
}

fn again(app: &App, way: &Way, typed: &Form, problems: &Problems) -> Response {
    let shown = Shown {
        typed,
        problems,
        action: way.address(USER_ID),
        token: way.visit.guard(app).token(FORM),
        other: way.address(PASSWORD),
        onward: way.onward(),
    };
    way.visit.page(page(way.visit.view(), &shown))
}

/// The date and the address, or all that is wrong with them.
fn read(view: View<'_>, typed: &Form) -> Result<(NaiveDate, EmailAddress), Problems> {
    let mut problems = Problems::none();
    let birth_date = read_birth_date(&typed.birth_date);
    if birth_date.is_none() {
        problems.add(birth_date::FIELD, birth_date::say_malformed(view, &typed.birth_date));
    }
    let address = EmailAddress::read(&typed.email).ok();
    if address.is_none() {
        let text = if typed.email.trim().is_empty() { texts::EMAIL_EMPTY } else { texts::EMAIL_MALFORMED };
        problems.add(EMAIL, view.say(text));
    }
    birth_date.zip(address).ok_or(problems)
}

/// Sends the user IDs of the members with this birth date to the address, if it is theirs; does as much if not.
async fn ask(app: &App, way: &Way, birth_date: NaiveDate, address: &EmailAddress) -> Result<(), Failure> {
    let (visit, realm, now) = (&way.visit, &way.visit.realm, way.visit.now);
    let mut found = in_realm(app.database.reader(), &realm.name).accounts_by_email(address).await?;
    let helped = |row: &AccountRow| link::help_by_mail(row, realm, now).may_be_told_user_id();
    found.retain(|row| row.birth_date == birth_date && helped(row));
    let recipient = found.first().and_then(Recipient::of);
    let recipient = mailing::within_budget(app, visit, (KIND, address.as_str()), recipient).await?;

    let user_ids: Vec<&str> = found.iter().map(|row| row.user_id.as_str()).take(MOST).collect();
    let message = Message::ForgottenUserId { user_ids: if user_ids.is_empty() { &["nobody"] } else { &user_ids } };
    mailing::send(app, visit, recipient.as_ref(), (&message, Event::UserIdAsked)).await
}
