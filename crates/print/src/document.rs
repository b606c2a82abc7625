//! Sheets as a PDF file: the font's used part embedded, everything tagged, checked against PDF/UA-1 as it is written.
//!
//! The library writes a file whole, so a document stays in memory until its end: about as much as the file. Whoever
//! prints thousands of pages begins a new document now and then.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};

use crate::font;
use crate::sheet::{Cell, Colour, Item, Placed, Rectangle, Role, Rows, Sheet, Weight};

/// How much an outline thickens letters, in their size.
const BOLD: f32 = 0.028;
/// How thick the outline of a box is, in points.
const HAIR: f32 = 0.75;

/// A PDF file in the making.
pub struct Document {
    document: krilla::Document,
    font: Font,
    language: &'static str,
    tags: TagTree,
    /// What is read on the pages so far, since their language last changed or a page began anew.
    section: TagGroup,
    /// The table that the section ends with, as long as further rows may come.
    table: Option<TagGroup>,
    outline: Outline,
    pages: usize,
}

/// A document that cannot become a file. No text makes one so.
#[derive(Debug, thiserror::Error)]
#[error("the PDF could not be made: {0}")]
pub struct Unprintable(String);

impl Document {
    /// An empty document with a title, in a language (BCP 47).
    ///
    /// # Errors
    /// None for the font that this crate has.
    pub fn new(title: &str, language: &'static str) -> Result<Self, Unprintable> {
        let broken = |what: &str| Unprintable(what.to_owned());
        let configuration = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
        let configuration = configuration.map_err(|error| Unprintable(format!("{error:?}")))?;
        let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
        let mut document = krilla::Document::new_with(settings);
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        let font = Font::new(font::DATA.into(), 0).ok_or_else(|| broken("the font"))?;
        let tags = TagTree::new().with_lang(Some(language.to_owned()));
        let (section, outline) = (section(language), Outline::new());
        Ok(Self { document, font, language, tags, section, table: None, outline, pages: 0 })
    }

    /// How many pages it has.
    #[must_use]
    pub const fn pages(&self) -> usize {
        self.pages
    }

    /// Adds a page.
    ///
    /// # Errors
    /// None for the papers that there are.
    pub fn add(&mut self, sheet: &Sheet) -> Result<(), Unprintable> {
        let (width, height) = sheet.paper.size();
        let settings = PageSettings::from_wh(width, height).ok_or_else(|| Unprintable("the paper".to_owned()))?;
        let mut page = self.document.start_page_with(settings);
        let mut pen = Pen { surface: page.surface(), font: &self.font };
        let goes_on = sheet.items.iter().any(|item| matches!(item, Item::Rows(rows) if rows.goes_on));
        let mut read = Read { tags: &mut self.tags, section: &mut self.section, table: &mut self.table };
        if !goes_on {
            read.new_section(self.language);
        }
        for item in &sheet.items {
            match item {
                Item::Language(tag) => read.new_section(tag),
                Item::Rows(rows) => read.rows(pen.rows(rows), rows.goes_on),
                _ => pen.draw(item).into_iter().for_each(|node| read.push(node)),
            }
        }
        drop(pen);
        page.finish();
        let top = XyzDestination::new(self.pages, Point::from_xy(0.0, 0.0));
        self.outline.push_child(OutlineNode::new(sheet.title.clone(), top));
        self.pages += 1;
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// [`Unprintable`] when what was added breaks PDF/UA-1: headings out of order, for instance.
    pub fn finish(mut self) -> Result<Vec<u8>, Unprintable> {
        let mut read = Read { tags: &mut self.tags, section: &mut self.section, table: &mut self.table };
        read.new_section(self.language);
        self.document.set_tag_tree(self.tags);
        self.document.set_outline(self.outline);
        self.document.finish().map_err(|error| Unprintable(format!("{error:?}")))
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} pages)", self.pages)
    }
}

/// What a screen reader finds, in its order.
struct Read<'d> {
    tags: &'d mut TagTree,
    section: &'d mut TagGroup,
    table: &'d mut Option<TagGroup>,
}

impl Read<'_> {
    fn push(&mut self, node: Node) {
        self.end_table();
        self.section.push(node);
    }

    fn rows(&mut self, rows: Vec<TagGroup>, goes_on: bool) {
        if !goes_on {
            self.end_table();
        }
        let table = self.table.get_or_insert_with(|| TagGroup::new(Tag::Table));
        rows.into_iter().for_each(|row| table.push(row));
    }

    fn new_section(&mut self, language: &str) {
        self.end_table();
        let before = std::mem::replace(self.section, section(language));
        if !before.children.is_empty() {
            self.tags.push(before);
        }
    }

    fn end_table(&mut self) {
        if let Some(table) = self.table.take() {
            self.section.push(table);
        }
    }
}

fn section(language: &str) -> TagGroup {
    TagGroup::new(Tag::Section.with_lang(Some(language.to_owned())))
}

/// What draws on one page.
struct Pen<'p> {
    surface: Surface<'p>,
    font: &'p Font,
}

impl Pen<'_> {
    /// Draws an item, and returns what a screen reader finds in its place.
    fn draw(&mut self, item: &Item) -> Option<Node> {
        match item {
            Item::Text(role, lines) => {
                let title = lines.iter().map(|placed| placed.line.text()).collect::<String>();
                Some(self.tagged(group(*role, title), lines).into())
            }
            Item::List(points) => {
                let mut list = TagGroup::new(Tag::L(ListNumbering::Decimal));
                for (label, lines) in points {
                    let mut point = TagGroup::new(Tag::LI);
                    point.push(self.tagged(TagGroup::new(Tag::Lbl), std::slice::from_ref(label)));
                    point.push(self.tagged(TagGroup::new(Tag::LBody), lines));
                    list.push(point);
                }
                Some(list.into())
            }
            Item::Picture(alternative, squares) => {
                let mut figure = TagGroup::new(Tag::Figure(Some(alternative.clone())));
                figure.push(self.surface.start_tagged(ContentTag::Other));
                self.fill(Colour::BLACK);
                self.rectangles(squares);
                self.surface.end_tagged();
                Some(figure.into())
            }
            Item::Box(rectangle, colour) => {
                self.not_read(ArtifactType::Layout, |pen| {
                    pen.surface.set_fill(None);
                    pen.surface.set_stroke(Some(stroke(*colour, HAIR)));
                    pen.rectangles(std::slice::from_ref(rectangle));
                });
                None
            }
            Item::Furniture(lines) => {
                self.not_read(ArtifactType::PaginationOther, |pen| lines.iter().for_each(|line| pen.line(line)));
                None
            }
            // Rows belong to a table and a language to what follows it: neither is a node of its own.
            Item::Rows(_) | Item::Language(_) => None,
        }
    }

    /// Draws the rows of a table, and returns what a screen reader finds of each.
    fn rows(&mut self, rows: &Rows) -> Vec<TagGroup> {
        let mut groups = Vec::with_capacity(rows.cells.len() + 1);
        if !rows.headings.is_empty() {
            let heading = || TagGroup::new(Tag::TH(TableHeaderScope::Column));
            let mut row = TagGroup::new(Tag::TR);
            rows.headings.iter().for_each(|lines| row.push(self.cell(lines, heading())));
            groups.push(row);
        }
        for cells in &rows.cells {
            let mut row = TagGroup::new(Tag::TR);
            for Cell { lines, rows } in cells {
                match rows {
                    0 => self.not_read(ArtifactType::Other, |pen| lines.iter().for_each(|line| pen.line(line))),
                    1 => row.push(self.cell(lines, TagGroup::new(Tag::TD))),
                    _ => row.push(self.cell(lines, TagGroup::new(Tag::TD.with_row_span(NonZeroU32::new(*rows))))),
                }
            }
            groups.push(row);
        }
        self.not_read(ArtifactType::Layout, |pen| {
            pen.fill(Colour::GREY);
            pen.rectangles(&rows.rules);
        });
        groups
    }

    fn cell(&mut self, lines: &[Placed], mut cell: TagGroup) -> TagGroup {
        // The lines of a cell are one piece: a file has thousands of them.
        if !lines.is_empty() {
            cell.push(self.surface.start_tagged(ContentTag::Span(SpanTag::empty())));
            lines.iter().for_each(|line| self.line(line));
            self.surface.end_tagged();
        }
        cell
    }

    fn not_read(&mut self, kind: ArtifactType, draw: impl FnOnce(&mut Self)) {
        let _not_read = self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
        draw(self);
        self.surface.end_tagged();
    }

    fn tagged(&mut self, mut group: TagGroup, lines: &[Placed]) -> TagGroup {
        for placed in lines {
            group.push(self.surface.start_tagged(ContentTag::Span(SpanTag::empty())));
            self.line(placed);
            self.surface.end_tagged();
        }
        group
    }

    fn line(&mut self, placed: &Placed) {
        let (text, style) = (placed.line.text(), placed.style);
        let mut glyphs = Vec::with_capacity(placed.line.characters.len());
        let mut from = 0;
        for character in &placed.line.characters {
            let until = from + character.printed.len_utf8();
            glyphs.push(KrillaGlyph {
                glyph_id: GlyphId::new(character.glyph),
                text_range: from..until,
                x_advance: character.width,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            });
            from = until;
        }
        self.fill(style.colour);
        if style.weight == Weight::Bold {
            self.surface.set_stroke(Some(stroke(style.colour, style.size * BOLD)));
        }
        let start = Point::from_xy(placed.x, placed.y);
        self.surface.draw_glyphs(start, &glyphs, self.font.clone(), &text, style.size, false);
    }

    fn fill(&mut self, colour: Colour) {
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(Fill {
            paint: paint(colour).into(),
            opacity: NormalizedF32::ONE,
            rule: Default::default(),
        }));
    }

    fn rectangles(&mut self, rectangles: &[Rectangle]) {
        let mut path = PathBuilder::new();
        for Rectangle { x, y, width, height } in rectangles {
            if let Some(rectangle) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rectangle);
            }
        }
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

fn group(role: Role, title: String) -> TagGroup {
    let level = |level: u16| NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
    match role {
        Role::Heading => TagGroup::new(Tag::Hn(level(1), Some(title))),
        Role::Subheading => TagGroup::new(Tag::Hn(level(2), Some(title))),
        Role::Paragraph => TagGroup::new(Tag::P),
    }
}

fn paint(Colour(red, green, blue): Colour) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

fn stroke(colour: Colour, width: f32) -> Stroke {
    Stroke { paint: paint(colour).into(), width, ..Stroke::default() }
}
