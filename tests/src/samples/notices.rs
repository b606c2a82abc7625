//! Sample notices: the files of the command, each with what goes with it.

use std::fs;
use std::path::{Path, PathBuf};

const FILES: [(&str, &[u8]); 5] = [
    ("maintenance.md", include_bytes!("../../samples/notices/maintenance.md")),
    ("checkups.md", include_bytes!("../../samples/notices/checkups.md")),
    ("expenses-delay.md", include_bytes!("../../samples/notices/expenses-delay.md")),
    ("influenza.md", include_bytes!("../../samples/notices/influenza.md")),
    ("map.png", include_bytes!("../../samples/notices/map.png")),
];

/// Writes the sample notices into a folder, and returns the files to publish, the oldest first.
///
/// # Errors
/// When they cannot be written.
pub fn write_notices(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let mut notices = Vec::new();
    for (name, content) in FILES {
        let path = folder.join(name);
        fs::write(&path, content)?;
        if path.extension().is_some_and(|ending| ending == "md") {
            notices.push(path);
        }
    }
    Ok(notices)
}
