//! Files that go with a notice or a MY mail: few, small, and of kinds whose content shows that it is what the name says.
//!
//! Members open them on their phones, on the word of their society. A program renamed to `.pdf` must not reach them.

use std::fmt;
use std::fs;
use std::path::{Component, Path};
use std::sync::Arc;

use super::texts;
use crate::diagnostic::Problems;
use crate::parse::Parsed;

/// The most bytes of one attachment: 5 MiB.
const LARGEST: u64 = 5 * 1024 * 1024;

/// A file that goes with a text.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without a folder. No two of one text have the same.
    pub name: String,
    /// What it is.
    pub media_type: MediaType,
    /// What is in it; at most 5 MiB.
    pub content: Arc<[u8]>,
}

/// Shows nothing of what is in it.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({}, {} bytes)", self.name, self.content.len())
    }
}

/// The kinds of file that may be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// PDF (ISO 32000-1 §7.5.2).
    Pdf,
    /// PNG (ISO/IEC 15948 §5.2).
    Png,
    /// JPEG (ITU-T T.81 §B.1.1.3).
    Jpeg,
}

impl MediaType {
    const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    /// The media type (RFC 6838).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn short_name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        }
    }

    /// The kind with a media type, as [`MediaType::name`] says it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// What every file of this kind begins with.
    const fn signature(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Png => b"\x89PNG\r\n\x1a\n",
            Self::Jpeg => b"\xff\xd8\xff",
        }
    }
}

/// Reads the attachments that a file names. Those that may not be attached are noted and left out.
pub(super) fn read<T>(path: &Path, names: &[String], front: &Parsed<T>, problems: &mut Problems) -> Vec<Attachment> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut read: Vec<Attachment> = Vec::new();
    for (index, written) in names.iter().enumerate() {
        let place = front.at(&format!("/attachments/{index}"));
        let refuse = |finding, values: &[_]| problems.add(finding, place, values);
        let inside = Path::new(written).components().all(|part| matches!(part, Component::Normal(_)));
        let (true, Some(name)) = (inside, Path::new(written).file_name().and_then(|name| name.to_str())) else {
            refuse(&texts::ATTACHMENT_ELSEWHERE, &[]);
            continue;
        };
        let Some(media_type) = MediaType::of_name(name) else {
            refuse(&texts::ATTACHMENT_KIND, &[]);
            continue;
        };
        let from = folder.join(written);
        if from.metadata().is_ok_and(|file| file.len() > LARGEST) {
            refuse(&texts::LARGE_ATTACHMENT, &[("limit", (LARGEST / 1024 / 1024).into())]);
            continue;
        }
        match fs::read(from) {
            Err(_) => refuse(&texts::ABSENT_ATTACHMENT, &[]),
            Ok(content) if !content.starts_with(media_type.signature()) => {
                refuse(&texts::OTHER_CONTENT, &[("kind", media_type.short_name().into())]);
            }
            Ok(_) if read.iter().any(|other| other.name == name) => refuse(&texts::REPEATED_ATTACHMENT, &[]),
            Ok(content) => read.push(Attachment { name: name.to_owned(), media_type, content: content.into() }),
        }
    }
    read
}
