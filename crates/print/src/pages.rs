//! Text and tables that run over as many pages as they need.
//!
//! A row is never torn in two, a table's headings stand on each of its pages, and to a screen reader it is one table all
//! the same: what is repeated for the eye is not read again.

use std::collections::BTreeSet;

use crate::sheet::{Cell, Column, Paper, Placed, Rectangle, Role, Rows, Sheet, Style};

/// Between the edge of a cell and its text, in points.
const BESIDE: f32 = 3.0;
/// Above and below the text of a cell, in points.
const ABOVE: f32 = 2.2;
/// How thick the line below a row is, and below the headings and above the total, in points.
const THIN: f32 = 0.4;
const THICK: f32 = 1.0;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its columns, from the left.
    pub columns: Vec<TableColumn>,
    /// Its rows: a text for each column.
    pub rows: Vec<Vec<String>>,
    /// The row that sums up the others.
    pub total: Option<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct TableColumn {
    /// The heading.
    pub heading: String,
    /// How wide it is beside the others: its share of the page.
    pub share: f32,
    /// Whether it holds numbers, which stand at its right edge.
    pub numbers: bool,
    /// Whether equal cells below one another are one to a screen reader, where those to their left are too. They are printed
    /// in every row all the same. That is heard sooner, and makes a smaller file.
    pub groups: bool,
}

impl Table {
    /// For how many rows each cell is read: none where the one above is read for it too.
    fn spans(&self) -> Vec<Vec<u32>> {
        let mut spans = vec![vec![1; self.columns.len()]; self.rows.len()];
        // From the last row up, a cell hands what it is read for to its equal above.
        for (row, above) in (1..self.rows.len()).rev().map(|row| (row, row - 1)) {
            for (place, column) in self.columns.iter().enumerate() {
                let text = |row: usize| self.rows.get(row).and_then(|cells| cells.get(place));
                if !column.groups || text(row) != text(above) {
                    break;
                }
                let below = spans.get_mut(row).and_then(|row| row.get_mut(place)).map(std::mem::take);
                if let Some(cell) = spans.get_mut(above).and_then(|row| row.get_mut(place)) {
                    *cell += below.unwrap_or_default();
                }
            }
        }
        spans
    }
}

/// Pages that fill from the top down, one after the other.
#[derive(Clone, Debug)]
pub struct Pages {
    paper: Paper,
    margin: f32,
    full: Vec<Sheet>,
    sheet: Sheet,
    y: f32,
}

impl Pages {
    /// An empty first page. The margin, in points, is that of all four sides.
    #[must_use]
    pub fn new(paper: Paper, margin: f32) -> Self {
        Self { paper, margin, full: Vec::new(), sheet: Sheet::new(paper, "1".to_owned()), y: margin }
    }

    /// Writes a text over the whole width.
    pub fn text(&mut self, role: Role, style: Style, text: &str) {
        let (lines, _) = self.sheet.lines((self.column(), 0.0), style, text);
        let height = style.size * style.leading;
        let mut here: Vec<Placed> = Vec::new();
        for mut placed in lines {
            if self.y + height > self.bottom() {
                self.sheet.paragraph(role, std::mem::take(&mut here));
                self.next_page();
            }
            // The lines were laid out one below the other from the paper's edge.
            placed.y = self.y + style.baseline();
            here.push(placed);
            self.y += height;
        }
        self.sheet.paragraph(role, here);
    }

    /// Leaves some space, in points.
    pub fn gap(&mut self, points: f32) {
        self.y += points;
    }

    /// Writes a table over the whole width.
    pub fn table(&mut self, style: Style, table: &Table) {
        let columns = self.columns(table);
        let headings: Vec<&str> = table.columns.iter().map(|column| column.heading.as_str()).collect();
        let (headings, heading_height) = self.cells(&columns, style.bold(), &headings);
        if self.y + heading_height + style.size * style.leading > self.bottom() {
            self.next_page();
        }
        let mut rows = Rows { headings: moved(&headings, self.y), ..Rows::default() };
        self.y += heading_height;
        rows.rules.push(self.rule(THICK));
        let spans = table.spans();
        let each = vec![1; columns.len()];
        let body = table.rows.iter().zip(&spans).map(|(row, spans)| (row, spans, style));
        for (row, spans, style) in body.chain(table.total.iter().map(|total| (total, &each, style.bold()))) {
            let texts: Vec<&str> = row.iter().map(String::as_str).collect();
            let (cells, height) = self.cells(&columns, style, &texts);
            if self.y + height > self.bottom() {
                self.sheet.rows(std::mem::replace(&mut rows, Rows { goes_on: true, ..Rows::default() }));
                self.next_page();
                self.sheet.furniture(moved(&headings, self.y).concat());
                self.y += heading_height;
                rows.rules.push(self.rule(THICK));
            }
            if style.weight == crate::Weight::Bold {
                rows.rules.push(self.rule(THICK));
            }
            let cells = moved(&cells, self.y).into_iter().zip(spans);
            rows.cells.push(cells.map(|(lines, rows)| Cell { lines, rows: *rows }).collect());
            self.y += height;
            rows.rules.push(self.rule(THIN));
        }
        self.sheet.rows(rows);
    }

    /// The characters written so far that the font lacks; 〓 stands in their places.
    #[must_use]
    pub fn missing(&self) -> BTreeSet<char> {
        self.full.iter().chain([&self.sheet]).flat_map(|sheet| sheet.missing().iter().copied()).collect()
    }

    /// The pages, each with a line at its foot for its number, from 1, and how many there are.
    #[must_use]
    pub fn finish(mut self, style: Style, foot: impl Fn(usize, usize) -> String) -> Vec<Sheet> {
        let (column, (_, height)) = (self.column(), self.paper.size());
        let top = height - self.margin + style.size;
        self.full.push(self.sheet);
        let count = self.full.len();
        for (sheet, number) in self.full.iter_mut().zip(1..) {
            let (mut lines, _) = sheet.lines((column, top), style, &foot(number, count));
            lines.iter_mut().for_each(|line| line.move_right(column));
            sheet.furniture(lines);
        }
        self.full
    }

    fn column(&self) -> Column {
        let (width, _) = self.paper.size();
        Column { left: self.margin, width: width - 2.0 * self.margin }
    }

    fn bottom(&self) -> f32 {
        let (_, height) = self.paper.size();
        height - self.margin
    }

    fn next_page(&mut self) {
        let next = Sheet::new(self.paper, (self.full.len() + 2).to_string());
        self.full.push(std::mem::replace(&mut self.sheet, next));
        self.y = self.margin;
    }

    /// Where the columns stand, and which hold numbers.
    fn columns(&self, table: &Table) -> Vec<(Column, bool)> {
        let page = self.column();
        let shares: f32 = table.columns.iter().map(|column| column.share).sum();
        let mut left = page.left;
        let mut places = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            let width = page.width * column.share / shares;
            places.push((Column { left: left + BESIDE, width: width - 2.0 * BESIDE }, column.numbers));
            left += width;
        }
        places
    }

    /// The lines of a row's cells as if it stood at the paper's upper edge, and how high it is.
    fn cells(&mut self, columns: &[(Column, bool)], style: Style, texts: &[&str]) -> (Vec<Vec<Placed>>, f32) {
        let mut row = Vec::with_capacity(columns.len());
        let mut lowest = style.size * style.leading;
        for ((column, numbers), text) in columns.iter().zip(texts) {
            if text.is_empty() {
                row.push(Vec::new());
                continue;
            }
            let (mut lines, bottom) = self.sheet.lines((*column, ABOVE), style, text);
            if *numbers {
                lines.iter_mut().for_each(|line| line.move_right(*column));
            }
            lowest = lowest.max(bottom - ABOVE);
            row.push(lines);
        }
        (row, lowest + 2.0 * ABOVE)
    }

    /// A line over the whole width, here.
    fn rule(&self, height: f32) -> Rectangle {
        let Column { left, width } = self.column();
        Rectangle { x: left, y: self.y - height / 2.0, width, height }
    }
}

/// The cells, so much further down.
fn moved(cells: &[Vec<Placed>], by: f32) -> Vec<Vec<Placed>> {
    let mut cells = cells.to_vec();
    cells.iter_mut().flatten().for_each(|placed| placed.y += by);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Item;

    fn table(rows: usize) -> Table {
        let column =
            |heading: &str, numbers| TableColumn { heading: heading.to_owned(), share: 1.0, numbers, groups: false };
        Table {
            columns: vec![column("月", false), column("円", true)],
            rows: (0..rows).map(|row| vec![format!("第{row}行"), "1,000円".to_owned()]).collect(),
            total: Some(vec!["合計".to_owned(), "2円".to_owned()]),
        }
    }

    fn rows_of(sheet: &Sheet) -> Vec<&Rows> {
        let rows = sheet.items.iter().filter_map(|item| if let Item::Rows(rows) = item { Some(rows) } else { None });
        rows.collect()
    }

    #[test]
    fn a_table_goes_on_over_pages_and_loses_no_row() {
        for count in [0, 1, 40, 300] {
            let mut pages = Pages::new(Paper::A4Across, 30.0);
            pages.text(Role::Heading, Style::of_size(14.0), "明細");
            pages.table(Style::of_size(9.0), &table(count));
            let sheets = pages.finish(Style::of_size(8.0), |page, of| format!("{page} / {of}"));
            let parts: Vec<&Rows> = sheets.iter().flat_map(rows_of).collect();
            assert_eq!(parts.iter().map(|part| part.cells.len()).sum::<usize>(), count + 1, "with the total");
            assert_eq!(parts.len(), sheets.len());
            assert!(parts.iter().zip(0..).all(|(part, place)| part.goes_on == (place > 0)), "one table");
            assert!(parts.iter().zip(0..).all(|(part, place)| part.headings.is_empty() == (place > 0)), "read once");
            let lowest = parts.iter().flat_map(|part| part.cells.iter().flatten().flat_map(|cell| &cell.lines));
            let lowest = lowest.map(|placed| placed.y);
            assert!(lowest.fold(0.0, f32::max) < 595.0 - 30.0, "nothing runs over the edge");
        }
    }

    #[test]
    fn numbers_stand_at_the_right_edge_of_their_column() {
        let mut pages = Pages::new(Paper::A4, 30.0);
        pages.table(Style::of_size(10.0), &table(1));
        let sheets = pages.finish(Style::of_size(8.0), |_, _| String::new());
        let number = &rows_of(&sheets[0])[0].cells[0][1].lines[0];
        let (width, _) = Paper::A4.size();
        assert!((number.x + number.line.width * 10.0 - (width - 30.0 - BESIDE)).abs() < 0.01);
    }

    #[test]
    fn equal_cells_are_read_once_where_those_to_their_left_are() {
        let mut table = table(0);
        table.columns.iter_mut().for_each(|column| column.groups = true);
        let rows =
            [["8月", "花子"], ["8月", "花子"], ["8月", "太郎"], ["9月", "太郎"], ["9月", "花子"], ["8月", "花子"]];
        table.rows = rows.map(|row| row.map(str::to_owned).to_vec()).to_vec();
        assert_eq!(table.spans(), [[3, 2], [0, 0], [0, 1], [2, 1], [0, 1], [1, 1]]);
        table.columns[0].groups = false;
        assert_eq!(table.spans(), [[1, 1]; 6], "the first column tells the rows apart");
        table.rows.clear();
        assert!(table.spans().is_empty());
    }

    #[test]
    fn a_long_text_goes_on_on_the_next_page() {
        let mut pages = Pages::new(Paper::Postcard, 20.0);
        pages.text(Role::Paragraph, Style::of_size(12.0), &"長い注意書きです。".repeat(80));
        pages.text(Role::Paragraph, Style::of_size(12.0), "\u{2B740}");
        assert_eq!(pages.missing().into_iter().collect::<String>(), "\u{2B740}");
        assert!(pages.finish(Style::of_size(8.0), |_, _| String::new()).len() > 1);
    }
}
