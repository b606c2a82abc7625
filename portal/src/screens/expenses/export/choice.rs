//! Who goes into a file: everybody whose lines the reader may see, unless they leave somebody out.
//!
//! Whoever objects, or is not the reader under a society's rule, is no choice at all: the persons come from the same query
//! as the lines.

use std::collections::{BTreeSet, HashMap};

use expenses::{Branch, Period, ReceiptLine};
use maud::{Markup, html};
use web::View;
use web::controls::{Checkbox, Problems};

use super::super::super::insured;
use super::{Source, texts};
use crate::member::Household;
use crate::rows::{DbErr, in_realm};

/// The group of boxes, to which its problem belongs.
const GROUP: &str = "persons";
/// How the name of a person's box begins.
const PERSON: &str = "person-";

/// Whether a field of a form says who is chosen.
pub fn is_field(name: &str) -> bool {
    name == GROUP || name.starts_with(PERSON)
}

/// The persons of a period, and whom of them the reader takes along.
#[derive(Debug)]
pub struct Choice {
    persons: Vec<Candidate>,
}

#[derive(Debug)]
struct Candidate {
    branch: Branch,
    /// As the reader knows them.
    name: String,
    /// The name of their box.
    field: String,
    taken: bool,
}

impl Choice {
    /// Everybody.
    pub async fn everybody(
        source: impl Into<Source<'_>>,
        household: &Household,
        period: Period,
    ) -> Result<Self, DbErr> {
        let Source { database, realm, language, .. } = source.into();
        let found = in_realm(database.reader(), &realm.name).persons(household, period).await?;
        let candidate = |person: expenses::Person| Candidate {
            branch: person.branch,
            name: insured::patient_name(language, (person.branch, person.name.as_deref()), household.own()),
            field: format!("{PERSON}{}", person.branch),
            taken: true,
        };
        Ok(Self { persons: found.into_iter().map(candidate).collect() })
    }

    /// Takes those whose boxes are ticked. A form without boxes, because there is nobody to choose, leaves all as it is.
    pub fn read(&mut self, fields: &HashMap<String, String>) {
        if fields.contains_key(GROUP) {
            self.persons.iter_mut().for_each(|person| person.taken = fields.contains_key(&person.field));
        }
    }

    /// What is wrong with it.
    pub fn problems(&self, view: View<'_>) -> Problems {
        match self.persons.is_empty() || self.persons.iter().any(|person| person.taken) {
            true => Problems::none(),
            false => Problems::of_field(GROUP, view.say(texts::NOBODY)),
        }
    }

    /// The names of those who are taken along, and whether that is everybody.
    pub fn names(&self) -> (Vec<&str>, bool) {
        let names = self.persons.iter().filter(|person| person.taken).map(|person| person.name.as_str());
        (names.collect(), self.persons.iter().all(|person| person.taken))
    }

    /// Whether there is anything to choose: one person is no choice.
    pub const fn can_choose(&self) -> bool {
        self.persons.len() > 1
    }

    /// Those of the lines that are of somebody taken along.
    pub fn of(&self, mut lines: Vec<ReceiptLine>) -> Vec<ReceiptLine> {
        let taken: BTreeSet<Branch> =
            self.persons.iter().filter(|person| person.taken).map(|person| person.branch).collect();
        lines.retain(|line| taken.contains(&line.branch));
        lines
    }

    /// The boxes, where there is a choice.
    pub fn boxes(&self, view: View<'_>, problems: &Problems) -> Markup {
        let problem = problems.on(GROUP);
        let described = problem.map_or("persons-hint", |_| "persons-hint persons-error");
        html! {
            @if self.can_choose() {
                fieldset.field.invalid[problem.is_some()] #(GROUP) tabindex="-1" aria-describedby=(described) {
                    legend { (view.say(texts::WHO)) }
                    p.hint #persons-hint { (view.say(texts::WHOLE_BY_DEFAULT)) }
                    @if let Some(problem) = problem { p.error #persons-error { (problem) } }
                    input type="hidden" name=(GROUP) value="chosen";
                    @for person in &self.persons {
                        (Checkbox::new(&person.field, &person.name).in_own_words(view.language).checked(person.taken))
                    }
                }
            }
        }
    }
}
