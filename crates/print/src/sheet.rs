//! A page before it is printed: text and shapes at their places, in the order in which they are read.

use std::collections::BTreeSet;

use crate::lines::{Line, break_lines};

/// A length in millimetres as the points in which everything here is measured.
#[must_use]
pub const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// The paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// A4, upright.
    A4,
    /// A4, across: for tables.
    A4Across,
    /// A Japanese postcard (はがき), upright: 100 × 148 mm.
    Postcard,
}

impl Paper {
    /// Width and height in points.
    #[must_use]
    pub const fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (mm(210.0), mm(297.0)),
            Self::A4Across => (mm(297.0), mm(210.0)),
            Self::Postcard => (mm(100.0), mm(148.0)),
        }
    }
}

/// A colour in red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);
    /// A grey that small print keeps readable.
    pub const GREY: Self = Self(0x4d, 0x4d, 0x4d);
}

/// How thick letters are. There is one font; thicker letters have an outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As they are.
    Regular,
    /// Thicker.
    Bold,
}

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// The size in points.
    pub size: f32,
    /// From one line to the next, in sizes.
    pub leading: f32,
    /// How thick.
    pub weight: Weight,
    /// The colour.
    pub colour: Colour,
}

impl Style {
    /// Text of a size: black, with lines one and a half sizes apart.
    #[must_use]
    pub const fn of_size(size: f32) -> Self {
        Self { size, leading: 1.5, weight: Weight::Regular, colour: Colour::BLACK }
    }

    /// The same, thicker.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same in a colour.
    #[must_use]
    pub const fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// From the upper edge of a line to its baseline, in points: the middle of the letters stands in the middle of it.
    pub(crate) fn baseline(self) -> f32 {
        self.size * (self.leading / 2.0 + 0.36)
    }

    /// The same with lines further apart or nearer.
    #[must_use]
    pub const fn leading(self, leading: f32) -> Self {
        Self { leading, ..self }
    }
}

/// Where text runs: from the left edge, so wide. In points from the paper's left edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The left edge.
    pub left: f32,
    /// The width.
    pub width: f32,
}

/// What a text is to a screen reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The heading of the page.
    Heading,
    /// A heading within it.
    Subheading,
    /// A paragraph.
    Paragraph,
}

/// A line at its place.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) x: f32,
    /// The baseline, from the paper's upper edge.
    pub(crate) y: f32,
    pub(crate) line: Line,
    pub(crate) style: Style,
}

impl Placed {
    /// Moves it to the right edge of its column.
    pub(crate) fn move_right(&mut self, column: Column) {
        self.x = column.left + column.width - self.line.width * self.style.size;
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rectangle {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// What stands on a sheet, as it is read.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Text(Role, Vec<Placed>),
    /// A numbered list: for each point its number and its lines.
    List(Vec<(Placed, Vec<Placed>)>),
    /// A picture of black squares, with what it shows in words.
    Picture(String, Vec<Rectangle>),
    /// The outline of a box, which is not read.
    Box(Rectangle, Colour),
    /// Rows of a table.
    Rows(Rows),
    /// Text that stands on every page and is not read with the content: the number of the page, repeated headings.
    Furniture(Vec<Placed>),
    /// From here on another language is spoken (BCP 47).
    Language(&'static str),
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) lines: Vec<Placed>,
    /// How many rows it is read for, beginning with its own: none where the cell above is read for it too.
    pub(crate) rows: u32,
}

/// The rows of a table that stand on one page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    /// Whether they go on with the table that the page before ended with.
    pub(crate) goes_on: bool,
    /// The headings of the columns, where the table begins.
    pub(crate) headings: Vec<Vec<Placed>>,
    /// The cells of each row.
    pub(crate) cells: Vec<Vec<Cell>>,
    /// The lines between the rows.
    pub(crate) rules: Vec<Rectangle>,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub(crate) paper: Paper,
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
    missing: BTreeSet<char>,
}

impl Sheet {
    /// An empty page. The title is how the document's list of pages calls it.
    #[must_use]
    pub const fn new(paper: Paper, title: String) -> Self {
        Self { paper, title, items: Vec::new(), missing: BTreeSet::new() }
    }

    /// The characters of its texts that the font lacks; 〓 stands in their places.
    #[must_use]
    pub const fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    /// Says in which language (BCP 47) the texts from here on are.
    pub fn language(&mut self, tag: &'static str) {
        self.items.push(Item::Language(tag));
    }

    /// Writes a text from `top` down, and returns where it ends.
    pub fn text(&mut self, (column, top): (Column, f32), role: Role, style: Style, text: &str) -> f32 {
        let (lines, bottom) = self.lines((column, top), style, text);
        self.items.push(Item::Text(role, lines));
        bottom
    }

    /// Writes one line that ends at the column's right edge, and returns where it ends below.
    pub fn text_right(&mut self, (column, top): (Column, f32), style: Style, text: &str) -> f32 {
        let (mut lines, bottom) = self.lines((column, top), style, text);
        lines.iter_mut().for_each(|placed| placed.move_right(column));
        self.items.push(Item::Text(Role::Paragraph, lines));
        bottom
    }

    /// Writes a numbered list, and returns where it ends. `gap` is the space between two points.
    pub fn list(&mut self, (column, top): (Column, f32), gap: f32, style: Style, points: &[String]) -> f32 {
        let indent = style.size * 1.8;
        let body = Column { left: column.left + indent, width: column.width - indent };
        let (mut y, mut list) = (top, Vec::new());
        for (number, point) in (1..).zip(points) {
            let label = Column { left: column.left, width: indent };
            let (mut labels, _) = self.lines((label, y), style, &format!("{number}."));
            let (lines, bottom) = self.lines((body, y), style, point);
            list.extend(labels.pop().map(|label| (label, lines)));
            y = bottom + gap;
        }
        self.items.push(Item::List(list));
        if points.is_empty() { top } else { y - gap }
    }

    /// Draws a picture of square modules, row by row, `size` wide and high, with what it shows in words.
    pub fn picture(&mut self, (left, top): (f32, f32), size: f32, alternative: &str, rows: &[Vec<bool>]) {
        let count = u16::try_from(rows.len().max(1)).unwrap_or(u16::MAX);
        let module = size / f32::from(count);
        let at = |index: usize| f32::from(u16::try_from(index).unwrap_or(u16::MAX)) * module;
        let mut squares = Vec::new();
        for (row, modules) in rows.iter().enumerate() {
            // Neighbours are one rectangle: no hair line between them, and a smaller file.
            let mut column = 0;
            for run in modules.chunk_by(|one, other| one == other) {
                if run.first() == Some(&true) {
                    let (x, y) = (left + at(column), top + at(row));
                    squares.push(Rectangle { x, y, width: at(run.len()), height: module });
                }
                column += run.len();
            }
        }
        self.items.push(Item::Picture(alternative.to_owned(), squares));
    }

    /// Draws the outline of a box.
    pub fn outline(&mut self, (column, top): (Column, f32), bottom: f32, colour: Colour) {
        let Column { left, width } = column;
        self.items.push(Item::Box(Rectangle { x: left, y: top, width, height: bottom - top }, colour));
    }

    /// Puts lines that have their places, if there are any.
    pub(crate) fn paragraph(&mut self, role: Role, lines: Vec<Placed>) {
        if !lines.is_empty() {
            self.items.push(Item::Text(role, lines));
        }
    }

    /// Puts rows of a table.
    pub(crate) fn rows(&mut self, rows: Rows) {
        self.items.push(Item::Rows(rows));
    }

    /// Puts lines that are not read with the content.
    pub(crate) fn furniture(&mut self, lines: Vec<Placed>) {
        self.items.push(Item::Furniture(lines));
    }

    /// Where the lines of a text stand that runs down from `top`, and where it ends.
    pub(crate) fn lines(&mut self, (column, top): (Column, f32), style: Style, text: &str) -> (Vec<Placed>, f32) {
        self.missing
            .extend(text.chars().filter(|letter| !letter.is_control() && crate::font::character(*letter).is_geta));
        let (mut placed, mut y) = (Vec::new(), top);
        for line in break_lines(text, column.width / style.size) {
            placed.push(Placed { x: column.left, y: y + style.baseline(), line, style });
            y += style.size * style.leading;
        }
        (placed, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_runs_down_its_column() {
        let mut sheet = Sheet::new(Paper::Postcard, "1".to_owned());
        let column = Column { left: 10.0, width: 40.0 };
        let bottom = sheet.text((column, 100.0), Role::Paragraph, Style::of_size(10.0), "港健康保険\u{2B740}");
        assert_eq!(bottom, 130.0);
        assert_eq!(sheet.missing().iter().collect::<String>(), "\u{2B740}");
        let Some(Item::Text(Role::Paragraph, lines)) = sheet.items.first() else { panic!("a paragraph") };
        assert_eq!(lines.iter().map(|placed| placed.line.text()).collect::<Vec<_>>(), ["港健康保", "険〓"]);
    }

    #[test]
    fn neighbouring_squares_are_one() {
        let mut sheet = Sheet::new(Paper::A4, "1".to_owned());
        sheet.picture((0.0, 0.0), 30.0, "", &[vec![true, true, false], vec![false; 3], vec![true, false, true]]);
        let Some(Item::Picture(_, squares)) = sheet.items.first() else { panic!("a picture") };
        let places: Vec<(f32, f32, f32)> = squares.iter().map(|square| (square.x, square.y, square.width)).collect();
        assert_eq!(places, [(0.0, 0.0, 20.0), (0.0, 20.0, 10.0), (20.0, 20.0, 10.0)]);
    }
}
