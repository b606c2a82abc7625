//! Where things stand on the letter, on A4 and on a postcard.
//!
//! What is typed off the paper stands in a box, large, beside the code that a phone scans. Texts are the society's and
//! have no fixed length: a letter that turns out too long for its page is laid out again in smaller letters.

use print::{Colour, Column, Paper, Role, Sheet, Style, mm};

use super::letter::{Letter, Password, Words};

/// Each try is so much smaller than the one before.
const SMALLER: f32 = 0.94;
/// So many sizes are tried: the last is half the first.
const TRIES: u8 = 12;

/// How a paper is used. Lengths in points; sizes are those of a letter that fits at the first try.
struct Shape {
    paper: Paper,
    margin: f32,
    title: f32,
    text: f32,
    small: f32,
    typed: f32,
    code: f32,
}

const A4: Shape =
    Shape { paper: Paper::A4, margin: mm(20.0), title: 20.0, text: 11.0, small: 9.5, typed: 20.0, code: mm(36.0) };
const POSTCARD: Shape =
    Shape { paper: Paper::Postcard, margin: mm(6.0), title: 11.0, text: 8.0, small: 7.0, typed: 12.0, code: mm(22.0) };

/// The page of a letter.
pub(super) fn lay_out(paper: Paper, letter: &Letter) -> Sheet {
    let shape = match paper {
        Paper::A4 | Paper::A4Across => A4,
        Paper::Postcard => POSTCARD,
    };
    let mut scale = 1.0;
    let mut page = Page::of(&shape, scale, letter);
    for _ in 1..TRIES {
        if page.fits() {
            break;
        }
        scale *= SMALLER;
        page = Page::of(&shape, scale, letter);
    }
    page.sheet
}

/// A page that is being written from its top down.
struct Page<'s> {
    shape: &'s Shape,
    scale: f32,
    colour: Colour,
    sheet: Sheet,
    column: Column,
    y: f32,
}

impl<'s> Page<'s> {
    fn of(shape: &'s Shape, scale: f32, letter: &Letter) -> Self {
        let (width, _) = shape.paper.size();
        let column = Column { left: shape.margin, width: width - 2.0 * shape.margin };
        let sheet = Sheet::new(shape.paper, letter.number.to_string());
        let mut page = Self { shape, scale, colour: letter.colour, sheet, column, y: shape.margin };
        page.whole(letter, &letter.words);
        if let Some(english) = &letter.english {
            page.gap(1.2);
            page.line();
            page.sheet.language("en");
            page.translation(english);
        }
        page
    }

    fn fits(&self) -> bool {
        let (_, height) = self.shape.paper.size();
        self.y <= height - self.shape.margin
    }

    fn whole(&mut self, letter: &Letter, words: &Words) {
        let top = (self.column, self.y);
        self.sheet.text_right(top, self.small(), &letter.date);
        self.write(Role::Paragraph, self.text(), &letter.society);
        self.gap(0.8);
        self.write(Role::Paragraph, self.of_size(self.shape.text * 1.3), &letter.addressee);
        self.write(Role::Paragraph, self.small().in_colour(Colour::GREY), &letter.member_number);
        self.gap(0.8);
        self.write(Role::Heading, self.of_size(self.shape.title).bold().in_colour(self.colour), &words.title);
        self.gap(0.3);
        self.write(Role::Paragraph, self.text(), &words.introduction);
        self.gap(0.8);
        self.credentials(letter, words);
        self.gap(0.8);
        self.write(Role::Subheading, self.subheading(), &words.how);
        self.list(self.text(), &words.steps);
        self.gap(0.6);
        self.write(Role::Subheading, self.subheading(), &words.care);
        self.write(Role::Paragraph, self.text(), &words.notes);
        self.gap(0.6);
        self.write(Role::Subheading, self.subheading(), &words.contact_heading);
        self.write(Role::Paragraph, self.text(), &words.contact);
    }

    /// The box: what is typed on the left, the code to scan and the address on the right.
    fn credentials(&mut self, letter: &Letter, words: &Words) {
        let (column, top, padding) = (self.column, self.y, self.shape.small * self.scale);
        let code = self.shape.code;
        let right = Column { left: column.left + column.width - code - padding, width: code };
        self.column = Column { left: column.left + padding, width: column.width - code - 3.0 * padding };
        self.y = top + padding;
        let (label, typed) = (self.small().in_colour(Colour::GREY), self.of_size(self.shape.typed).bold().leading(1.3));
        self.write(Role::Paragraph, label, &words.user_id);
        self.write(Role::Paragraph, typed, &letter.user_id);
        self.gap(0.3);
        self.write(Role::Paragraph, label, &words.password);
        match &letter.password {
            Password::Shown(password) => self.write(Role::Paragraph, typed, password.expose()),
            Password::Told(told) => self.write(Role::Paragraph, self.of_size(self.shape.text * 1.2).bold(), told),
        }
        self.gap(0.3);
        self.write(Role::Paragraph, label, &words.address);
        self.write(Role::Paragraph, self.text(), &letter.address);
        self.sheet.picture((right.left, top + padding), code, &words.code, &letter.code);
        let bottom = self.y.max(top + padding + code) + padding;
        self.sheet.outline((column, top), bottom, self.colour);
        (self.column, self.y) = (column, bottom);
    }

    /// The same in the other language, in smaller print: numbers and addresses stand above.
    fn translation(&mut self, words: &Words) {
        self.write(Role::Subheading, self.small().bold(), &words.title);
        self.write(Role::Paragraph, self.small(), &words.introduction);
        // A postcard has no room for the steps twice; the pages themselves speak both languages.
        if self.shape.paper == Paper::A4 {
            self.list(self.small(), &words.steps);
            self.write(Role::Paragraph, self.small(), &words.notes);
        }
        self.write(Role::Paragraph, self.small(), &words.contact);
    }

    fn write(&mut self, role: Role, style: Style, text: &str) {
        if !text.is_empty() {
            self.y = self.sheet.text((self.column, self.y), role, style, text);
        }
    }

    fn list(&mut self, style: Style, points: &[String]) {
        if !points.is_empty() {
            self.y = self.sheet.list((self.column, self.y), style.size * 0.15, style, points);
        }
    }

    fn line(&mut self) {
        self.sheet.outline((self.column, self.y), self.y, Colour::GREY);
        self.gap(0.6);
    }

    fn gap(&mut self, lines: f32) {
        self.y += lines * self.shape.text * self.scale;
    }

    fn of_size(&self, size: f32) -> Style {
        Style::of_size(size * self.scale)
    }

    fn text(&self) -> Style {
        self.of_size(self.shape.text)
    }

    fn small(&self) -> Style {
        self.of_size(self.shape.small)
    }

    fn subheading(&self) -> Style {
        self.of_size(self.shape.text * 1.1).bold().in_colour(self.colour)
    }
}
