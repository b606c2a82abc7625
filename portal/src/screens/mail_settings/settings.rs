//! `/notification-settings`: which kinds of news a member is told of by e-mail.
//!
//! The form may be sent after its session has ended: what was chosen is kept, and stands in the form after the sign-in. A page
//! that somebody else opened at the same browser changes nothing of whoever is signed in now.

use axum::response::{IntoResponse, Response};
use base::Text;
use maud::{Markup, html};
use realm::{Acr, MailKind};
use serde::{Deserialize, Serialize};
use web::controls::{self, Button, Checkbox, Notice, Problems, actions};
use web::{Posted, Unbound};

use super::super::{draft, menu};
use super::texts;
use crate::acquaintance;
use crate::boundary::{Failure, SignedIn, Visit};
use crate::digest::{kind_name, offered};
use crate::rows::in_realm;

/// The form's name in its token.
const FORM: &str = "notification-settings";

/// What the form sends, and what of it is kept while the member signs in: a ticked box says `on`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Fields {
    notices: Option<String>,
    my_mail: Option<String>,
    expenses: Option<String>,
    benefits: Option<String>,
    applications: Option<String>,
    checkups: Option<String>,
    prescriptions: Option<String>,
    eligibility_information: Option<String>,
    eligibility_certificate: Option<String>,
    /// Whose form it is: see [`draft::owner`].
    #[serde(default, skip_serializing)]
    owner: String,
}

impl Fields {
    const fn wants(&self, kind: MailKind) -> bool {
        let ticked = match kind {
            MailKind::Notices => &self.notices,
            MailKind::MyMail => &self.my_mail,
            MailKind::Expenses => &self.expenses,
            MailKind::Benefits => &self.benefits,
            MailKind::Applications => &self.applications,
            MailKind::Checkups => &self.checkups,
            MailKind::Prescriptions => &self.prescriptions,
            MailKind::EligibilityInformation => &self.eligibility_information,
            MailKind::EligibilityCertificate => &self.eligibility_certificate,
        };
        ticked.is_some()
    }

    /// The names of the kinds that the society offers and the member does not want.
    fn unwanted(&self, visit: &Visit) -> String {
        let kinds: Vec<&str> = offered(&visit.realm).filter(|kind| !self.wants(*kind)).map(kind_name).collect();
        kinds.join(" ")
    }
}

/// `GET /notification-settings`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let (declined, problems) = match draft::take_fields::<Fields>(&visit, signed_in.member()).await? {
        Some(chosen) => (chosen.unwanted(&visit), Problems::of_form(visit.view().say(texts::SEND_AGAIN))),
        None => (declined(&visit, &signed_in).await?, Problems::none()),
    };
    Ok(page(&visit, &signed_in, (&declined, false), &problems).into_response())
}

/// `POST /notification-settings`
pub async fn submit(visit: Visit, posted: Posted<Fields>) -> Result<Response, Failure> {
    let Some(signed_in) = visit.signed_in(Acr::Password).await? else {
        let (Ok(fields) | Err(Unbound(fields))) = posted.open(&visit.guard(), FORM);
        return draft::first_sign_in(&visit, &fields.owner, &fields, Acr::Password).await;
    };
    let unwanted = match posted.open(&visit.guard(), &signed_in.own_form(FORM)) {
        Ok(fields) => fields.unwanted(&visit),
        Err(Unbound(fields)) => {
            let own = draft::is_owner(&visit, signed_in.member(), &fields.owner);
            let (unwanted, why) = if own {
                (fields.unwanted(&visit), texts::SEND_AGAIN)
            } else {
                (declined(&visit, &signed_in).await?, draft::OF_ANOTHER)
            };
            let problems = Problems::of_form(visit.view().say(why));
            return Ok(page(&visit, &signed_in, (&unwanted, false), &problems).into_response());
        }
    };
    // A session may be older than what the portal keeps of its member.
    acquaintance::remember(&visit, signed_in.member()).await?;
    let (realm, subject, declined) = (visit.realm.name.clone(), signed_in.member().subject.clone(), unwanted.clone());
    let saved = visit
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).decline_mails(&subject, &declined).await }));
    saved.await?;
    Ok(page(&visit, &signed_in, (&unwanted, true), &Problems::none()).into_response())
}

async fn declined(visit: &Visit, signed_in: &SignedIn) -> Result<String, Failure> {
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    Ok(rows.declined_mails(&signed_in.member().subject).await?.unwrap_or_default())
}

fn page(visit: &Visit, signed_in: &SignedIn, (declined, saved): (&str, bool), problems: &Problems) -> Markup {
    let view = visit.view();
    let boxes = |kind| {
        let wanted = !declined.split(' ').any(|name| name == kind_name(kind));
        html! { (Checkbox::new(kind_name(kind), view.say(label(kind))).checked(wanted)) }
    };
    let form = html! {
        (draft::owner_field(visit, signed_in.member()))
        fieldset {
            legend { (view.say(texts::WHICH)) }
            @for kind in offered(&visit.realm) { (boxes(kind)) }
        }
        (actions(&html! { (Button::primary("notifications-save", view.say(texts::SAVE))) }))
    };
    let token = visit.guard().token(&signed_in.own_form(FORM));
    view.page(view.say(texts::TITLE)).menu(&menu(visit, signed_in.member())).problems(problems).wide(html! {
        @if saved { (Notice::success(view.say(texts::SAVED), html! {})) }
        @if offered(&visit.realm).next().is_none() {
            p { (view.say(texts::NONE_OFFERED)) }
        } @else {
            @if signed_in.member().address.is_none() {
                (Notice::warning(view.say(texts::NO_ADDRESS), html! { p { (view.say(texts::NO_ADDRESS_WHY)) } }))
            }
            p { (view.say(texts::ABOUT)) }
            (controls::form(&visit.link("/notification-settings"), &token, &form))
        }
    })
}

const fn label(kind: MailKind) -> Text {
    match kind {
        MailKind::Notices => texts::NOTICES,
        MailKind::MyMail => texts::MY_MAIL,
        MailKind::Expenses => texts::EXPENSES,
        MailKind::Benefits => texts::BENEFITS,
        MailKind::Applications => texts::APPLICATIONS,
        MailKind::Checkups => texts::CHECKUPS,
        MailKind::Prescriptions => texts::PRESCRIPTIONS,
        MailKind::EligibilityInformation => texts::ELIGIBILITY_INFORMATION,
        MailKind::EligibilityCertificate => texts::ELIGIBILITY_CERTIFICATE,
    }
}
