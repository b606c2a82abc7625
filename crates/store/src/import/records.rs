//! The file cut into records, each with the number of the line on which it begins.
//!
//! The csv crate takes a record apart, but its line numbers drift with blank lines and CRLF, and a quotation mark
//! that is never closed would make it read the rest of the file into memory. So lines are gathered here until their
//! quotation marks are even, up to a limit, and each record is handed to it alone.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::problem::Problem;
use super::texts;

/// A record of a file, taken apart but not decoded.
pub(super) struct Raw {
    pub(super) line: u64,
    /// `None` when a quotation mark is out of place, so that nobody can say where its cells begin.
    pub(super) cells: Option<ByteRecord>,
}

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Stop {
    File(io::Error),
    Unusable(Vec<Problem>),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

/// The records of a file, one after the other.
pub(super) struct Records<R> {
    input: R,
    record: Vec<u8>,
    cutter: Cutter,
    lines_read: u64,
    bytes_read: u64,
}

impl<R: BufRead> Records<R> {
    /// No record of ours comes near this many bytes.
    const LONGEST: usize = 64 * 1024;

    pub(super) fn new(input: R) -> Self {
        Self { input, record: Vec::new(), cutter: Cutter::new(), lines_read: 0, bytes_read: 0 }
    }

    pub(super) const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The first bytes of the file, which may say how it is encoded; and drops UTF-8's byte order mark.
    pub(super) fn byte_order_mark(&mut self) -> io::Result<Option<ByteOrderMark>> {
        let mark = match self.input.fill_buf()? {
            [0xEF, 0xBB, 0xBF, ..] => Some(ByteOrderMark::Utf8),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some(ByteOrderMark::Utf16),
            _ => None,
        };
        if mark == Some(ByteOrderMark::Utf8) {
            self.input.consume(3);
            self.bytes_read += 3;
        }
        Ok(mark)
    }

    /// The next record that is not a blank line; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Raw>, Stop> {
        loop {
            self.record.clear();
            let line = self.lines_read + 1;
            if !self.gather(line)? {
                return Ok(None);
            }
            if self.record.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
                continue;
            }
            return Ok(Some(Raw { line, cells: self.cutter.cut(&self.record) }));
        }
    }

    /// Reads lines until the quotation marks are even. `false` at the end of the file.
    fn gather(&mut self, begins_at: u64) -> Result<bool, Stop> {
        let mut quotes_even = true;
        loop {
            let before = self.record.len();
            let room = u64::try_from(Self::LONGEST.saturating_sub(before)).unwrap_or(0);
            let read = self.input.by_ref().take(room).read_until(b'\n', &mut self.record)?;
            self.bytes_read += u64::try_from(read).unwrap_or(0);
            quotes_even ^= self.record.iter().skip(before).filter(|byte| **byte == b'"').count() % 2 == 1;

            let too_long = self.record.len() >= Self::LONGEST;
            let line_ended = self.record.ends_with(b"\n") || read == 0;
            if self.record.is_empty() {
                return Ok(false);
            }
            self.lines_read += u64::from(line_ended);
            if too_long || (read == 0 && !quotes_even) {
                let reason = if quotes_even { texts::TOO_LONG } else { texts::UNCLOSED_QUOTE };
                return Err(Stop::Unusable(vec![Problem::of_line(begins_at, reason, &[])]));
            }
            if line_ended && quotes_even {
                return Ok(true);
            }
        }
    }
}

/// What a file may begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrderMark {
    Utf8,
    Utf16,
}

/// Takes records apart, one after the other, with one reader: making one builds its tables anew, which takes longer than
/// all else that is done to a line.
struct Cutter {
    reader: Reader<Feed>,
    /// How many bytes it was given.
    given: u64,
}

impl Cutter {
    fn new() -> Self {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Feed::default());
        Self { reader, given: 0 }
    }

    /// The cells of one record. It is one only if csv, too, finds its end where its quotation marks are even.
    fn cut(&mut self, record: &[u8]) -> Option<ByteRecord> {
        let end = record.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
        let feed = self.reader.get_mut();
        feed.bytes.extend(record.iter().take(end));
        feed.bytes.push_back(b'\n');
        self.given += u64::try_from(end).unwrap_or(0) + 1;
        let mut cells = ByteRecord::new();
        let read = self.reader.read_byte_record(&mut cells).unwrap_or(false);
        // Wanting more means that a mark in the middle of a cell made another one open a cell that nothing closes.
        let ends_with_it = self.reader.position().byte() == self.given && !self.reader.get_ref().ran_dry;
        if !ends_with_it {
            // It holds something of this record, or takes the end of the record for that of the file.
            *self = Self::new();
        }
        (read && ends_with_it).then_some(cells)
    }
}

/// The bytes of the record that is being taken apart.
#[derive(Default)]
struct Feed {
    bytes: VecDeque<u8>,
    /// Whether more was wanted than there is.
    ran_dry: bool,
}

impl Read for Feed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.ran_dry |= self.bytes.is_empty();
        self.bytes.read(to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The cells by a reader made for this record alone, which is one only if what comes next is apart from it.
    fn alone(record: &str) -> Option<Vec<Vec<u8>>> {
        let followed = format!("{}\nnext\n", record.trim_end_matches(['\r', '\n']));
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(followed.as_bytes());
        let records = reader.into_byte_records().collect::<Result<Vec<_>, _>>().unwrap();
        match records.as_slice() {
            [cells, next] if next == &ByteRecord::from(vec!["next"]) => {
                Some(cells.iter().map(<[u8]>::to_vec).collect())
            }
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn a_record_after_others_is_cut_as_it_would_be_alone(
            records in prop::collection::vec("[a,\"\r\n ]{1,12}(\n|\r\n|)", 1..8)
        ) {
            let mut cutter = Cutter::new();
            // Blank lines are passed over before they come here, and lines are gathered until the marks are even.
            let blank = |record: &str| record.bytes().all(|byte| matches!(byte, b'\r' | b'\n'));
            let even = |record: &str| record.matches('"').count().is_multiple_of(2);
            for record in records.iter().filter(|record| !blank(record) && even(record)) {
                let cut = cutter.cut(record.as_bytes());
                let cells = cut.map(|cells| cells.iter().map(<[u8]>::to_vec).collect::<Vec<_>>());
                prop_assert_eq!(cells, alone(record), "{:?} of {:?}", record, records);
            }
        }
    }
}
