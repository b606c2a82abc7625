//! `realm new`: the files of a society that is served as it stands, with a comment on everything one changes first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use base::{Language, RealmName};
use chrono::NaiveDate;

const REALM: &str = include_str!("realm.toml");
const PORTAL: &str = include_str!("portal.toml");
const CLIENT: &str = include_str!("client.toml");
const TERMS_JA: &str = "# 利用規約\n\n## 第1条（目的）\n\nここに規約を書いてください。\n";
const TERMS_EN: &str = "# Terms of use\n\n## Article 1 (Purpose)\n\nWrite the terms here.\n";

/// Why no folder was made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// There is a folder of this name: nothing in it was touched.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The files could not be written.
    #[error("the files could not be written")]
    Unwritable(#[from] io::Error),
}

/// Writes the folder of a new society, with comments in one language and terms in force from a day on. Returns the files
/// written.
///
/// # Errors
/// [`NotMade`] when there is such a folder, or it cannot be written.
pub fn make(root: &Path, name: &RealmName, language: Language, today: NaiveDate) -> Result<Vec<PathBuf>, NotMade> {
    let folder = root.join(name.as_str());
    if folder.exists() {
        return Err(NotMade::Exists(folder));
    }
    let terms = |language: Language| format!("terms/{today}.{}.md", language.tag());
    let filled = |template: &str| in_language(&template.replace("{name}", name.as_str()), language);
    let files = [
        ("realm.toml".to_owned(), filled(REALM)),
        ("portal.toml".to_owned(), filled(PORTAL)),
        ("clients/portal.toml".to_owned(), filled(CLIENT)),
        (terms(Language::Ja), TERMS_JA.to_owned()),
        (terms(Language::En), TERMS_EN.to_owned()),
    ];
    // The server reads a folder when it has been quiet for a while; it is complete from the first moment all the same.
    let beside = root.join(format!(".{name}.new"));
    for (path, text) in &files {
        let path = beside.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&beside))?;
        fs::write(path, text)?;
    }
    fs::rename(&beside, &folder)?;
    Ok(files.into_iter().map(|(path, _)| folder.join(path)).collect())
}

/// The comments of one language.
fn in_language(template: &str, language: Language) -> String {
    let other = match language {
        Language::Ja => Language::En,
        Language::En => Language::Ja,
    };
    let (mark, left_out) = (format!("# [{}] ", language.tag()), format!("# [{}] ", other.tag()));
    let lines = template.lines().filter(|line| !line.starts_with(&left_out));
    lines.map(|line| line.replacen(&mark, "# ", 1) + "\n").collect()
}
