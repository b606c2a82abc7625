//! Imports: what is wrong is named, what is interrupted goes on, what is tried leaves nothing.

mod mistakes;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base::{Clock, Language, Text};
use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use store::Tx;
use store::import::{
    Applied, Encoding, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Problem, Record, Report,
};

use crate::support::{Fresh, on_both_databases};

on_both_databases!(
    every_line_is_counted_by_its_outcome,
    a_chunk_with_a_bad_line_changes_nothing_and_the_others_stand,
    what_the_database_refuses_takes_its_chunk_back,
    an_interrupted_import_goes_on_where_it_was,
    what_comes_in_leaves_its_trace_in_the_same_write,
    a_dry_run_tells_all_and_leaves_nothing,
    of_two_who_import_the_same_file_one_is_refused,
);

const NOT_A_NUMBER: Text = Text { ja: "数字で入力してください。", en: "Write a number." };
const BANNED: Text = Text { ja: "この本は置けません。", en: "This book may not stand here." };

/// Puts books on a shelf.
#[derive(Clone, Default)]
struct Shelf {
    /// Lines written so far, kept or not.
    written: Arc<AtomicU64>,
    /// The database fails once so many have been written.
    fails_after: Option<u64>,
    /// Another process imports the same file meanwhile.
    is_overtaken: bool,
    /// The database fails when the end is noted.
    dies_at_the_end: bool,
}

struct Book {
    number: String,
    title: String,
    copies: i64,
}

impl Importer for Shelf {
    const COLUMNS: &'static [&'static str] = &["number", "title", "copies"];
    const UNIQUE: &'static [&'static str] = &["number"];
    type Row = Book;

    fn kind(&self) -> &'static str {
        "books"
    }

    fn parse(&self, record: &Record<'_>) -> Result<Book, Vec<Fault>> {
        let copies = record.get("copies").parse().map_err(|_| vec![Fault::new("copies", NOT_A_NUMBER)])?;
        Ok(Book { number: record.get("number").to_owned(), title: record.get("title").to_owned(), copies })
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Book>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let (mut outcomes, mut problems) = (Outcomes::new(), Vec::new());
            for Line { number, value: book } in lines {
                if book.title == "禁書" {
                    problems.push(Problem::at(number, Fault::new("title", BANNED)));
                }
                *outcomes.entry(place(tx, book).await?.to_owned()).or_default() += 1;
                let written = self.written.fetch_add(1, Ordering::SeqCst) + 1;
                if Some(written) == self.fails_after {
                    return Err(DbErr::Custom("the machine was stopped".to_owned()));
                }
            }
            if self.is_overtaken {
                tx.execute_unprepared("UPDATE imports SET records = records + 1").await?;
            }
            Ok(if problems.is_empty() { Applied::Done(outcomes) } else { Applied::Refused(problems) })
        })
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, _at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async { tx.execute_unprepared("UPDATE traces SET begun = begun + 1").await.map(drop) })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, _at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        let sql = format!("UPDATE traces SET finished = finished + 1, lines = {}", done.lines);
        Box::pin(async move {
            if self.dies_at_the_end {
                return Err(DbErr::Custom("the machine was stopped".to_owned()));
            }
            tx.execute_unprepared(&sql).await.map(drop)
        })
    }
}

async fn place(tx: &Tx, book: Book) -> Result<&'static str, DbErr> {
    let backend = tx.get_database_backend();
    let (number, title) = (book.number.clone(), book.title.clone());
    let find =
        Statement::from_sql_and_values(backend, "SELECT title, copies FROM shelf WHERE number = $1", [number.into()]);
    let Some(found) = tx.query_one_raw(find).await? else {
        let sql = "INSERT INTO shelf (number, title, copies) VALUES ($1, $2, $3)";
        let values = [book.number.into(), title.into(), book.copies.into()];
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        return Ok("new");
    };
    if found.try_get_by::<String, _>("title")? == title && found.try_get_by::<i64, _>("copies")? == book.copies {
        return Ok("unchanged");
    }
    let sql = "UPDATE shelf SET title = $2, copies = $3 WHERE number = $1";
    let values = [book.number.into(), title.into(), book.copies.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok("changed")
}

/// A file beside the database, and its import.
struct Library {
    fresh: Fresh,
    folder: tempfile::TempDir,
    problems: Vec<Problem>,
    progress: Vec<(u64, u64)>,
}

impl Library {
    async fn in_a(fresh: Fresh) -> Self {
        let table = "CREATE TABLE shelf (number TEXT PRIMARY KEY, title TEXT NOT NULL, copies BIGINT NOT NULL)";
        let traces = "CREATE TABLE traces AS SELECT 0 AS begun, 0 AS finished, 0 AS lines";
        for sql in [table, traces] {
            fresh.database.migrate(async |tx| tx.execute_unprepared(sql).await.map(drop)).await.unwrap();
        }
        Self { fresh, folder: tempfile::tempdir().unwrap(), problems: Vec::new(), progress: Vec::new() }
    }

    fn file(&self, content: impl AsRef<[u8]>) -> Import {
        let path: PathBuf = self.folder.path().join("books.csv");
        std::fs::write(&path, content).unwrap();
        Import { realm: "minato".parse().unwrap(), path, encoding: Encoding::Utf8, dry_run: false }
    }

    async fn import(&mut self, import: &Import, shelf: Shelf) -> Result<Report, ImportError> {
        let (problems, progress) = (&mut self.problems, &mut self.progress);
        problems.clear();
        progress.clear();
        let mut listener = |event| match event {
            Event::Problem(problem) => problems.push(problem),
            Event::Progress { read, total } => progress.push((read, total)),
        };
        import.run(&self.fresh.database, shelf, &Clock::system(), &mut listener).await
    }

    /// How often it was noted that a file begins and that it ends, and how many lines it was said to have then.
    async fn traces(&self) -> String {
        self.fresh.column("SELECT begun || ' ' || finished || ' ' || lines FROM traces").await.concat()
    }

    async fn books(&self) -> usize {
        self.fresh.column("SELECT number FROM shelf").await.len()
    }

    fn problems(&self) -> Vec<String> {
        self.problems.iter().map(|problem| problem.in_file("books.csv", Language::En)).collect()
    }
}

/// A file of so many books, where a line may be another. The header is line 1, so book 1 stands in line 2.
fn books(count: u64, others: &[(u64, &str)]) -> String {
    let others: BTreeMap<_, _> = others.iter().copied().collect();
    (1..=count).fold("number,title,copies\n".to_owned(), |mut file, n| {
        match others.get(&n) {
            Some(line) => writeln!(file, "{line}").unwrap(),
            None => writeln!(file, "{n},Book {n},1").unwrap(),
        }
        file
    })
}

fn outcomes(of: &[(&str, u64)]) -> Outcomes {
    of.iter().map(|(outcome, lines)| ((*outcome).to_owned(), *lines)).collect()
}

async fn every_line_is_counted_by_its_outcome(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(2500, &[]));
    let report = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!((report.lines, report.outcomes), (2500, outcomes(&[("new", 2500)])));
    let size = std::fs::metadata(&file.path).unwrap().len();
    assert_eq!(library.progress.len(), 3);
    assert_eq!(library.progress.last(), Some(&(size, size)));

    let again = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!((again.lines, again.outcomes), (2500, outcomes(&[("unchanged", 2500)])));

    let file = library.file(books(2501, &[(7, "7,Book seven,2")]));
    let report = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!(report.outcomes, outcomes(&[("changed", 1), ("new", 1), ("unchanged", 2499)]));
}

async fn a_chunk_with_a_bad_line_changes_nothing_and_the_others_stand(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(2500, &[(1500, "1500,Book 1500,many"), (1600, "1600,禁書,1")]));
    let report = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!(
        report,
        Report { lines: 2500, continued_after: 0, bad: 2, left_out: 998, outcomes: outcomes(&[("new", 1500)]) }
    );
    assert_eq!(
        library.problems(),
        ["books.csv:1501:copies: Write a number.", "books.csv:1601:title: This book may not stand here.",]
    );
    assert_eq!(library.books().await, 1500);

    let corrected = library.file(books(2500, &[]));
    let report = library.import(&corrected, Shelf::default()).await.unwrap();
    assert_eq!(report.outcomes, outcomes(&[("new", 1000), ("unchanged", 1500)]));
}

async fn what_the_database_refuses_takes_its_chunk_back(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(10, &[(4, "4,禁書,1")]));
    let report = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!((report.bad, report.left_out, report.outcomes), (1, 9, outcomes(&[])));
    assert_eq!(library.problems(), ["books.csv:5:title: This book may not stand here."]);
    assert_eq!(library.books().await, 0);
}

async fn an_interrupted_import_goes_on_where_it_was(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(3500, &[(2200, "17,Book 17 again,1")]));
    let interrupted = Shelf { fails_after: Some(1300), ..Shelf::default() };
    let error = library.import(&file, interrupted).await.unwrap_err();
    assert!(matches!(error, ImportError::Database(_)), "{error}");
    assert_eq!(library.books().await, 1000);

    let shelf = Shelf::default();
    let report = library.import(&file, shelf.clone()).await.unwrap();
    assert_eq!(
        report,
        Report { lines: 3500, continued_after: 1000, bad: 1, left_out: 999, outcomes: outcomes(&[("new", 2500)]) }
    );
    assert_eq!(shelf.written.load(Ordering::SeqCst), 2499, "the first thousand is not written again");
    assert_eq!(
        library.problems(),
        ["books.csv:2201:number: Line 18 has the same value: no value of this column may stand twice in a file.",]
    );
    let (read, total) = library.progress[0];
    assert!(read > total / 3, "what was done before counts as done");

    let again = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!((again.continued_after, again.outcomes), (0, outcomes(&[("unchanged", 2500)])));
}

async fn what_comes_in_leaves_its_trace_in_the_same_write(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(1000, &[]));
    let dies = Shelf { dies_at_the_end: true, ..Shelf::default() };
    library.import(&file, dies).await.unwrap_err();
    assert_eq!((library.books().await, library.traces().await), (0, "0 0 0".to_owned()), "not without its trace");
    library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!((library.books().await, library.traces().await), (1000, "0 1 1000".to_owned()));

    let file = library.file(books(2001, &[]));
    let stopped = Shelf { fails_after: Some(2000), ..Shelf::default() };
    library.import(&file, stopped).await.unwrap_err();
    assert_eq!(library.traces().await, "1 1 1000", "somebody stopped it");
    library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!(library.traces().await, "2 2 2001", "somebody went on");

    let file = library.file(books(2001, &[(2001, "2001,Book,many")]));
    library.import(&Import { dry_run: true, ..file.clone() }, Shelf::default()).await.unwrap();
    assert_eq!(library.traces().await, "2 2 2001");
    library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!(library.traces().await, "3 3 2001", "a last chunk that is left out is an end, too");
}

async fn a_dry_run_tells_all_and_leaves_nothing(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(1200, &[(1100, "1100,禁書,1")]));
    let tried = Import { dry_run: true, ..file.clone() };
    let report = library.import(&tried, Shelf::default()).await.unwrap();
    assert_eq!(report.outcomes, outcomes(&[("new", 1000)]));
    assert_eq!((report.lines, report.bad, report.left_out), (1200, 1, 199));
    assert_eq!(library.problems().len(), 1);
    assert_eq!(library.books().await, 0);
    assert!(library.fresh.column("SELECT kind FROM imports").await.is_empty());
    let done = library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!(done, report, "the dry run had said what would happen");
}

async fn of_two_who_import_the_same_file_one_is_refused(fresh: Fresh) {
    let mut library = Library::in_a(fresh).await;
    let file = library.file(books(10, &[]));
    let overtaken = Shelf { is_overtaken: true, ..Shelf::default() };
    let error = library.import(&file, overtaken).await.unwrap_err();
    assert!(matches!(error, ImportError::Elsewhere), "{error}");
    assert_eq!(library.books().await, 0);
    library.import(&file, Shelf::default()).await.unwrap();
    assert_eq!(library.books().await, 10);
}

#[tokio::test]
async fn shift_jis_arrives_as_it_was_meant() {
    let mut library = Library::in_a(Fresh::sqlite().await).await;
    let content = encoding_rs::SHIFT_JIS.encode("copies,title,number\r\n1,髙﨑①㈱ソ表,1\r\n").0.into_owned();
    let import = Import { encoding: "shift_jis".parse().unwrap(), ..library.file(content) };
    library.import(&import, Shelf::default()).await.unwrap();
    assert_eq!(library.fresh.column("SELECT title FROM shelf").await, ["髙﨑①㈱ソ表"]);
}

#[tokio::test]
async fn a_problem_is_a_line_for_people_and_for_programs() {
    let problem = Problem::at(7, Fault::new("copies", NOT_A_NUMBER));
    assert_eq!(problem.in_file("b.csv", Language::Ja), "b.csv:7:copies: 数字で入力してください。");
    assert_eq!(
        problem.in_json("b.csv"),
        r#"{"file":"b.csv","line":7,"column":"copies","reason":{"ja":"数字で入力してください。","en":"Write a number."}}"#
    );
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error_of_the_file() {
    let mut library = Library::in_a(Fresh::sqlite().await).await;
    let import = Import { path: "/nonexistent.csv".into(), ..library.file("") };
    assert!(matches!(library.import(&import, Shelf::default()).await.unwrap_err(), ImportError::File(_)));
}
