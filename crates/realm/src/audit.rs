//! `realm audit`: every choice that is weaker than the standard, and why somebody accepted it.

use std::path::Path;

use base::{Language, RealmName, Text};
use serde_json::{Value, json};

use crate::check::Format;
use crate::diagnostic::Problems;
use crate::folder::{Bundle, Folder};
use crate::rules::weaknesses;
use crate::source::Location;
use crate::{examine, texts};

/// A choice that is weaker than the standard.
#[derive(Clone, Debug)]
pub struct Weakness {
    /// The realm.
    pub realm: RealmName,
    /// The key as people write it.
    pub key: String,
    /// Where it is written.
    pub location: Location,
    /// What is weaker, and than what.
    pub what: Text,
    /// Why it was accepted; `None` where it was not, or where nobody need accept it.
    pub reason: Option<String>,
}

/// Lists the weaker choices of realms of a folder: those named, or all.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn audit(root: &Path, names: &[String]) -> std::io::Result<Vec<Weakness>> {
    let (known, _) = examine::realm_names(root)?;
    let mut found = Vec::new();
    for realm in known.into_iter().filter(|name| names.is_empty() || names.iter().any(|wanted| wanted == name.as_str()))
    {
        let mut problems = Problems::default();
        let folder = Folder::read(root, realm.clone(), &mut problems);
        let Some(parsed) = Bundle::read(&folder, &mut problems).realm else { continue };
        for (pointer, what, reason) in weaknesses(&parsed.file) {
            let key = crate::parse::dotted(&pointer);
            let location = parsed.at(&pointer);
            found.push(Weakness { realm: realm.clone(), key, location, what, reason: reason.cloned() });
        }
    }
    Ok(found)
}

/// The list as it is printed.
#[must_use]
pub fn render_audit(found: &[Weakness], format: Format, language: Language) -> String {
    match format {
        Format::Json => format!("{:#}\n", found.iter().map(as_json).collect::<Value>()),
        Format::Text if found.is_empty() => format!("{}\n", texts::NOTHING_WEAKER.get(language)),
        Format::Text => found.iter().map(|one| one.in_words(language)).collect(),
    }
}

fn as_json(one: &Weakness) -> Value {
    let (line, column) = one.location.line_and_column();
    let path = one.location.path();
    json!({ "realm": one.realm, "key": one.key, "path": path, "line": line, "column": column, "what": one.what,
        "reason": one.reason })
}

impl Weakness {
    fn in_words(&self, language: Language) -> String {
        let (line, _) = self.location.line_and_column();
        let reason = self.reason.as_deref().unwrap_or(texts::NO_REASON.get(language));
        let why = texts::REASON.with(language, &[("reason", &reason)]);
        format!("{}:{line} {}\n  {}\n  {why}\n", self.location.path(), self.key, self.what.get(language))
    }
}
