//! Where letters go: files that only their owner reads, under names that say nothing of anybody, and a list of which
//! letter is whose.
//!
//! A file holds 500 letters at most, because a PDF is made in memory; the next 500 go on in a file of their own.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use print::{Document, Sheet};

/// So many letters are in one file.
const MOST: usize = 500;

/// The files of one run.
pub(super) struct Output {
    place: Place,
    title: String,
    list: File,
    document: Document,
    written: usize,
    files: usize,
}

/// Where the letters go.
enum Place {
    /// Into a file, and where it is full into further ones beside it.
    File(PathBuf),
    /// Into a folder, a file each.
    Folder(PathBuf),
}

/// A file that is there already.
#[derive(Debug, thiserror::Error)]
#[error("{} exists already", .0.display())]
pub(super) struct Exists(pub(super) PathBuf);

impl Place {
    fn of(path: &Path) -> Self {
        let is_pdf = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
        if is_pdf { Self::File(path.to_owned()) } else { Self::Folder(path.to_owned()) }
    }

    /// The list of the letters: beside the file, or in the folder.
    fn list(&self) -> PathBuf {
        match self {
            Self::File(path) => path.with_extension("csv"),
            Self::Folder(path) => path.join("letters.csv"),
        }
    }

    /// The file with this number, from 1.
    fn file(&self, number: usize) -> PathBuf {
        match self {
            Self::File(path) if number == 1 => path.clone(),
            Self::File(path) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                path.with_file_name(format!("{stem}-{number}.pdf"))
            }
            Self::Folder(path) => path.join(format!("{number:06}.pdf")),
        }
    }

    const fn letters_in_a_file(&self) -> usize {
        match self {
            Self::File(_) => MOST,
            Self::Folder(_) => 1,
        }
    }
}

impl Output {
    /// Begins the list and the first file.
    ///
    /// # Errors
    /// [`Exists`] where the list or the first file is there already; and the disk's failures.
    pub(super) fn create(path: &Path, title: &str) -> anyhow::Result<Self> {
        let place = Place::of(path);
        if let Place::Folder(folder) = &place {
            fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
        }
        let first = place.file(1);
        if first.exists() {
            return Err(Exists(first).into());
        }
        let mut list = create(&place.list())?;
        writeln!(list, "letter,file,page,member_number")?;
        let document = Document::new(title, "ja")?;
        Ok(Self { place, title: title.to_owned(), list, document, written: 0, files: 0 })
    }

    /// Adds a letter.
    ///
    /// # Errors
    /// The disk's failures.
    pub(super) fn add(&mut self, sheet: &Sheet, member_number: &str) -> anyhow::Result<()> {
        self.document.add(sheet)?;
        self.written += 1;
        let file = self.place.file(self.files + 1);
        let file = file.file_name().unwrap_or_default().to_string_lossy();
        // Spreadsheets take a cell that begins with one of these for a formula.
        let guard = if member_number.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
        let number = member_number.replace('"', "\"\"");
        writeln!(self.list, "{},{file},{},\"{guard}{number}\"", self.written, self.document.pages())?;
        if self.document.pages() == self.place.letters_in_a_file() { self.close() } else { Ok(()) }
    }

    /// Writes what is left, and says where the letters are.
    ///
    /// # Errors
    /// The disk's failures.
    pub(super) fn finish(mut self) -> anyhow::Result<PathBuf> {
        if self.document.pages() > 0 {
            self.close()?;
        }
        self.list.sync_all()?;
        Ok(match self.place {
            Place::File(path) | Place::Folder(path) => path,
        })
    }

    fn close(&mut self) -> anyhow::Result<()> {
        self.files += 1;
        let full = std::mem::replace(&mut self.document, Document::new(&self.title, "ja")?);
        let mut file = create(&self.place.file(self.files))?;
        file.write_all(&full.finish()?)?;
        Ok(file.sync_all()?)
    }
}

/// Makes a file that only its owner reads, and never writes over one.
fn create(path: &Path) -> anyhow::Result<File> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Exists(path.to_owned()).into()),
        created => created.with_context(|| format!("{}", path.display())),
    }
}
