//! From a file's text to its struct, with every mistake of syntax and shape found in one run.
//!
//! TOML is parsed into a tree that knows the place of each key; the tree is checked against the schema; what is
//! wrong is reported and left out, and the rest is read into the file's struct, so that the rules of `rules` can
//! still speak about it. A mistake of syntax silences complaints about its own line: those are consequences.

mod shape;
mod syntax;
mod texts;
mod tree;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::Problems;
use crate::schema::FileSchema;
use crate::source::{Location, Source};
use tree::Tree;

/// A file that could be read, at least in part, and the places of what was read.
pub(crate) struct Parsed<T> {
    /// What the file says.
    pub file: T,
    tree: Tree,
    /// Pointers to what was there and wrong.
    wrong: BTreeSet<String>,
}

impl<T: DeserializeOwned> Parsed<T> {
    /// Reads a file. `None` when too much is missing to say more about it.
    pub fn read(path: String, text: &str, schema: &FileSchema, problems: &mut Problems) -> Option<Self> {
        let source = Arc::new(Source { path, text: syntax::without_plain_secrets(text) });
        let (tree, mut document, broken_lines) = syntax::parse(text, source, problems);
        let mut wrong = BTreeSet::new();
        for error in schema.errors(&document) {
            let place = shape::location(&error, &tree);
            if !shape::is_consequence(&error, &place, &broken_lines) {
                shape::report(&error, &tree, place, problems);
            }
            shape::prune(&mut document, &error);
            wrong.insert(error.pointer);
        }
        let file = serde_json::from_value(document).ok()?;
        Some(Self { file, tree, wrong })
    }
}

impl<T> Parsed<T> {
    /// The value at a JSON Pointer; when the file leaves it to its default, the nearest table around it.
    pub fn at(&self, pointer: &str) -> Location {
        self.tree.value(pointer)
    }

    /// The key at a JSON Pointer.
    pub fn key(&self, pointer: &str) -> Location {
        self.tree.key(pointer)
    }

    /// Whether something stood there that was wrong and has been reported: it is not absent.
    pub fn pruned(&self, pointer: &str) -> bool {
        self.wrong.contains(pointer)
    }

    /// The whole file.
    pub fn whole(&self) -> Location {
        Location::whole(self.at("").path())
    }
}
