//! The replies to MY mail as CSV, for a spreadsheet.
//!
//! What members wrote is opened on an administrator's machine: a cell that a spreadsheet would take for a formula begins
//! with an apostrophe, and everything is quoted.

use std::io::Write;

use base::japan_standard_time;
use csv::{QuoteStyle, WriterBuilder};
use expenses::export::defused;

use crate::rows::LetterRow;

const COLUMNS: [&str; 6] = ["id", "title", "household_number", "branch", "replied_at", "reply"];

/// Writes replies, in UTF-8 with the mark by which spreadsheets know it.
///
/// # Errors
/// When they cannot be written.
pub fn write(letters: &[LetterRow], mut to: impl Write) -> csv::Result<()> {
    to.write_all("\u{feff}".as_bytes())?;
    let mut csv = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(to);
    csv.write_record(COLUMNS)?;
    for letter in letters {
        let Some((reply, at)) = &letter.reply else { continue };
        let at = japan_standard_time(*at).format("%Y-%m-%d %H:%M:%S").to_string();
        let cells = [&letter.my_mail, &letter.letter.ja.title, &letter.household_number, &letter.branch, &at, reply];
        csv.write_record(cells.map(|cell| defused(cell.clone())))?;
    }
    Ok(csv.flush()?)
}
