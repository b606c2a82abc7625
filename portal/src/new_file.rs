//! A file in which data leaves the portal.
//!
//! Whoever may read it reads what is nobody's business but the member's: so it is its owner's alone, and nothing is written
//! over. The trace in the audit log is there before the first byte.

use std::fs::{File, OpenOptions, remove_file};
use std::future::Future;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use base::Text;

use crate::import::{REFUSED, UNREACHABLE};
use crate::publish::in_both;
use crate::rows::DbErr;

const NOT_WRITTEN: Text = Text { ja: "書けません：{reason}", en: "cannot be written: {reason}" };

/// Makes the file, empty, once `note` has left the trace; or the exit code, after it was said why there is none: 5 if the
/// file is there already, otherwise 4.
///
/// # Errors
/// When no trace could be left. Then there is no file.
pub(crate) async fn create(
    path: &Path,
    note: impl Future<Output = Result<(), DbErr>>,
) -> anyhow::Result<Result<File, ExitCode>> {
    let file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => file,
        Err(error) => {
            eprintln!("{}: {}", path.display(), in_both(NOT_WRITTEN, &[("reason", &error)]));
            let there = error.kind() == ErrorKind::AlreadyExists;
            return Ok(Err(if there { REFUSED } else { UNREACHABLE }.into()));
        }
    };
    match note.await {
        Ok(()) => Ok(Ok(file)),
        Err(error) => {
            remove_file(path)?;
            Err(error.into())
        }
    }
}
