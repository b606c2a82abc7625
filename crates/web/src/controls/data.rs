//! What is read: definition lists, figures, tables, tiles.

use maud::{Markup, PreEscaped, Render, html};
use realm::Document;

/// Terms with their values, side by side where there is room.
#[must_use]
pub fn definitions(items: &[(&str, Markup)]) -> Markup {
    html! {
        dl.definitions {
            @for (term, value) in items { div { dt { (term) } dd { (value) } } }
        }
    }
}

/// A society's document: the only markup that no program of ours wrote. It was made harmless when the realm was
/// loaded.
#[must_use]
pub fn document(document: &Document) -> Markup {
    html! { div.document { (PreEscaped(document.html.as_ref())) } }
}

/// One number that matters.
#[derive(Clone, Debug)]
pub struct Figure<'a> {
    /// What it is.
    pub label: &'a str,
    /// The number, with its unit.
    pub value: &'a str,
    /// A remark below it.
    pub remark: Option<&'a str>,
}

/// Numbers that matter, side by side where there is room.
#[must_use]
pub fn figures(figures: &[Figure<'_>]) -> Markup {
    html! {
        dl.figures {
            @for figure in figures {
                div.figure {
                    dt { (figure.label) }
                    dd.value { (figure.value) }
                    @if let Some(remark) = figure.remark { dd.remark { (remark) } }
                }
            }
        }
    }
}

/// One of a society's services.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    /// Its name.
    pub label: &'a str,
    /// Where it leads.
    pub href: &'a str,
    /// What it is for, in one sentence.
    pub about: Option<&'a str>,
}

/// Services side by side.
#[must_use]
pub fn tiles(tiles: &[Tile<'_>]) -> Markup {
    html! {
        ul.tiles {
            @for tile in tiles {
                li {
                    a href=(tile.href) {
                        span.label { (tile.label) }
                        @if let Some(about) = tile.about { span.about { (about) } }
                    }
                }
            }
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    heading: &'a str,
    number: bool,
}

impl<'a> Column<'a> {
    /// A column of text.
    #[must_use]
    pub const fn text(heading: &'a str) -> Self {
        Self { heading, number: false }
    }

    /// A column of numbers, which stand under one another.
    #[must_use]
    pub const fn number(heading: &'a str) -> Self {
        Self { heading, number: true }
    }
}

/// A table. On a phone each row becomes a card whose values carry their column's name.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    caption: &'a str,
    columns: Vec<Column<'a>>,
    rows: Vec<Vec<Markup>>,
    total: Option<Vec<Markup>>,
}

impl<'a> Table<'a> {
    /// An empty table. The first column names its rows.
    #[must_use]
    pub const fn new(caption: &'a str, columns: Vec<Column<'a>>) -> Self {
        Self { caption, columns, rows: Vec::new(), total: None }
    }

    /// A row: one cell for each column.
    pub fn row(&mut self, cells: Vec<Markup>) {
        self.rows.push(cells);
    }

    /// The last row, which sums up the others.
    pub fn total(&mut self, cells: Vec<Markup>) {
        self.total = Some(cells);
    }

    fn cells(&self, cells: &[Markup]) -> Markup {
        html! {
            @for (index, (column, cell)) in self.columns.iter().zip(cells).enumerate() {
                @if index == 0 {
                    th scope="row" role="rowheader" data-label=(column.heading) { (cell) }
                } @else {
                    td role="cell" .number[column.number] .blank[cell.0.is_empty()] data-label=(column.heading) {
                        span { (cell) }
                    }
                }
            }
        }
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        // The roles repeat what the elements mean: as cards they are no longer displayed as a table, and browsers
        // then forget that they are one.
        html! {
            table.records role="table" {
                caption { (self.caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for column in &self.columns {
                            th scope="col" role="columnheader" .number[column.number] { (column.heading) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for row in &self.rows { tr role="row" { (self.cells(row)) } }
                }
                @if let Some(total) = &self.total {
                    tfoot role="rowgroup" { tr role="row" { (self.cells(total)) } }
                }
            }
        }
    }
}
