//! The header row: which column stands where.

use std::fmt::Display;

use csv::ByteRecord;

use super::Importer;
use super::encoding::Encoding;
use super::problem::Problem;
use super::records::Raw;
use super::texts;

/// Where each of the importer's columns stands in the file.
#[derive(Debug)]
pub(super) struct Header {
    /// The importer's columns, in its order.
    columns: Vec<String>,
    /// For each of them its place in a record.
    /// `None` for an optional one that the file leaves out.
    places: Vec<Option<usize>>,
    width: usize,
}

impl Header {
    /// Reads the header row: every column once but optional ones, no other, in any order.
    ///
    /// Unknown columns are named by their position only: where the header is missing, the first line is a person.
    pub(super) fn read<I: Importer>(
        importer: &I,
        (line, cells): (u64, &ByteRecord),
        encoding: Encoding,
    ) -> Result<Self, Vec<Problem>> {
        let more = importer.more_columns().iter().cloned();
        let columns: Vec<String> = I::COLUMNS.iter().map(|name| (*name).to_owned()).chain(more).collect();
        let names: Vec<String> =
            cells.iter().map(|cell| encoding.decode(cell).unwrap_or_default().trim().to_owned()).collect();
        let list = columns.join(",");
        if !names.iter().any(|name| columns.contains(name)) {
            return Err(vec![Problem::of_line(line, texts::NO_HEADER, &[("columns", &list)])]);
        }
        let mut problems = Vec::new();
        let mut places = Vec::with_capacity(columns.len());
        for column in &columns {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == column).map(|(place, _)| place);
            match (found.next(), found.next()) {
                (Some(place), None) => places.push(Some(place)),
                (None, _) if I::OPTIONAL.contains(&column.as_str()) => places.push(None),
                (Some(_), Some(_)) => problems.push(Problem::of_column(line, column, texts::REPEATED_COLUMN, &[])),
                (None, _) => problems.push(Problem::of_column(line, column, texts::MISSING_COLUMN, &[])),
            }
        }
        let unknown = names.iter().zip(1_u64..).filter(|(name, _)| !columns.contains(name));
        for (_, position) in unknown {
            let values: [(&str, &dyn Display); 2] = [("position", &position), ("columns", &list)];
            problems.push(Problem::of_line(line, texts::UNKNOWN_COLUMN, &values));
        }
        if problems.is_empty() { Ok(Self { columns, places, width: names.len() }) } else { Err(problems) }
    }

    /// The cells of a record, if they are as many as the header row's.
    pub(super) fn well_formed<'r>(&self, raw: &'r Raw) -> Result<&'r ByteRecord, Problem> {
        let cells = raw.cells.as_ref().ok_or_else(|| Problem::of_line(raw.line, texts::STRAY_QUOTE, &[]))?;
        let values: [(&str, &dyn Display); 2] = [("expected", &self.width), ("found", &cells.len())];
        if cells.len() == self.width { Ok(cells) } else { Err(Problem::of_line(raw.line, texts::CELLS, &values)) }
    }

    /// The importer's columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The bytes of a record's cells, in the importer's order of columns.
    pub(super) fn in_order<'r>(&self, cells: &'r ByteRecord) -> impl Iterator<Item = &'r [u8]> {
        self.places.iter().map(|place| place.and_then(|place| cells.get(place)).unwrap_or_default())
    }
}
