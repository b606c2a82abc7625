//! Sample notices and MY mail: the files of the commands, each with what goes with it.

use std::fs;
use std::path::{Path, PathBuf};

/// A file's name and what is in it.
type File = (&'static str, &'static [u8]);

const NOTICES: [File; 5] = [
    ("maintenance.md", include_bytes!("../../samples/notices/maintenance.md")),
    ("checkups.md", include_bytes!("../../samples/notices/checkups.md")),
    ("expenses-delay.md", include_bytes!("../../samples/notices/expenses-delay.md")),
    ("influenza.md", include_bytes!("../../samples/notices/influenza.md")),
    ("map.png", include_bytes!("../../samples/notices/map.png")),
];

const MY_MAIL: [File; 3] = [
    ("address.md", include_bytes!("../../samples/my-mail/address.md")),
    ("guidance.md", include_bytes!("../../samples/my-mail/guidance.md")),
    ("floor.png", include_bytes!("../../samples/my-mail/floor.png")),
];

/// Writes the sample notices into a folder, and returns the files to publish, the oldest first.
///
/// # Errors
/// When they cannot be written.
pub fn write_notices(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    write(&NOTICES, folder)
}

/// Writes the sample MY mail into a folder, and returns the files to send, the oldest first.
///
/// # Errors
/// When they cannot be written.
pub fn write_my_mail(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    write(&MY_MAIL, folder)
}

fn write(files: &[File], folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut texts = Vec::new();
    for (name, content) in files {
        let path = folder.join(name);
        fs::write(&path, content)?;
        if path.extension().is_some_and(|ending| ending == "md") {
            texts.push(path);
        }
    }
    Ok(texts)
}
