//! The records of a file as typed lines and problems, a thousand at a time.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::io::BufRead;
use std::sync::Arc;

use super::encoding::Encoding;
use super::header::Header;
use super::problem::Problem;
use super::records::{ByteOrderMark, Raw, Records, Stop};
use super::{Importer, Line, Record, texts};

/// So many lines of a file stand or fall together.
const CHUNK: u64 = 1000;

/// Lines that are imported together.
pub(super) struct Chunk<T> {
    /// The lines that can be read.
    pub(super) lines: Vec<Line<T>>,
    /// What is wrong with the others.
    pub(super) problems: Vec<Problem>,
    /// How many lines there are of both sorts.
    pub(super) size: u64,
    /// How far into the file the chunk reaches.
    pub(super) bytes_read: u64,
    /// Whether nothing comes after it.
    pub(super) is_last: bool,
}

/// The chunks of a file, one after the other.
pub(super) struct Chunks<I, R> {
    importer: Arc<I>,
    records: Records<R>,
    /// What the look beyond the last chunk found.
    ahead: Option<Result<Option<Raw>, Stop>>,
    encoding: Encoding,
    header: Header,
    seen: Seen,
    /// Until a cell shows otherwise, the file may be in any encoding.
    only_ascii: bool,
}

impl<I: Importer, R: BufRead> Chunks<I, R> {
    /// Reads the header row.
    pub(super) fn open(importer: Arc<I>, input: R, encoding: Encoding) -> Result<Self, Stop> {
        let unusable = |reason| Stop::Unusable(vec![Problem::of_line(1, reason, &[])]);
        let mut records = Records::new(input);
        match (records.byte_order_mark()?, encoding) {
            (Some(ByteOrderMark::Utf16), _) => return Err(unusable(texts::IS_UTF16)),
            (Some(ByteOrderMark::Utf8), Encoding::ShiftJis) => return Err(unusable(texts::IS_UTF8)),
            _ => {}
        }
        let Raw { line, cells } = records.next()?.ok_or_else(|| unusable(texts::EMPTY))?;
        let cells = cells.ok_or_else(|| unusable(texts::STRAY_QUOTE))?;
        let header = Header::read(importer.as_ref(), (line, &cells), encoding).map_err(Stop::Unusable)?;
        Ok(Self { importer, records, ahead: None, encoding, header, seen: Seen::default(), only_ascii: true })
    }

    /// Passes over lines that an earlier run has dealt with, remembering their unique values.
    pub(super) fn skip(&mut self, lines: u64) -> Result<(), Stop> {
        for _ in 0..lines {
            if let Some(raw) = self.records.next()? {
                let _dealt_with = self.cells(&raw)?;
            }
        }
        Ok(())
    }

    /// The next chunk; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Chunk<I::Row>>, Stop> {
        let mut chunk = Chunk { lines: Vec::new(), problems: Vec::new(), size: 0, bytes_read: 0, is_last: false };
        while chunk.size < CHUNK {
            let Some(raw) = self.record()? else { break };
            chunk.size += 1;
            match self.cells(&raw)?.and_then(|cells| self.parse(raw.line, &cells)) {
                Ok(value) => chunk.lines.push(Line { number: raw.line, value }),
                Err(problems) => chunk.problems.extend(problems),
            }
        }
        chunk.bytes_read = self.records.bytes_read();
        let beyond = self.record();
        chunk.is_last = matches!(beyond, Ok(None));
        self.ahead = Some(beyond);
        Ok((chunk.size > 0).then_some(chunk))
    }

    fn record(&mut self) -> Result<Option<Raw>, Stop> {
        self.ahead.take().unwrap_or_else(|| self.records.next())
    }

    fn parse(&self, line: u64, cells: &[String]) -> Result<I::Row, Vec<Problem>> {
        let record = Record { columns: self.header.columns(), cells };
        let faults = |faults: Vec<_>| faults.into_iter().map(|fault| Problem::at(line, fault)).collect();
        self.importer.parse(&record).map_err(faults)
    }

    /// The texts of a record in the importer's order of columns, or what is wrong before anyone asks their meaning.
    fn cells(&mut self, raw: &Raw) -> Result<Result<Vec<String>, Vec<Problem>>, Stop> {
        let line = raw.line;
        let cells = match self.header.well_formed(raw) {
            Ok(cells) => cells,
            Err(problem) => return Ok(Err(vec![problem])),
        };
        let (mut decoded, mut problems) = (Vec::with_capacity(self.header.columns().len()), Vec::new());
        for (column, cell) in self.header.columns().iter().zip(self.header.in_order(cells)) {
            let Some(text) = self.encoding.decode(cell) else {
                // The first cell that is not ASCII tells of the whole file; a later one was damaged by itself.
                if self.only_ascii && self.encoding == Encoding::Utf8 && Encoding::ShiftJis.decode(cell).is_some() {
                    return Err(Stop::Unusable(vec![Problem::of_line(line, texts::LOOKS_LIKE_SHIFT_JIS, &[])]));
                }
                problems.push(Problem::of_column(line, column, self.encoding.undecodable(), &[]));
                continue;
            };
            self.only_ascii &= text.is_ascii();
            if text.chars().any(char::is_control) {
                problems.push(Problem::of_column(line, column, texts::CONTROL_CHARACTER, &[]));
            }
            if I::UNIQUE.contains(&column.as_str())
                && let Some(earlier) = self.seen.before(line, column, self.importer.spelling(column, &text))
            {
                problems.push(Problem::of_column(line, column, texts::REPEATED_VALUE, &[("line", &earlier)]));
            }
            decoded.push(text.into_owned());
        }
        if problems.is_empty() && !I::UNIQUE_TOGETHER.is_empty() {
            problems.extend(self.repeated_key(line, &decoded));
        }
        Ok(if problems.is_empty() { Ok(decoded) } else { Err(problems) })
    }

    /// What is wrong with a line whose columns of [`Importer::UNIQUE_TOGETHER`] have stood in an earlier one.
    fn repeated_key(&mut self, line: u64, cells: &[String]) -> Option<Problem> {
        let record = Record { columns: self.header.columns(), cells };
        let spelled = I::UNIQUE_TOGETHER.iter().map(|column| self.importer.spelling(column, record.get(column)));
        // No cell has a control character, so none can be taken for the seam.
        let key = spelled.collect::<Vec<_>>().join("\u{1f}");
        let earlier = self.seen.before(line, "", key)?;
        let columns = I::UNIQUE_TOGETHER.join(" + ");
        Some(Problem::of_line(line, texts::REPEATED_KEY, &[("line", &earlier), ("columns", &columns)]))
    }
}

/// The values that may stand once: by the hash of each, the line where it stood. 64 bits tell a million apart.
#[derive(Default)]
struct Seen {
    lines: HashMap<u64, u64>,
    hasher: RandomState,
}

impl Seen {
    /// The earlier line with the same value in the same column; otherwise the value is remembered.
    fn before(&mut self, line: u64, column: &str, value: String) -> Option<u64> {
        if value.is_empty() {
            return None;
        }
        let earlier = *self.lines.entry(self.hasher.hash_one((column, value))).or_insert(line);
        (earlier != line).then_some(earlier)
    }
}
