//! What is wrong with a form: data on the page, not an error.

use std::borrow::Cow;

use base::Language;
use maud::{Markup, html};

use super::field::id_of;
use crate::texts;

/// The problems of one form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<(Option<&'static str>, Cow<'static, str>)>);

impl Problems {
    /// A form without problems.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One problem that belongs to no field in particular.
    #[must_use]
    pub fn of_form(text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![(None, text.into())])
    }

    /// One problem of one field.
    #[must_use]
    pub fn of_field(field: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![(Some(field), text.into())])
    }

    /// Adds a problem of a field.
    pub fn add(&mut self, field: &'static str, text: impl Into<Cow<'static, str>>) {
        self.0.push((Some(field), text.into()));
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with a field: its first problem.
    #[must_use]
    pub fn on(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| *of == Some(field)).map(|(_, text)| text.as_ref())
    }

    /// The box above the form: read out at once, each line leading to its field.
    pub(crate) fn summary(&self, language: Language) -> Markup {
        html! {
            div.notice.error #problems role="alert" tabindex="-1" {
                p.heading { (texts::PROBLEMS.get(language)) }
                ul {
                    @for (field, text) in &self.0 {
                        li {
                            @if let Some(field) = field { a href={ "#" (id_of(field)) } { (text) } } @else { (text) }
                        }
                    }
                }
            }
        }
    }
}
