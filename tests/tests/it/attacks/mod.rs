//! Attacks that other providers fell to, tried on this one over real HTTP. A test that has the name of a published
//! weakness shows that it is not here; which class of attacks each belongs to stands in `tests/README.md`.

mod browsers;
mod canaries;
mod confusion;
mod isolation;
mod rehearsals;

use std::fs;
use std::path::{Path, PathBuf};

/// The source files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The tables of the README name tests; a test that is renamed is renamed there too.
#[test]
fn every_test_that_is_named_here_is_there() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(tests.join("README.md")).unwrap();
    let (_, tables) = readme.split_once("## Attacks: class").unwrap();
    let mut files = Vec::new();
    for folder in ["crates", "idp", "portal", "tests/tests"] {
        sources(&tests.join("..").join(folder), &mut files);
    }
    let text: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let named = tables.split('`').filter(|name| name.contains("::") && !name.contains(' '));
    let missing: Vec<_> = named
        .filter(|name| {
            let name = name.rsplit("::").next().unwrap_or_default();
            name.contains('_') && !text.contains(&format!("fn {name}(")) && !text.contains(&format!("mod {name}"))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    for class in 1..=34 {
        assert!(tables.contains(&format!("\n| S{class} ")), "S{class} has no row");
    }
}
