//! A list to choose one of: for many short answers, of which no more than the chosen one needs to be seen.

use base::Language;
use maud::{Markup, Render, html};

use super::Problems;
use super::field::id_of;
use crate::language::is_japanese;

/// A list that opens.
#[derive(Clone, Debug)]
pub struct Select<'a> {
    name: &'a str,
    label: &'a str,
    problem: Option<&'a str>,
    chosen: Option<&'a str>,
    options: Vec<(&'a str, &'a str, Option<Language>)>,
}

impl<'a> Select<'a> {
    /// A list under its question.
    #[must_use]
    pub const fn new(name: &'a str, label: &'a str) -> Self {
        Self { name, label, problem: None, chosen: None, options: Vec::new() }
    }

    /// An answer.
    #[must_use]
    pub fn option(mut self, value: &'a str, label: &'a str) -> Self {
        self.options.push((value, label, None));
        self
    }

    /// An answer in somebody's own words, which may be Japanese on a page in another language.
    #[must_use]
    pub fn option_in_own_words(mut self, value: &'a str, label: &'a str, page: Language) -> Self {
        let language = Some(Language::Ja).filter(|own| *own != page && is_japanese(label));
        self.options.push((value, label, language));
        self
    }

    /// The answer that is chosen when the page opens.
    #[must_use]
    pub const fn chosen(mut self, value: Option<&'a str>) -> Self {
        self.chosen = value;
        self
    }

    /// Takes what is wrong with it from the form's problems.
    #[must_use]
    pub fn check(mut self, problems: &'a Problems) -> Self {
        self.problem = problems.on(self.name);
        self
    }
}

impl Render for Select<'_> {
    fn render(&self) -> Markup {
        let error_id = self.problem.map(|_| format!("{}-error", self.name));
        html! {
            div.field.invalid[self.problem.is_some()] {
                label for=(id_of(self.name)) { (self.label) }
                @if let (Some(problem), Some(id)) = (self.problem, &error_id) { p.error #(id) { (problem) } }
                div {
                    select #(id_of(self.name)) name=(self.name) aria-describedby=[error_id.as_deref()]
                        aria-invalid=[self.problem.map(|_| "true")] {
                        @for (value, label, language) in &self.options {
                            option value=(value) lang=[language.map(Language::tag)]
                                selected[self.chosen == Some(*value)] { (label) }
                        }
                    }
                }
            }
        }
    }
}
