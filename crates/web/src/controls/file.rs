//! A form with a file: the form itself, and the field in which the file is chosen.

use maud::{Markup, Render, html};

use super::Problems;
use super::field::id_of;
use crate::FormToken;

/// A form that posts a file to `action`. The token stands before the file, as it is read.
#[must_use]
pub fn upload(action: &str, token: &FormToken, content: &Markup) -> Markup {
    html! {
        form method="post" action=(action) enctype="multipart/form-data" novalidate { (token) (content) }
    }
}

/// A field to choose a file with.
#[derive(Clone, Debug)]
pub struct FileField<'a> {
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    accept: &'a str,
    problem: Option<&'a str>,
}

impl<'a> FileField<'a> {
    /// A field with its label, what may be chosen in words, and the same as media types.
    #[must_use]
    pub const fn new(name: &'a str, label: &'a str, hint: &'a str, accept: &'a str) -> Self {
        Self { name, label, hint, accept, problem: None }
    }

    /// Takes what is wrong with it from the form's problems.
    #[must_use]
    pub fn check(mut self, problems: &'a Problems) -> Self {
        self.problem = problems.on(self.name);
        self
    }
}

impl Render for FileField<'_> {
    fn render(&self) -> Markup {
        let hint = format!("{}-hint", self.name);
        let described = match self.problem {
            Some(_) => format!("{hint} {}-error", self.name),
            None => hint.clone(),
        };
        html! {
            div.field.invalid[self.problem.is_some()] {
                label for=(id_of(self.name)) { (self.label) }
                p.hint #(hint) { (self.hint) }
                @if let Some(problem) = self.problem { p.error #{ (self.name) "-error" } { (problem) } }
                input #(id_of(self.name)) type="file" name=(self.name) accept=(self.accept) autocomplete="off"
                    aria-describedby=(described) aria-invalid=[self.problem.map(|_| "true")];
            }
        }
    }
}
