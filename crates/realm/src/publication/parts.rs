//! A published file cut into its settings and its texts.
//!
//! A part is the whole file with everything else blanked, so that every place in it is the place in the file: an editor
//! that jumps to `notice.md:12:3` finds the mistake there.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::front::TitleTable;
use super::texts;
use crate::diagnostic::Problems;
use crate::folder::{body, read_text, shown};
use crate::model::Document;
use crate::parse::Parsed;
use crate::source::{Location, Source};

/// The line between two parts.
const FENCE: &str = "+++";

/// The parts of one file.
pub(super) struct Parts {
    pub(super) source: Arc<Source>,
    front: Arc<str>,
    ja: Range<usize>,
    en: Option<(Range<usize>, Range<usize>)>,
}

impl Parts {
    /// Reads a file. `None` when it cannot be taken apart; why is noted.
    pub(super) fn read(path: &Path, problems: &mut Problems) -> Option<Self> {
        let text = read_text(path, problems)?;
        let text = text.strip_prefix('\u{feff}').map_or(&*text, |text| text).into();
        let source = Arc::new(Source { path: shown(path), text });
        let fences: Vec<Range<usize>> = fences(&source.text).collect();
        let end = source.text.len();
        let (front, ja, en) = match fences.as_slice() {
            [first, second] if first.start == 0 => (first.end..second.start, second.end..end, None),
            [first, second, third] if first.start == 0 => {
                (first.end..second.start, second.end..third.start, Some((third.clone(), third.end..end)))
            }
            [first, _, _, extra, ..] if first.start == 0 => {
                problems.add(&texts::EXTRA_PART, Location::span(&source, extra.clone()), &[]);
                return None;
            }
            [first] if first.start == 0 => {
                problems.add(&texts::UNCLOSED_SETTINGS, Location::span(&source, first.clone()), &[]);
                return None;
            }
            _ => {
                let first_line = 0..source.text.find('\n').unwrap_or(end);
                problems.add(&texts::NO_SETTINGS, Location::span(&source, first_line), &[]);
                return None;
            }
        };
        let front = only(&source.text, &front).into();
        Some(Self { source, front, ja, en })
    }

    /// The settings, with the file's path.
    pub(super) fn settings(&self) -> (String, &Arc<str>) {
        (self.source.path.clone(), &self.front)
    }

    /// The texts with their titles: Japanese, and English where both title and text are there. `None` when one of them is
    /// not fit to be shown; why is noted.
    pub(super) fn documents<T>(
        &self,
        title: &TitleTable,
        front: &Parsed<T>,
        problems: &mut Problems,
    ) -> Option<(Document, Option<Document>)> {
        let sha256 = HEXLOWER.encode(&Sha256::digest(&*self.source.text));
        let document = |title: &str, part: &Range<usize>, problems: &mut Problems| {
            let html = body(&self.source, &only(&self.source.text, part), problems)?;
            Some(Document { title: title.to_owned(), html: html.into(), sha256: sha256.clone() })
        };
        let ja = document(&title.ja, &self.ja, problems);
        let en = match (&title.en, &self.en) {
            (None, None) => None,
            (Some(title), Some((_, part))) => Some(document(title, part, problems)?),
            (Some(_), None) => {
                problems.add(&texts::NO_ENGLISH_TEXT, front.at("/title/en"), &[]);
                return None;
            }
            (None, Some((fence, _))) => {
                if !front.is_reported("/title/en") {
                    problems.add(&texts::NO_ENGLISH_TITLE, Location::span(&self.source, fence.clone()), &[]);
                }
                return None;
            }
        };
        Some((ja?, en))
    }
}

/// The lines that separate parts.
fn fences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        (line.trim_end() == FENCE).then_some(start..start + FENCE.len())
    })
}

/// The text with all but a range blanked, every byte and line where it was.
fn only(text: &str, range: &Range<usize>) -> String {
    let blank = |text: &str| -> String {
        let blanks = text.chars().map(|c| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) });
        blanks.collect()
    };
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    [&blank(part(0..range.start)), part(range.clone()), &blank(part(range.end..text.len()))].concat()
}
