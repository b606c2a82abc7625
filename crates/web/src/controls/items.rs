//! A list of things that one can do something with: devices, sessions.

use maud::{Markup, Render, html};

use crate::language;

/// One thing of a list.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    name: &'a str,
    tag: Option<&'a str>,
    facts: Vec<(&'a str, String)>,
    action: Option<(&'a str, &'a str)>,
}

impl<'a> Item<'a> {
    /// A thing by its name.
    #[must_use]
    pub const fn new(name: &'a str) -> Self {
        Self { name, tag: None, facts: Vec::new(), action: None }
    }

    /// Sets it apart from the others.
    #[must_use]
    pub const fn tag(mut self, tag: Option<&'a str>) -> Self {
        self.tag = tag;
        self
    }

    /// Something that is known of it, with its name.
    #[must_use]
    pub fn fact(mut self, name: &'a str, value: String) -> Self {
        self.facts.push((name, value));
        self
    }

    /// What can be done with it: where the link leads, and what it says.
    #[must_use]
    pub const fn action(mut self, href: &'a str, label: &'a str) -> Self {
        self.action = Some((href, label));
        self
    }
}

/// The things, one below the other. Each link says which thing it is about to those who hear links apart from their
/// surroundings.
#[must_use]
pub fn items(items: &[Item<'_>]) -> Markup {
    html! { ul.items { @for item in items { li { (item) } } } }
}

impl Item<'_> {
    /// The name is its owner's own words, whatever the language of the page: whatever reads them aloud is told.
    fn own_words(&self) -> Markup {
        html! {
            @if language::is_japanese(self.name) { span lang="ja" { (self.name) } } @else { (self.name) }
        }
    }
}

impl Render for Item<'_> {
    fn render(&self) -> Markup {
        html! {
            div {
                p.name {
                    (self.own_words())
                    @if let Some(tag) = self.tag { " " span.tag { (tag) } }
                }
                dl {
                    @for (name, value) in &self.facts { div { dt { (name) } dd { (value) } } }
                }
            }
            @if let Some((href, label)) = self.action {
                a.button.secondary href=(href) { (label) span.spoken { " " (self.own_words()) } }
            }
        }
    }
}
