//! Applications for the influenza subsidy (インフルエンザ予防接種補助金): what was applied for, the form, one application.

pub mod detail;
pub mod form;
pub mod list;

#[cfg(test)]
pub mod tests;
mod texts;

use base::Text;
use records::Application;
use web::{View, format};

use crate::boundary::Visit;
use crate::member::Household;
use crate::rows::{DbErr, in_realm};

/// What the reader applied for, the newest first.
async fn applications(visit: &Visit, household: &Household) -> Result<Vec<Application>, DbErr> {
    in_realm(visit.app.database.reader(), &visit.realm.name).own_applications(household).await
}

/// The address of an application's page.
fn link(visit: &Visit, application: &Application) -> String {
    visit.link(&format!("/applications/{}", application.id.as_str()))
}

/// How far an application has come.
fn state(application: &Application) -> Text {
    match &application.decision {
        None => texts::RECEIVED,
        Some(decision) if decision.granted.is_some() => texts::GRANTED,
        Some(_) => texts::DECLINED,
    }
}

/// What was applied for, by its names.
fn facts(view: View<'_>, claim: &records::Claim) -> Vec<(&'static str, maud::Markup)> {
    let language = view.language;
    vec![
        (view.say(texts::PATIENT), view.japanese(&claim.patient_name)),
        (view.say(texts::VACCINATED_ON), maud::html! { (format::date(claim.vaccinated_on, language)) }),
        (view.say(texts::INSTITUTION), view.japanese(&claim.institution)),
        (view.say(texts::PAID), maud::html! { (format::yen(claim.paid, language)) }),
    ]
}
