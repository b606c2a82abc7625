//! Lines as files: of which months and whom, and what each file says of itself.
//!
//! A file is made from the same lines as the page it is taken from, in the order of the calendar. It has no insurance
//! number, and neither its name nor its address says whose it is.

pub mod download;

mod choice;
mod file;
pub mod signature;
mod statement;
pub mod step_up;
#[cfg(test)]
mod step_up_tests;
#[cfg(test)]
mod tests;
pub mod texts;

use ::expenses::export::{About, runs};
use ::expenses::{Branch, CareMonth, Period, ReceiptLine, newest_published, total_of};
use base::Language;
use chrono::NaiveDate;
use maud::{Markup, html};
use realm::Realm;
use store::Database;
use web::controls::{LinkButton, actions};
use web::format;

use super::parts;
use crate::boundary::Visit;
use crate::member::Household;
use crate::rows::{DbErr, in_realm};

pub use choice::Choice;
pub use file::Format;

/// What a file is made of.
#[derive(Debug)]
pub struct Export {
    language: Language,
    period: Period,
    insurer: String,
    insured: Option<String>,
    created: NaiveDate,
    covered: Vec<CareMonth>,
    missing: Vec<CareMonth>,
    /// Who is in it, and whether that is everybody whom the reader may see.
    patients: (Vec<String>, bool),
    own: Branch,
    notes: Vec<String>,
    lines: Vec<ReceiptLine>,
}

/// Where a file's lines come from, in which language it speaks, and on which day it is made.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub database: &'a Database,
    pub realm: &'a Realm,
    pub language: Language,
    pub today: NaiveDate,
}

impl<'a> From<&'a Visit> for Source<'a> {
    fn from(visit: &'a Visit) -> Self {
        let (database, realm) = (&visit.app.database, visit.realm.as_ref());
        Self { database, realm, language: visit.language(), today: visit.today() }
    }
}

impl Export {
    /// The lines of a period, of those who are chosen, as they are now. `insured` is the reader's name, where it is known.
    pub async fn of(
        source: impl Into<Source<'_>>,
        insured: Option<String>,
        (household, period): (&Household, Period),
        choice: &Choice,
    ) -> Result<Self, DbErr> {
        let source = source.into();
        let Source { database, realm, language, today } = source;
        let lines = in_realm(database.reader(), &realm.name).lines(household, period, None).await?;
        let mut lines = choice.of(lines);
        lines.sort_by_key(|line| line.month);
        let own = household.own();
        for line in lines.iter_mut().filter(|line| line.branch == own && line.patient_name.is_none()) {
            line.patient_name.clone_from(&insured);
        }
        let (covered, missing) = arrived(source, household, period, &lines);
        let (names, all) = choice.names();
        Ok(Self {
            language,
            period,
            insurer: realm.display_name.in_language(language).to_owned(),
            insured,
            created: today,
            covered,
            missing,
            patients: (names.into_iter().map(str::to_owned).collect(), all),
            own,
            notes: parts::note_texts(realm, language).into_iter().map(str::to_owned).collect(),
            lines,
        })
    }

    /// Its lines, in the order of the calendar.
    pub fn lines(&self) -> &[ReceiptLine] {
        &self.lines
    }

    /// The months of the period whose lines have not arrived yet.
    pub fn missing(&self) -> &[CareMonth] {
        &self.missing
    }

    /// The insured person's name, where it is known.
    pub fn insured(&self) -> Option<&str> {
        self.insured.as_deref()
    }

    /// The reader's own number within the household.
    pub const fn own(&self) -> Branch {
        self.own
    }

    /// What the family paid themselves, in yen.
    pub fn own_payment(&self) -> i64 {
        total_of(&self.lines).own()
    }

    fn about(&self) -> About<'_> {
        About {
            insurer: &self.insurer,
            insured: self.insured.as_deref(),
            created: self.created,
            covered: self.covered.clone(),
            missing: self.missing.clone(),
        }
    }
}

/// The months of a period whose lines have arrived, and those whose lines have not. A month that has lines has arrived,
/// whatever the calendar says; months after somebody's insurance are neither.
fn arrived(
    source: Source<'_>,
    household: &Household,
    period: Period,
    lines: &[ReceiptLine],
) -> (Vec<CareMonth>, Vec<CareMonth>) {
    let newest = newest_published(source.today, source.realm.portal.expenses.published_after_months);
    let newest = newest.max(lines.last().map(|line| line.month));
    let insured = period.months().filter(|month| household.until().is_none_or(|until| *month <= until));
    insured.partition(|month| newest.is_some_and(|newest| *month <= newest))
}

/// The address of the page on which a period is saved.
fn link(visit: &Visit, period: Period) -> String {
    let page = match period.first() == period.last() {
        true => parts::month_link(visit, period.first()),
        false => parts::year_link(visit, period.first().year()),
    };
    format!("{page}/download")
}

/// The way from a period's lines to the page on which they are saved.
pub fn button(visit: &Visit, period: Period) -> Markup {
    let label = if period.first() == period.last() { texts::SAVE_MONTH } else { texts::SAVE_YEAR };
    actions(&html! { (LinkButton::secondary(&link(visit, period), visit.view().say(label))) })
}

/// Months in the reader's language, those in a row by the first and the last of them.
pub fn month_names(language: Language, months: &[CareMonth]) -> String {
    let named = |month: CareMonth| format::month(month.first_day(), language);
    let run = |(first, last): (CareMonth, CareMonth)| match first == last {
        true => named(first),
        false => texts::FROM_TO.with(language, &[("first", &named(first)), ("last", &named(last))]),
    };
    let runs: Vec<String> = runs(months).into_iter().map(run).collect();
    if runs.is_empty() { texts::NO_MONTH.get(language).to_owned() } else { runs.join(texts::AND.get(language)) }
}
