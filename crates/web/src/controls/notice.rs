//! Boxes that tell something, each recognisable without its colour.

use base::Language;
use maud::{Markup, Render, html};
use realm::Interruption;

use crate::{format, texts};

#[derive(Clone, Copy, Debug)]
enum Kind {
    Information,
    Success,
    Warning,
    Maintenance,
}

/// A box with a heading and some text.
#[derive(Clone, Debug)]
pub struct Notice {
    kind: Kind,
    heading: String,
    content: Markup,
}

impl Notice {
    fn new(kind: Kind, heading: impl Into<String>, content: Markup) -> Self {
        Self { kind, heading: heading.into(), content }
    }

    /// Something to know.
    #[must_use]
    pub fn information(heading: impl Into<String>, content: Markup) -> Self {
        Self::new(Kind::Information, heading, content)
    }

    /// Something that has been done.
    #[must_use]
    pub fn success(heading: impl Into<String>, content: Markup) -> Self {
        Self::new(Kind::Success, heading, content)
    }

    /// Something to be careful about.
    #[must_use]
    pub fn warning(heading: impl Into<String>, content: Markup) -> Self {
        Self::new(Kind::Warning, heading, content)
    }

    /// Hours in which the service will rest.
    #[must_use]
    pub fn maintenance(language: Language, coming: &Interruption) -> Self {
        let period = format::period(coming.from, coming.until, language);
        let content = html! { p { (texts::MAINTENANCE_COMES.with(language, &[("period", &period)])) } };
        Self::new(Kind::Maintenance, texts::MAINTENANCE.get(language), content)
    }
}

impl Render for Notice {
    fn render(&self) -> Markup {
        let (class, role) = match self.kind {
            Kind::Information => ("information", None),
            Kind::Success => ("success", Some("status")),
            Kind::Warning => ("warning", None),
            Kind::Maintenance => ("maintenance", None),
        };
        html! {
            div.notice .(class) role=[role] {
                p.heading { (self.heading) }
                (self.content)
            }
        }
    }
}
