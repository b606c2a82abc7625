//! One run over a file: a thread reads and parses ahead, one chunk after the other enters the database.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::panic::resume_unwind;
use std::sync::Arc;

use base::Clock;
use data_encoding::HEXLOWER;
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::chunks::{Chunk, Chunks};
use super::progress::Progress;
use super::records::Stop;
use super::{Applied, Event, Import, ImportError, Importer, Outcomes, Problem, Report};
use crate::Database;

/// An import under way.
pub(super) struct Run<'a, I> {
    database: &'a Database,
    clock: &'a Clock,
    importer: Arc<I>,
    /// The note of how far we came; none on a dry run.
    progress: Option<Progress>,
    report: Report,
    /// Whether a chunk of this run is in the database, and whether the end of the file is noted there.
    has_begun: bool,
    is_finished: bool,
}

/// Why the write of a chunk was taken back.
enum TakenBack {
    /// It was only tried.
    Tried(Applied),
    Stopped(ImportError),
}

impl From<DbErr> for TakenBack {
    fn from(error: DbErr) -> Self {
        Self::Stopped(error.into())
    }
}

impl From<Stop> for ImportError {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::File(error) => Self::File(error),
            Stop::Unusable(problems) => Self::Unusable(problems),
        }
    }
}

impl<'a, I: Importer> Run<'a, I> {
    pub(super) fn new(database: &'a Database, clock: &'a Clock, importer: I) -> Self {
        let (importer, report) = (Arc::new(importer), Report::default());
        Self { database, clock, importer, progress: None, report, has_begun: false, is_finished: false }
    }

    pub(super) async fn over(
        mut self,
        import: &Import,
        listener: &mut (dyn FnMut(Event) + Send),
    ) -> Result<Report, ImportError> {
        let path = import.path.clone();
        let (file, total, digest) = in_a_thread(move || {
            let mut file = File::open(path)?;
            let (size, digest) = digest(&mut file)?;
            Ok((file, size, digest))
        })
        .await?;
        if !import.dry_run {
            let key = (&import.realm, self.importer.kind(), digest);
            let (progress, report) = Progress::begin(self.database, key, self.clock.now()).await?;
            self.progress = Some(progress);
            self.report = Report { continued_after: report.lines, ..report };
        }
        let (sender, chunks) = mpsc::channel(1);
        let (importer, encoding, skip) = (Arc::clone(&self.importer), import.encoding, self.report.lines);
        let reading = in_a_thread(move || {
            let mut chunks = Chunks::open(importer, BufReader::new(file), encoding)?;
            chunks.skip(skip)?;
            while let Some(chunk) = chunks.next()? {
                if sender.blocking_send(chunk).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let (read, imported) = tokio::join!(reading, self.import_all(chunks, total, listener));
        imported?;
        read?;
        self.finish().await
    }

    async fn import_all(
        &mut self,
        mut chunks: mpsc::Receiver<Chunk<I::Row>>,
        total: u64,
        listener: &mut (dyn FnMut(Event) + Send),
    ) -> Result<(), ImportError> {
        while let Some(chunk) = chunks.recv().await {
            let read = chunk.bytes_read;
            for problem in self.import(chunk).await? {
                listener(Event::Problem(problem));
            }
            listener(Event::Progress { read, total });
        }
        Ok(())
    }

    /// Imports one chunk, or takes it back and returns why. A chunk that cannot stay is tried nevertheless: what
    /// the database has against its other lines is worth knowing at once.
    async fn import(&mut self, chunk: Chunk<I::Row>) -> Result<Vec<Problem>, ImportError> {
        let Chunk { lines, mut problems, size, is_last, .. } = chunk;
        let (importer, report, now) = (Arc::clone(&self.importer), self.report.clone(), self.clock.now());
        let is_first_of_several = !self.has_begun && !is_last;
        let progress = self.progress.clone().filter(|_| problems.is_empty());
        let write = self.database.write(move |tx| {
            Box::pin(async move {
                match (Arc::clone(&importer).apply(tx, lines).await?, progress) {
                    (Applied::Done(outcomes), Some(progress)) => {
                        let report = report.with(size, &[], outcomes);
                        if is_first_of_several {
                            Arc::clone(&importer).begin(tx, now).await?;
                        }
                        let finished_at = is_last.then_some(now);
                        if is_last {
                            importer.finish(tx, report.clone(), now).await?;
                        }
                        progress.save(tx, &report, (now, finished_at)).await.map_err(TakenBack::Stopped)?;
                        Ok(report)
                    }
                    (tried, _) => Err(TakenBack::Tried(tried)),
                }
            })
        });
        match write.await {
            Ok(report) => {
                if let Some(progress) = &mut self.progress {
                    progress.committed(&report);
                }
                self.importer.kept();
                (self.has_begun, self.is_finished) = (true, is_last);
                self.report = report;
            }
            Err(TakenBack::Tried(Applied::Done(outcomes))) => {
                self.report = self.report.clone().with(size, &problems, outcomes);
            }
            Err(TakenBack::Tried(Applied::Refused(refused))) => {
                problems.extend(refused);
                self.report = self.report.clone().with(size, &problems, Outcomes::new());
            }
            Err(TakenBack::Stopped(error)) => return Err(error),
        }
        problems.sort_by_key(|problem| problem.line);
        Ok(problems)
    }

    /// Notes that the file is done with, where its last chunk could not.
    async fn finish(self) -> Result<Report, ImportError> {
        if let Some(progress) = self.progress.filter(|_| !self.is_finished) {
            let (importer, report, now) = (self.importer, self.report.clone(), self.clock.now());
            let write = self.database.write(move |tx| {
                Box::pin(async move {
                    importer.finish(tx, report.clone(), now).await?;
                    progress.save(tx, &report, (now, Some(now))).await.map_err(TakenBack::Stopped)
                })
            });
            write.await.map_err(|taken_back| match taken_back {
                TakenBack::Stopped(error) => error,
                TakenBack::Tried(_) => ImportError::Elsewhere,
            })?;
        }
        Ok(self.report)
    }
}

impl Report {
    /// The report after a chunk: a single problem leaves out all of its lines.
    fn with(mut self, size: u64, problems: &[Problem], outcomes: Outcomes) -> Self {
        self.lines += size;
        if problems.is_empty() {
            for (outcome, lines) in outcomes {
                *self.outcomes.entry(outcome).or_default() += lines;
            }
        } else {
            let bad: BTreeSet<u64> = problems.iter().map(|problem| problem.line).collect();
            let bad = u64::try_from(bad.len()).unwrap_or(size).min(size);
            self.bad += bad;
            self.left_out += size - bad;
        }
        self
    }
}

/// The size of a file and the SHA-256 of what is in it, in hexadecimal. Leaves it at its beginning.
fn digest(file: &mut File) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        size += u64::try_from(read).unwrap_or(0);
    }
    file.rewind()?;
    Ok((size, HEXLOWER.encode(&hash.finalize())))
}

/// Reads files where waiting for the disk disturbs nobody.
async fn in_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Stop> + Send + 'static,
) -> Result<T, ImportError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => Ok(result?),
        Err(stopped) => resume_unwind(stopped.into_panic()),
    }
}
