//! From a file's text to its struct, with every mistake of syntax and shape found in one run.
//!
//! TOML is parsed into a tree that knows the place of each key; the tree is checked against the schema; what is
//! wrong is reported and mended for the time being, and the file is read into its struct, so that the rules of `rules` can
//! still speak about it. A mistake of syntax silences complaints about its own line, and a misspelled key the
//! complaint that the right one is missing: those are consequences.

mod shape;
mod syntax;
mod texts;
mod tree;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::Problems;
use crate::folder::Bases;
use crate::schema::FileSchema;
use crate::source::Location;
use tree::{Tree, Written};

pub(crate) use shape::dotted;
pub(crate) use tree::child;

/// A line that no file has, for what is missing elsewhere.
const NOWHERE: usize = 0;

/// A file that could be read, at least in part, and the places of what was read.
pub(crate) struct Parsed<T> {
    /// What the file says.
    pub file: T,
    tree: Tree,
    /// Pointers to what was wrong, missing or misspelled.
    wrong: BTreeSet<String>,
    /// Mistakes of syntax kept part of the file from being read.
    partial: bool,
}

impl<T: DeserializeOwned> Parsed<T> {
    /// Reads a file, over those that it is based on, the nearest first. `None` when too much is missing to say more
    /// about it.
    pub fn read(
        (path, text): (String, &Arc<str>),
        bases: &Bases,
        schema: &FileSchema,
        problems: &mut Problems,
    ) -> Option<Self> {
        let parse =
            |path, text: &Arc<str>, problems: &mut _| syntax::parse(Written::new(path, Arc::clone(text)), problems);
        let (mut tree, mut document, mut broken_lines) = parse(path, text, problems);
        for (path, text) in &bases.files {
            let (base, mut below, broken) = parse(path.clone(), text, problems);
            // What a base is itself based on comes next in the list.
            if let Some(table) = below.as_object_mut() {
                table.remove("extends");
            }
            tree.over(base, &mut document, below);
            broken_lines.extend(broken);
        }
        if bases.missing {
            broken_lines.insert(NOWHERE);
        }
        let errors = schema.errors(&document);
        let mut wrong: BTreeSet<String> = errors.iter().filter_map(shape::misspelled).collect();
        for error in errors {
            let place = shape::location(&error, &tree);
            if !shape::is_consequence(&error, &place, &broken_lines, &wrong) {
                shape::report(&error, &tree, place, problems);
            }
            wrong.insert(shape::subject(&error));
            shape::mend(&mut document, &error, schema);
        }
        let file = serde_json::from_value(document).ok()?;
        Some(Self { file, tree, wrong, partial: !broken_lines.is_empty() })
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

    /// Whether a key's mistake has been, or may have been, reported: what stands there now, or does not, says nothing
    /// about what was written.
    pub fn is_reported(&self, pointer: &str) -> bool {
        self.partial || self.wrong.contains(pointer)
    }

    /// Where exactly a key is written, if it is: here, or in what this file is based on.
    pub fn written(&self, pointer: &str) -> Option<Location> {
        self.tree.own(pointer)
    }

    /// The whole file.
    pub fn whole(&self) -> Location {
        Location::whole(self.at("").path())
    }
}
