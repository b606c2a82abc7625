//! What a member takes along on paper: one page with a heading, facts one below the other, and what must be known of them.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use print::{Colour, Column, Document, Paper, Role, Sheet, Style, Unprintable, mm};

use crate::boundary::{Failure, Visit};

const MARGIN: f32 = mm(22.0);
/// How wide the names of facts are.
const NAMES: f32 = mm(50.0);
const PADDING: f32 = mm(2.2);
const TEXT: Style = Style::of_size(11.0);
const SMALL: Style = Style::of_size(9.5);

/// A page to be printed, in the reader's language.
#[derive(Debug, Default)]
pub struct Statement {
    /// The heading.
    pub title: String,
    /// To whom it is written.
    pub addressee: String,
    /// When the page was made, or the decision on it.
    pub date: String,
    /// What the page is, in a sentence.
    pub introduction: String,
    /// Facts by their names.
    pub facts: Vec<(String, String)>,
    /// What must be known of them.
    pub notes: Vec<String>,
}

impl Statement {
    /// The page as a file to keep, by a name that says nothing of anybody.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn download(self, visit: &Visit, name: &'static str) -> Result<Response, Failure> {
        let view = visit.view();
        let (society, language) = (view.own(&visit.realm.display_name).to_owned(), view.language.tag());
        let pdf = tokio::task::spawn_blocking(move || self.pdf(&society, language)).await??;
        let disposition = format!("attachment; filename=\"{name}.pdf\"");
        let headers = [(CONTENT_TYPE, "application/pdf"), (CONTENT_DISPOSITION, disposition.as_str())];
        Ok((StatusCode::OK, headers, pdf).into_response())
    }

    fn pdf(&self, society: &str, language: &'static str) -> Result<Vec<u8>, Unprintable> {
        let mut document = Document::new(&self.title, language)?;
        document.add(&self.sheet(society))?;
        document.finish()
    }

    fn sheet(&self, society: &str) -> Sheet {
        let (width, _) = Paper::A4.size();
        let column = Column { left: MARGIN, width: width - 2.0 * MARGIN };
        let mut sheet = Sheet::new(Paper::A4, self.title.clone());
        let mut y = sheet.text_right((column, MARGIN), SMALL, &self.date);
        y = sheet.text((column, y), Role::Paragraph, TEXT, &self.addressee);
        y = sheet.text_right((column, y), TEXT, society);
        let heading = Style::of_size(18.0).bold();
        y = sheet.text((column, y + mm(8.0)), Role::Heading, heading, &self.title);
        y = sheet.text((column, y + mm(4.0)), Role::Paragraph, TEXT, &self.introduction) + mm(4.0);
        for (name, value) in &self.facts {
            y = fact(&mut sheet, (column, y), name, value);
        }
        y += mm(6.0);
        for note in &self.notes {
            y = sheet.text((column, y), Role::Paragraph, SMALL.in_colour(Colour::GREY), note) + mm(1.5);
        }
        sheet
    }
}

/// A row: a name and its value in boxes as high as the higher of both. Returns where it ends.
fn fact(sheet: &mut Sheet, (column, top): (Column, f32), name: &str, value: &str) -> f32 {
    let names = Column { left: column.left, width: NAMES };
    let values = Column { left: column.left + NAMES, width: column.width - NAMES };
    let inside = |column: Column| Column { left: column.left + PADDING, width: column.width - 2.0 * PADDING };
    let style = SMALL.in_colour(Colour::GREY);
    let name_ends = sheet.text((inside(names), top + PADDING), Role::Paragraph, style, name);
    let value_ends = sheet.text((inside(values), top + PADDING), Role::Paragraph, TEXT, value);
    let bottom = name_ends.max(value_ends) + PADDING;
    sheet.outline((names, top), bottom, Colour::GREY);
    sheet.outline((values, top), bottom, Colour::GREY);
    bottom
}
