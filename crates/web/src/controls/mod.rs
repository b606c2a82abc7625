//! What a page is made of: fields, choices, buttons, boxes, lists, tables.
//!
//! Each control renders itself into maud, complete with the label, the hint and the error that assistive technology
//! needs to find. A screen states what it asks; how it looks and is read out is decided here once.

mod button;
mod choice;
mod data;
mod field;
mod file;
mod items;
mod notice;
mod problems;
mod select;

pub use button::{Button, LinkButton};
pub use choice::{Checkbox, Radios};
pub use data::{Column, Figure, Table, Tile, definitions, document, figures, tiles};
pub use field::Field;
pub use file::{FileField, upload};
pub use items::{Item, items};
pub use notice::Notice;
pub use problems::Problems;
pub use select::Select;

use crate::FormToken;
use maud::{Markup, html};

/// A form that posts to `action` with its hidden token. The browser's own checks are off, because our messages are in
/// the page's language and stay on the page.
#[must_use]
pub fn form(action: &str, token: &FormToken, content: &Markup) -> Markup {
    html! {
        form method="post" action=(action) novalidate { (token) (content) }
    }
}

/// A form that asks a page another way: its answers stand in the address, which can be kept and passed on. It changes
/// nothing, so it has no token.
#[must_use]
pub fn search(action: &str, content: &Markup) -> Markup {
    html! {
        form.search method="get" action=(action) novalidate { (content) }
    }
}

/// The buttons at the end of a page or a form, side by side where there is room.
#[must_use]
pub fn actions(buttons: &Markup) -> Markup {
    html! { div.actions { (buttons) } }
}

/// Ways elsewhere, one below the other: (address, label).
#[must_use]
pub fn links(links: &[(&str, &str)]) -> Markup {
    html! {
        ul.links {
            @for (href, label) in links { li { a href=(href) { (label) } } }
        }
    }
}
