//! `/notification-settings`: which kinds of news a member is told of by e-mail.

use axum::response::{IntoResponse, Response};
use base::Text;
use maud::{Markup, html};
use realm::MailKind;
use serde::Deserialize;
use web::Posted;
use web::controls::{self, Button, Checkbox, Notice, actions};

use super::super::menu;
use super::texts;
use crate::acquaintance;
use crate::boundary::{Failure, SignedIn, Visit};
use crate::digest::{kind_name, offered};
use crate::rows::in_realm;

/// The form's name in its token.
const FORM: &str = "notification-settings";

/// What the form sends: a ticked box says `on`.
#[derive(Deserialize)]
pub struct Fields {
    expenses: Option<String>,
    notices: Option<String>,
    #[serde(rename = "my-mail")]
    my_mail: Option<String>,
}

impl Fields {
    const fn wants(&self, kind: MailKind) -> bool {
        match kind {
            MailKind::Expenses => self.expenses.is_some(),
            MailKind::Notices => self.notices.is_some(),
            MailKind::MyMail => self.my_mail.is_some(),
            _ => false,
        }
    }
}

/// `GET /notification-settings`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let declined = declined(&visit, &signed_in).await?;
    Ok(page(&visit, &signed_in, (&declined, false)).into_response())
}

/// `POST /notification-settings`
pub async fn submit(visit: Visit, signed_in: SignedIn, posted: Posted<Fields>) -> Result<Response, Failure> {
    let (fields, bound) = match posted.open(&visit.guard(), FORM) {
        Ok(fields) => (fields, true),
        Err(web::Unbound(fields)) => (fields, false),
    };
    let unwanted: Vec<&str> = offered(&visit.realm).filter(|kind| !fields.wants(*kind)).map(kind_name).collect();
    let unwanted = unwanted.join(" ");
    if bound {
        // A session may be older than what the portal keeps of its member.
        acquaintance::remember(&visit, signed_in.member()).await?;
        let (realm, subject, declined) =
            (visit.realm.name.clone(), signed_in.member().subject.clone(), unwanted.clone());
        let saved = visit
            .app
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).decline_mails(&subject, &declined).await }));
        saved.await?;
    }
    Ok(page(&visit, &signed_in, (&unwanted, bound)).into_response())
}

async fn declined(visit: &Visit, signed_in: &SignedIn) -> Result<String, Failure> {
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    Ok(rows.declined_mails(&signed_in.member().subject).await?.unwrap_or_default())
}

fn page(visit: &Visit, signed_in: &SignedIn, (declined, saved): (&str, bool)) -> Markup {
    let view = visit.view();
    let boxes = |kind| {
        let wanted = !declined.split(' ').any(|name| name == kind_name(kind));
        html! { (Checkbox::new(kind_name(kind), view.say(label(kind))).checked(wanted)) }
    };
    let form = html! {
        fieldset {
            legend { (view.say(texts::WHICH)) }
            @for kind in offered(&visit.realm) { (boxes(kind)) }
        }
        (actions(&html! { (Button::primary("notifications-save", view.say(texts::SAVE))) }))
    };
    view.page(view.say(texts::TITLE)).menu(&menu(visit, signed_in.member())).wide(html! {
        @if saved { (Notice::success(view.say(texts::SAVED), html! {})) }
        @if offered(&visit.realm).next().is_none() {
            p { (view.say(texts::NONE_OFFERED)) }
        } @else {
            @if signed_in.member().address.is_none() {
                (Notice::warning(view.say(texts::NO_ADDRESS), html! { p { (view.say(texts::NO_ADDRESS_WHY)) } }))
            }
            p { (view.say(texts::ABOUT)) }
            (controls::form(&visit.link("/notification-settings"), &visit.guard().token(FORM), &form))
        }
    })
}

const fn label(kind: MailKind) -> Text {
    match kind {
        MailKind::Expenses => texts::EXPENSES,
        MailKind::Notices => texts::NOTICES,
        _ => texts::MY_MAIL,
    }
}
