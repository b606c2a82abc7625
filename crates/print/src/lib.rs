//! Japanese text on paper: fonts, lines, pages, and the PDF that they become.
//!
//! Letters to members (the provider's) and statements (the portal's) are both a page of text with a heading, lists,
//! boxes and a picture of squares. Neither service may know the other, and `web` is about pages in a browser, so what
//! they share of paper stands here, below both: it knows no society, no member and no money.
//!
//! A [`Sheet`] is a pure list of things at places, so that a layout that turns out too long can be made again smaller
//! before anything is written. A [`Document`] turns sheets into a tagged PDF (PDF/UA-1) that a screen reader reads in the
//! order in which the sheet was written. The font is embedded with the characters that are used, and none is ever
//! missing without a word: what the font lacks is printed as 〓 and reported.
#![deny(missing_docs)]

mod document;
mod font;
mod lines;
mod pages;
mod sheet;

pub use document::{Document, Unprintable};
pub use pages::{Pages, Table, TableColumn};
pub use sheet::{Colour, Column, Paper, Role, Sheet, Style, Weight, mm};
