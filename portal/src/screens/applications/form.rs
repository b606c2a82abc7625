//! `/applications/new`: the form, what was typed once more before it is sent, and the sending.
//!
//! The number of the application is made with the form and travels through all of it, so a button pressed twice, a page
//! sent again after Back and an answer that never arrived all end at the same one application. That it is not there
//! twice, by its number or for the same vaccination, the database decides.
//!
//! The form may be sent after its session has ended: what was typed is kept, and stands in the form after the sign-in. A page
//! that somebody else opened at the same browser sends nothing in the name of whoever is signed in now.

use axum::response::{IntoResponse, Redirect, Response};
use base::random_typable;
use maud::{Markup, html};
use realm::Service;
use records::{Application, Claim, Typed, field};
use serde::{Deserialize, Serialize};
use web::controls::{Button, Field, LinkButton, Notice, Problems, actions, definitions, form};
use web::{Posted, Unbound};

use super::super::{draft, insured, menu};
use super::{facts, link, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::routes::SECOND_FACTOR;
use crate::rows::in_realm;

/// The form's name in its token.
const FORM: &str = "application";
/// How many characters a number has: 64 bits that people can read to one another.
const NUMBER: usize = 13;

/// What the form and its confirmation send, and what of it is kept while the member signs in.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The application's number.
    number: String,
    patient_name: String,
    vaccinated_on: String,
    institution: String,
    paid: String,
    /// Whose form it is: see [`draft::owner`].
    #[serde(skip_serializing)]
    owner: String,
    /// Which button of the confirmation was pressed; empty from the form.
    #[serde(skip_serializing)]
    go: String,
}

impl Fields {
    fn empty() -> Self {
        Self { number: random_typable(NUMBER).expose().clone(), ..Self::default() }
    }

    fn typed(&self) -> Typed<'_> {
        Typed {
            patient_name: &self.patient_name,
            vaccinated_on: &self.vaccinated_on,
            institution: &self.institution,
            paid: &self.paid,
        }
    }
}

/// `GET /applications/new`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    if let Err(page) = insured::enter(&visit, &signed_in, Service::Applications) {
        return Ok(*page);
    }
    let (fields, problems) = match draft::take_fields(&visit, signed_in.member()).await? {
        Some(kept) => (kept, Problems::of_form(visit.view().say(texts::SEND_AGAIN))),
        None => (Fields::empty(), Problems::none()),
    };
    Ok(page(&visit, &signed_in, &fields, &problems).into_response())
}

/// `POST /applications/new`
pub async fn submit(visit: Visit, posted: Posted<Fields>) -> Result<Response, Failure> {
    let Some(signed_in) = visit.signed_in(SECOND_FACTOR).await? else {
        let (Ok(fields) | Err(Unbound(fields))) = posted.open(&visit.guard(), FORM);
        return draft::first_sign_in(&visit, &fields.owner, &fields, SECOND_FACTOR).await;
    };
    let household = match insured::enter(&visit, &signed_in, Service::Applications) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let fields = match posted.open(&visit.guard(), &signed_in.own_form(FORM)) {
        Ok(fields) => fields,
        Err(Unbound(fields)) => {
            let own = draft::is_owner(&visit, signed_in.member(), &fields.owner);
            let (fields, why) = if own { (fields, texts::SEND_AGAIN) } else { (Fields::empty(), draft::OF_ANOTHER) };
            let problems = Problems::of_form(visit.view().say(why));
            return Ok(page(&visit, &signed_in, &fields, &problems).into_response());
        }
    };
    let claim = match fields.typed().read(visit.today()) {
        Ok(claim) => claim,
        Err(found) => {
            let mut problems = Problems::none();
            found.into_iter().for_each(|(field, problem)| problems.add(field, visit.view().say(problem)));
            return Ok(page(&visit, &signed_in, &fields, &problems).into_response());
        }
    };
    match fields.go.as_str() {
        "send" => send(&visit, &signed_in, &household, (&fields, claim)).await,
        "edit" => Ok(page(&visit, &signed_in, &fields, &Problems::none()).into_response()),
        _ => Ok(confirmation(&visit, &signed_in, &fields, &claim).into_response()),
    }
}

fn page(visit: &Visit, signed_in: &SignedIn, fields: &Fields, problems: &Problems) -> Markup {
    let view = visit.view();
    let list = visit.link("/applications");
    let content = html! {
        (draft::owner_field(visit, signed_in.member()))
        input type="hidden" name="number" value=(fields.number);
        (Field::text(field::PATIENT, view.say(texts::PATIENT)).value(&fields.patient_name)
            .hint(view.say(texts::PATIENT_HINT)).check(problems))
        (Field::digits(field::VACCINATED_ON, view.say(texts::VACCINATED_ON)).value(&fields.vaccinated_on)
            .hint(view.say(texts::DAY_HINT)).check(problems))
        (Field::text(field::INSTITUTION, view.say(texts::INSTITUTION)).value(&fields.institution).check(problems))
        (Field::digits(field::PAID, view.say(texts::PAID)).value(&fields.paid)
            .hint(view.say(texts::PAID_HINT)).check(problems))
        (actions(&html! {
            (Button::primary("application-check", view.say(texts::CHECK)))
            (LinkButton::secondary(&list, view.say(texts::TO_LIST)))
        }))
    };
    view.page(view.say(texts::FORM))
        .menu(&menu(visit, signed_in.member()))
        .problems(problems)
        .below(insured::title(visit, Service::Applications), list.clone())
        .wide(html! {
            (insured::former(visit, signed_in))
            (form(&visit.link("/applications/new"), &visit.guard().token(&signed_in.own_form(FORM)), &content))
        })
}

/// What was typed, to be looked at before it is sent.
fn confirmation(visit: &Visit, signed_in: &SignedIn, fields: &Fields, claim: &Claim) -> Markup {
    let view = visit.view();
    let hidden = [
        ("number", &fields.number),
        (field::PATIENT, &fields.patient_name),
        (field::VACCINATED_ON, &fields.vaccinated_on),
        (field::INSTITUTION, &fields.institution),
        (field::PAID, &fields.paid),
    ];
    let content = html! {
        (draft::owner_field(visit, signed_in.member()))
        @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
        (actions(&html! {
            (Button::primary("application-send", view.say(texts::SEND)).sends("go", "send"))
            (Button::secondary("application-edit", view.say(texts::EDIT)).sends("go", "edit"))
        }))
    };
    view.page(view.say(texts::CONFIRM))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Applications), visit.link("/applications"))
        .wide(html! {
            p { (view.say(texts::CONFIRM_WHY)) }
            (definitions(&facts(view, claim)))
            (form(&visit.link("/applications/new"), &visit.guard().token(&signed_in.own_form(FORM)), &content))
        })
}

async fn send(
    visit: &Visit,
    signed_in: &SignedIn,
    household: &Household,
    (fields, claim): (&Fields, Claim),
) -> Result<Response, Failure> {
    let Ok(id) = fields.number.parse() else {
        return Ok(page(visit, signed_in, &Fields::empty(), &Problems::none()).into_response());
    };
    let application = Application {
        id,
        household: household.number().clone(),
        branch: household.own(),
        claim,
        submitted_at: visit.now,
        decision: None,
    };
    let (realm, sent) = (visit.realm.name.clone(), application.clone());
    let received = visit
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).receive_application(&sent).await }))
        .await?;
    Ok(match received {
        Some(there) if there.id != application.id => already(visit, signed_in, &there).into_response(),
        _ => Redirect::to(&link(visit, &application)).into_response(),
    })
}

/// The same vaccination was applied for before.
fn already(visit: &Visit, signed_in: &SignedIn, there: &Application) -> Markup {
    let view = visit.view();
    let own = signed_in.household(&visit.realm).is_some_and(|household| household.own() == there.branch);
    let what_to_do = html! { p { (view.say(texts::ALREADY_WHY)) } };
    view.page(view.say(texts::FORM))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::Applications), visit.link("/applications"))
        .wide(html! {
            (Notice::warning(view.say(texts::ALREADY), what_to_do))
            (definitions(&facts(view, &there.claim)))
            (actions(&html! {
                @if own { (LinkButton::primary(&link(visit, there), view.say(texts::TO_APPLICATION))) }
                (LinkButton::secondary(&visit.link("/applications"), view.say(texts::TO_LIST)))
            }))
        })
}
