//! House limits that no lint holds: how long a file is, how it begins, what stands where.

use std::fs;
use std::path::{Path, PathBuf};

/// The longest file that a reader can hold as one idea. Tests apart.
const LONGEST_FILE: usize = 400;

/// Everything that may stand at the top of the repository; `target` and `var` are ignored by git.
const TOP_LEVEL: [&str; 20] = [
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".deny.toml",
    ".deploy",
    ".git",
    ".gitignore",
    ".rustfmt.toml",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "crates",
    "idp",
    "migrations",
    "portal",
    "realm-config",
    "target",
    "tests",
    "var",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Every Rust file of ours, with its path relative to the root.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for top in ["crates", "migrations", "idp", "portal", "tests"] {
        walk(&root().join(top), &mut found);
    }
    found.sort();
    found
        .into_iter()
        .map(|path| (path.strip_prefix(root()).unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Whether a file holds nothing but tests: `tests.rs` or `…_tests.rs` beside the code, or anything in a crate's `tests/`.
fn is_test_file(path: &Path) -> bool {
    path.iter().skip(1).any(|part| part == "tests")
        || path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
}

#[test]
fn the_top_level_is_fixed() {
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(TOP_LEVEL.contains(&name.as_str()), "{name} has no place at the top level");
    }
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "these begin without `//!`: {silent:#?}");
}

#[test]
fn a_file_is_one_idea() {
    let mut long = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test_file(path)) {
        // Tests at a file's end are counted apart: they may be as long as the cases are many.
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        if lines > LONGEST_FILE {
            long.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines: {long:#?}");
}

#[test]
fn rows_alone_speak_to_the_database_in_the_services() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let service = path.starts_with("idp/src") || path.starts_with("portal/src");
        if service && !path.iter().any(|part| part == "rows") && text.contains("sea_orm") {
            wrong.push(path);
        }
    }
    assert!(wrong.is_empty(), "sea-orm outside rows/: {wrong:#?}");
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.ends_with("house.rs")) {
        assert!(
            !text.contains("#[allow(") && !text.contains("#![allow("),
            "{}: #[expect(…, reason)] instead",
            path.display()
        );
    }
}
