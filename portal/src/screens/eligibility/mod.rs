//! Eligibility: the notice (資格情報のお知らせ), which can be printed, and what stands on the certificate (資格確認書).

pub mod certificate;
pub mod notice;

#[cfg(test)]
pub mod tests;
mod texts;

use base::Text;
use maud::{Markup, html};
use records::{Eligibility, newest_of_each};
use web::controls::{Notice, definitions};
use web::{View, format};

use super::insured;
use crate::boundary::{SignedIn, Visit};
use crate::member::Household;
use crate::rows::{DbErr, DocumentKind, in_realm};

/// The newest document of each person that the member may read of.
async fn documents(visit: &Visit, household: &Household, kind: DocumentKind) -> Result<Vec<Eligibility>, DbErr> {
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    Ok(newest_of_each(rows.eligibility(household, kind).await?))
}

/// Whether the insurance that a document tells of has ended: its person's, or with the reader's own that of the family.
/// On the day of the loss (資格喪失年月日) nobody is insured any more.
fn has_ended(visit: &Visit, signed_in: &SignedIn, document: &Eligibility) -> bool {
    let ended = document.eligible_until.is_some_and(|ended_on| ended_on <= visit.today());
    ended || !insured::is_insured(visit, signed_in)
}

/// What is said below the document of somebody whose insurance has ended.
fn ended(view: View<'_>, why: Text) -> Markup {
    html! { (Notice::warning(view.say(texts::ENDED), html! { p { (view.say(why)) } })) }
}

/// A person's document: what stands on it, and what can be done with it.
fn card(view: View<'_>, society: &str, document: &Eligibility, below: &Markup) -> Markup {
    let facts = facts(view, society, document);
    let facts: Vec<(&str, Markup)> = facts.iter().map(|(name, value)| (*name, view.japanese(value))).collect();
    html! {
        section {
            h2 { (view.japanese(document.person.name.as_deref().unwrap_or_default())) }
            (definitions(&facts))
            (below)
        }
    }
}

/// What stands on a document, by its names.
fn facts(view: View<'_>, society: &str, document: &Eligibility) -> Vec<(&'static str, String)> {
    let day = |day| Some(format::date(day, view.language));
    let facts = [
        (texts::KIGO, Some(document.kigo.clone())),
        (texts::BANGO, Some(document.bango.clone())),
        (texts::BRANCH, Some(document.person.branch.to_string())),
        (texts::NAME, document.person.name.clone()),
        (texts::KANA, document.kana.clone()),
        (texts::BIRTH_DATE, document.birth_date.and_then(day)),
        (texts::STANDING, document.standing.clone()),
        (texts::ELIGIBLE_FROM, day(document.eligible_from)),
        (texts::ELIGIBLE_UNTIL, document.eligible_until.and_then(day)),
        (texts::COPAYMENT, document.copayment.clone()),
        (texts::INSURER_NUMBER, Some(document.insurer_number.clone())),
        (texts::INSURER_NAME, Some(society.to_owned())),
        (texts::ISSUED_ON, day(document.issued_on)),
        (texts::VALID_UNTIL, document.valid_until.and_then(day)),
        (texts::NOTE, document.note.clone()),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((view.say(name), value?))).collect()
}
