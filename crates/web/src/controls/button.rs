//! Buttons, and links that look like them. A button does something, a link goes somewhere.

use maud::{Markup, Render, html};

#[derive(Clone, Copy, Debug)]
enum Rank {
    Primary,
    Secondary,
    Danger,
}

impl Rank {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Danger => "danger",
        }
    }
}

/// A button that sends its form.
#[derive(Clone, Debug)]
pub struct Button<'a> {
    id: &'a str,
    label: &'a str,
    rank: Rank,
    sends: Option<(&'a str, &'a str)>,
}

impl<'a> Button<'a> {
    /// What the page is for: one of them on each page. The id is stable, tests and password managers know it.
    #[must_use]
    pub const fn primary(id: &'a str, label: &'a str) -> Self {
        Self { id, label, rank: Rank::Primary, sends: None }
    }

    /// Another way on.
    #[must_use]
    pub const fn secondary(id: &'a str, label: &'a str) -> Self {
        Self { id, label, rank: Rank::Secondary, sends: None }
    }

    /// Deletes or ends something.
    #[must_use]
    pub const fn danger(id: &'a str, label: &'a str) -> Self {
        Self { id, label, rank: Rank::Danger, sends: None }
    }

    /// A field that is sent when this button is the one pressed.
    #[must_use]
    pub const fn sends(mut self, name: &'a str, value: &'a str) -> Self {
        self.sends = Some((name, value));
        self
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let (name, value) = self.sends.unzip();
        html! {
            button #(self.id) .button .(self.rank.class()) type="submit" name=[name] value=[value] { (self.label) }
        }
    }
}

/// A link in the shape of a button: it names where it leads.
#[derive(Clone, Debug)]
pub struct LinkButton<'a> {
    href: &'a str,
    label: &'a str,
    rank: Rank,
}

impl<'a> LinkButton<'a> {
    /// The page's way on.
    #[must_use]
    pub const fn primary(href: &'a str, label: &'a str) -> Self {
        Self { href, label, rank: Rank::Primary }
    }

    /// Another way on, or back.
    #[must_use]
    pub const fn secondary(href: &'a str, label: &'a str) -> Self {
        Self { href, label, rank: Rank::Secondary }
    }
}

impl Render for LinkButton<'_> {
    fn render(&self) -> Markup {
        html! { a.button .(self.rank.class()) href=(self.href) { (self.label) } }
    }
}
