//! What a file is based on: `extends = "../base.toml"`, for hundreds of societies that differ in a few lines.
//!
//! A base is read together with the folder and kept with it, so that the last good copy is whole and a realm's hash
//! says all that the realm is made of.

use std::path::Path;
use std::sync::Arc;

use toml::de::DeTable;

use super::{Folder, Reading, shown, texts};
use crate::source::{Location, Source};

/// How many files may be based on each other: who needs more is lost in them.
const DEEPEST: usize = 8;

/// What `extends` says in a text, if it says anything, and where.
fn extends(text: &str) -> Option<(String, std::ops::Range<usize>)> {
    if !text.contains("extends") {
        return None;
    }
    let (table, _) = DeTable::parse_recoverable(text);
    let value = table.get_ref().get("extends")?;
    Some((value.get_ref().as_str()?.to_owned(), value.span()))
}

/// Where a relative path leads, seen from a file: both relative to the realm's folder, with `/`.
fn resolved(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The files that a file is based on.
#[derive(Default)]
pub(crate) struct Bases {
    /// Their paths as people know them, and their texts, the nearest first.
    pub files: Vec<(String, Arc<str>)>,
    /// One is missing, so that nothing can be said to be.
    pub missing: bool,
}

impl Folder {
    /// The files that a file is based on.
    pub fn bases(&self, file: &str) -> Bases {
        let mut bases = Bases::default();
        let (mut name, mut text) = (file.to_owned(), self.files.get(file));
        while let Some((path, _)) = text.and_then(|text| extends(text)).filter(|_| bases.files.len() < DEEPEST) {
            name = resolved(&name, &path);
            text = self.files.get(&name);
            bases.missing |= text.is_none();
            bases.files.extend(text.map(|text| (shown_from(&self.path, &name), Arc::clone(text))));
        }
        bases
    }

    /// The files outside the folder that ones within are based on.
    pub fn outside(&self) -> impl Iterator<Item = String> {
        self.files.keys().filter(|file| file.starts_with("../")).map(|file| shown_from(&self.path, file))
    }
}

/// The path of a file as people know it, by that of the realm's folder.
fn shown_from(folder: &str, file: &str) -> String {
    let (mut folder, mut rest) = (Path::new(folder), file);
    while let Some(above) = rest.strip_prefix("../") {
        (folder, rest) = (folder.parent().unwrap_or(folder), above);
    }
    shown(&folder.join(rest))
}

impl Reading<'_> {
    /// Reads what the folder's files are based on, and notes a base that is not there, lies elsewhere, or is in the end
    /// based on itself.
    pub(super) fn bases(&mut self, realm: &Path) {
        for file in ["realm.toml", "portal.toml"] {
            let mut chain = vec![file.to_owned()];
            while let Some((name, text)) = chain.last().and_then(|name| Some((name.clone(), self.files.get(name)?))) {
                let Some((path, span)) = extends(text) else { break };
                let source = Source { path: shown_from(&shown(realm), &name), text: Arc::clone(text) };
                let place = Location::span(&Arc::new(source), span);
                let next = resolved(&name, &path);
                if chain.contains(&next) || chain.len() > DEEPEST {
                    let chain = chain.iter().chain([&next]).cloned().collect::<Vec<_>>().join(" → ");
                    self.problems.add(&texts::CYCLE, place, &[("chain", chain.into())]);
                    break;
                }
                let at = realm.join(&next);
                if !at.exists() {
                    self.problems.add(&texts::NO_BASE, place, &[("path", (&path).into())]);
                    break;
                }
                if !self.files.contains_key(&next) {
                    if self.stays_inside(&at) {
                        self.file(&at, next.clone());
                    } else {
                        self.problems.add(&texts::OUTSIDE, place, &[]);
                    }
                }
                chain.push(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_file_that_names_them() {
        assert_eq!(resolved("realm.toml", "../base.toml"), "../base.toml");
        assert_eq!(resolved("../base.toml", "../common/all.toml"), "../../common/all.toml");
        assert_eq!(resolved("../common/base.toml", "../base.toml"), "../base.toml");
        assert_eq!(resolved("clients/a.toml", "../../client.toml"), "../client.toml");
    }

    #[test]
    fn only_a_key_of_the_file_itself_extends_it() {
        assert_eq!(extends("extends = \"../base.toml\"\nx = 1").map(|(path, _)| path).as_deref(), Some("../base.toml"));
        assert_eq!(extends("# extends = \"../base.toml\""), None);
        assert_eq!(extends("[a]\nextends = \"../base.toml\""), None);
    }
}
