//! Fields to choose from: real radio buttons and checkboxes, which every keyboard and reader knows.

use base::Language;
use maud::{Markup, Render, html};

use super::Problems;
use super::field::id_of;
use crate::language::is_japanese;
use crate::texts;

/// A group of which one is chosen.
#[derive(Clone, Debug)]
pub struct Radios<'a> {
    name: &'a str,
    legend: &'a str,
    hint: Option<&'a str>,
    problem: Option<&'a str>,
    chosen: Option<&'a str>,
    options: Vec<Choice<'a>>,
}

#[derive(Clone, Debug)]
struct Choice<'a> {
    value: &'a str,
    label: &'a str,
    language: Option<Language>,
    hint: Option<&'a str>,
    recommended: Option<Language>,
}

impl<'a> Radios<'a> {
    /// A group under its question.
    #[must_use]
    pub const fn new(name: &'a str, legend: &'a str) -> Self {
        Self { name, legend, hint: None, problem: None, chosen: None, options: Vec::new() }
    }

    /// An answer.
    #[must_use]
    pub fn option(mut self, value: &'a str, label: &'a str) -> Self {
        self.options.push(Choice { value, label, language: None, hint: None, recommended: None });
        self
    }

    /// Says that the answer added last is in the member's own words, which may be Japanese on a page in another
    /// language: whatever reads it aloud is told.
    #[must_use]
    pub fn in_own_words(mut self, page: Language) -> Self {
        if let Some(last) = self.options.last_mut() {
            last.language = Some(Language::Ja).filter(|own| *own != page && is_japanese(last.label));
        }
        self
    }

    /// Explains the answer added last.
    #[must_use]
    pub fn explained(mut self, hint: &'a str) -> Self {
        if let Some(last) = self.options.last_mut() {
            last.hint = Some(hint);
        }
        self
    }

    /// Marks the answer added last as the society's recommendation.
    #[must_use]
    pub fn recommended(mut self, language: Language) -> Self {
        if let Some(last) = self.options.last_mut() {
            last.recommended = Some(language);
        }
        self
    }

    /// The answer that is chosen when the page opens.
    #[must_use]
    pub const fn chosen(mut self, value: Option<&'a str>) -> Self {
        self.chosen = value;
        self
    }

    /// How to choose, below the question.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Takes what is wrong with it from the form's problems.
    #[must_use]
    pub fn check(mut self, problems: &'a Problems) -> Self {
        self.problem = problems.on(self.name);
        self
    }
}

impl Render for Radios<'_> {
    fn render(&self) -> Markup {
        let described = [self.hint.map(|_| "hint"), self.problem.map(|_| "error")];
        let described: Vec<String> =
            described.into_iter().flatten().map(|part| format!("{}-{part}", self.name)).collect();
        html! {
            fieldset.field.invalid[self.problem.is_some()]
                aria-describedby=[(!described.is_empty()).then(|| described.join(" "))] {
                legend { (self.legend) }
                @if let Some(hint) = self.hint { p.hint #{ (self.name) "-hint" } { (hint) } }
                @if let Some(problem) = self.problem { p.error #{ (self.name) "-error" } { (problem) } }
                @for (index, option) in self.options.iter().enumerate() {
                    (self.option_part(index, option))
                }
            }
        }
    }
}

impl Radios<'_> {
    fn option_part(&self, index: usize, option: &Choice<'_>) -> Markup {
        // The error summary leads to the group's first answer.
        let id = if index == 0 { id_of(self.name).to_owned() } else { format!("{}-{index}", self.name) };
        let hint_id = option.hint.map(|_| format!("{id}-about"));
        html! {
            div.choice {
                input #(id) type="radio" name=(self.name) value=(option.value) aria-describedby=[hint_id.as_deref()]
                    checked[self.chosen == Some(option.value)];
                label for=(id) {
                    @if let Some(language) = option.language {
                        span lang=(language.tag()) { (option.label) }
                    } @else {
                        (option.label)
                    }
                    @if let Some(language) = option.recommended {
                        span.tag.recommended { (texts::RECOMMENDED.get(language)) }
                    }
                }
                @if let (Some(hint), Some(hint_id)) = (option.hint, &hint_id) { p.hint #(hint_id) { (hint) } }
            }
        }
    }
}

/// A box to tick. It sends `on`.
#[derive(Clone, Debug)]
pub struct Checkbox<'a> {
    name: &'a str,
    label: &'a str,
    language: Option<Language>,
    hint: Option<&'a str>,
    problem: Option<&'a str>,
    checked: bool,
}

impl<'a> Checkbox<'a> {
    /// An empty box.
    #[must_use]
    pub const fn new(name: &'a str, label: &'a str) -> Self {
        Self { name, label, language: None, hint: None, problem: None, checked: false }
    }

    /// Whether it is ticked when the page opens.
    #[must_use]
    pub const fn checked(mut self, checked: bool) -> Self {
        self.checked = checked;
        self
    }

    /// Says that the label is somebody's own words, which may be Japanese on a page in another language.
    #[must_use]
    pub fn in_own_words(mut self, page: Language) -> Self {
        self.language = Some(Language::Ja).filter(|own| *own != page && is_japanese(self.label));
        self
    }

    /// What ticking it means.
    #[must_use]
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Takes what is wrong with it from the form's problems.
    #[must_use]
    pub fn check(mut self, problems: &'a Problems) -> Self {
        self.problem = problems.on(self.name);
        self
    }
}

impl Render for Checkbox<'_> {
    fn render(&self) -> Markup {
        let described = [self.hint.map(|_| "hint"), self.problem.map(|_| "error")];
        let described: Vec<String> =
            described.into_iter().flatten().map(|part| format!("{}-{part}", self.name)).collect();
        html! {
            div.field.invalid[self.problem.is_some()] {
                @if let Some(problem) = self.problem { p.error #{ (self.name) "-error" } { (problem) } }
                div.choice {
                    input #(id_of(self.name)) type="checkbox" name=(self.name) value="on" checked[self.checked]
                        aria-describedby=[(!described.is_empty()).then(|| described.join(" "))]
                        aria-invalid=[self.problem.map(|_| "true")];
                    label for=(id_of(self.name)) lang=[self.language.map(Language::tag)] { (self.label) }
                    @if let Some(hint) = self.hint { p.hint #{ (self.name) "-hint" } { (hint) } }
                }
            }
        }
    }
}
