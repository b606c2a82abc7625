//! Large CSV files into the database: in chunks, with every mistake named by line and column.
//!
//! A society imports hundreds of thousands of lines at once, and somebody will stop the machine halfway. So a file
//! is read once, in constant memory; a thousand lines and the note of how far we came are one write; and the same
//! file, recognised by its SHA-256, goes on after its last committed chunk. A chunk with a bad line changes
//! nothing at all, so that an administrator never has to find out which half of it arrived; the other chunks stand.
//! The corrected file is imported whole again: what has not changed changes nothing.
//!
//! What a line means is the caller's [`Importer`]. Values of cells never appear in a problem: they are personal data.

mod chunks;
mod encoding;
mod header;
mod problem;
mod progress;
mod records;
mod run;
mod texts;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use base::{Clock, RealmName};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

pub use self::encoding::{Encoding, UnknownEncoding};
pub use self::problem::{Fault, Problem};
use crate::{Database, Tx};

/// What the lines of one kind of file mean, and how they enter the database.
pub trait Importer: Send + Sync + 'static {
    /// The columns, in any order.
    const COLUMNS: &'static [&'static str];
    /// Those of the columns that a file may leave out: their cells are empty then.
    const OPTIONAL: &'static [&'static str] = &[];
    /// Those of the columns in which no value but the empty one may stand twice in a file, as [`Importer::spelling`]
    /// compares them.
    const UNIQUE: &'static [&'static str];
    /// Columns that are one key together: no two lines may have the same values in all of them.
    const UNIQUE_TOGETHER: &'static [&'static str] = &[];
    /// A line as a value.
    type Row: Send + 'static;

    /// The kind of file, as the `imports` table names it: an interrupted run goes on only as what it was begun as.
    fn kind(&self) -> &str;

    /// Columns that this file must have besides, where the importer knows them only at its beginning: none, unless it
    /// says otherwise.
    fn more_columns(&self) -> &[String] {
        &[]
    }

    /// Reads a line, with no look at the database.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn parse(&self, record: &Record<'_>) -> Result<Self::Row, Vec<Fault>>;

    /// The spelling by which values of a column that is unique, alone or with others, are compared: half width, and as they stand.
    fn spelling(&self, _column: &str, text: &str) -> String {
        base::fold_width(text)
    }

    /// Writes the lines of a chunk, and counts what became of each. It may run in a transaction that is taken back.
    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Self::Row>>) -> BoxFuture<'t, Result<Applied, DbErr>>;

    /// Hears that the lines which were applied last are committed. Nothing, unless the importer says otherwise.
    fn kept(&self) {}

    /// Writes that lines are coming in, in the transaction of the first of several chunks: when somebody stops the import
    /// before its end, there is a trace of it. Once a run, and never on a dry run. Nothing, unless the importer says
    /// otherwise.
    fn begin<'t>(self: Arc<Self>, _tx: &'t Tx, _at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async { Ok(()) })
    }

    /// Writes what is to be known of the import as a whole, in the transaction that notes its end, which is the last
    /// chunk's if that can stay: once a file, however often it was interrupted, and never on a dry run. `done` counts all of
    /// it. Nothing, unless the importer says otherwise.
    fn finish<'t>(self: Arc<Self>, _tx: &'t Tx, _done: Report, _at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async { Ok(()) })
    }
}

/// A record of the file: its cells by their columns.
#[derive(Debug)]
pub struct Record<'r> {
    columns: &'r [String],
    cells: &'r [String],
}

impl Record<'_> {
    /// The text in a column, as it stands in the file; empty for a column that the importer did not name.
    #[must_use]
    pub fn get(&self, column: &str) -> &str {
        let cell = self.columns.iter().position(|name| name == column).and_then(|index| self.cells.get(index));
        cell.map_or("", String::as_str)
    }
}

/// Something at a line of the file. The header row is line 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<T> {
    /// The number of the line on which the record begins.
    pub number: u64,
    /// What is there.
    pub value: T,
}

/// How many lines had each outcome, by the importer's own words for them: `new`, `changed`, `unchanged` …
pub type Outcomes = BTreeMap<String, u64>;

/// What an importer made of a chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// All lines entered the database.
    Done(Outcomes),
    /// Some lines cannot: the whole chunk is taken back.
    Refused(Vec<Problem>),
}

/// A file to import.
#[derive(Clone, Debug)]
pub struct Import {
    /// The realm that its lines belong to.
    pub realm: RealmName,
    /// Where it is. A regular file: it is read twice, first for its digest.
    pub path: PathBuf,
    /// How its text is encoded.
    pub encoding: Encoding,
    /// Whether everything is tried and then taken back. A dry run neither leaves nor follows a note of progress.
    pub dry_run: bool,
}

/// What happens during an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many bytes of the file have been dealt with.
    Progress {
        /// Bytes read.
        read: u64,
        /// The size of the file.
        total: u64,
    },
    /// A line, or a cell of it, cannot be imported.
    Problem(Problem),
}

/// What an import did, counting what it did before it was interrupted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The lines read, without the header.
    pub lines: u64,
    /// Of these, the lines that had been dealt with before an interruption.
    #[serde(skip)]
    pub continued_after: u64,
    /// The lines with problems.
    pub bad: u64,
    /// The good lines that were left out because their chunk had a bad one.
    pub left_out: u64,
    /// What became of all others.
    pub outcomes: Outcomes,
}

/// Why an import stopped before the end of its file. The chunks before are kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// The file as a whole is not what it should be: its header row, its encoding, its quotation marks.
    #[error("the file is not usable")]
    Unusable(Vec<Problem>),
    /// The same file is being imported by another process.
    #[error("the same file is being imported elsewhere")]
    Elsewhere,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

impl Import {
    /// Imports the file, or what an interruption left of it, and tells `listener` about it on the way.
    ///
    /// # Errors
    /// [`ImportError`], after which the same command may be given again.
    pub async fn run<I: Importer>(
        &self,
        database: &Database,
        importer: I,
        clock: &Clock,
        listener: &mut (dyn FnMut(Event) + Send),
    ) -> Result<Report, ImportError> {
        run::Run::new(database, clock, importer).over(self, listener).await
    }
}
