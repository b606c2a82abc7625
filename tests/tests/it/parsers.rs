//! Every parser over its seeds, and over what is near them: the short form of `tests/fuzz`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tests::parsers::PARSERS;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn seeds(name: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder().join("seeds").join(name)).unwrap_or_else(|_| panic!("{name} has no seeds"));
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// What is near a seed: cut off at many places, one byte changed at many others. The same each time.
fn near(seed: &[u8]) -> Vec<Vec<u8>> {
    let mut near = vec![seed.to_vec()];
    let step = (seed.len() / 12).max(1);
    for (n, at) in (0..seed.len()).step_by(step).enumerate() {
        near.push(seed[..at].to_vec());
        let mut changed = seed.to_vec();
        changed[at] = [0, 0xFF, b'"', b'%', b'\\', b'.', changed[at] ^ 1][n % 7];
        near.push(changed);
    }
    near
}

#[test]
fn no_seed_breaks_a_parser_and_nothing_near_it_does() {
    for (name, parser) in PARSERS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        for path in seeds {
            for (n, input) in near(&fs::read(&path).unwrap()).into_iter().enumerate() {
                let judged = std::panic::catch_unwind(|| parser(&input));
                let judged = judged.unwrap_or_else(|_| panic!("{} ({n}) made it panic", path.display()));
                judged.unwrap_or_else(|error| panic!("{} ({n}): {error:#}", path.display()));
            }
        }
    }
}

#[test]
fn every_parser_is_fuzzed() {
    let manifest: toml::Table = fs::read_to_string(folder().join("Cargo.toml")).unwrap().parse().unwrap();
    let programs = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap().to_owned());
    let parsers: BTreeSet<_> = PARSERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(programs.collect::<BTreeSet<_>>(), parsers);
    let seeds = fs::read_dir(folder().join("seeds")).unwrap();
    let seeds = seeds.map(|folder| folder.unwrap().file_name().into_string().unwrap());
    assert_eq!(seeds.collect::<BTreeSet<_>>(), parsers);
}
