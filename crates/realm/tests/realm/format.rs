//! Laying files out changes nothing that they say.

use std::fs;

use proptest::prelude::*;
use realm::{Format, explain, format, render_explained};

use super::site::{Site, samples};

#[test]
fn the_samples_are_laid_out() {
    let changed = format(samples(), &[]).unwrap();
    for (path, text) in &changed {
        fs::write(path, text).unwrap();
    }
    assert!(changed.is_empty(), "laid out anew, look and commit: {changed:#?}");
}

/// What every file says, defaults too.
fn said(site: &Site) -> String {
    let all = explain(&site.root(), "asahi", None).unwrap().unwrap_or_else(|report| panic!("{report:?}"));
    let said = all.iter().map(|one| format!("{} {} {}\n", one.file, one.key, one.value));
    said.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// Samples with spaces, comments and empty lines strewn in.
    #[test]
    fn what_a_file_says_stays(
        file in prop::sample::select(&["realm.toml", "portal.toml", "clients/portal.toml"][..]),
        strewn in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize), 0..8),
    ) {
        let site = Site::new();
        let text = fs::read_to_string(samples().join("minato").join(file)).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (index, kind) in strewn {
            let at = index.index(lines.len());
            match kind {
                0 => lines.insert(at, String::new()),
                1 if !lines[at].starts_with('[') => lines[at] = lines[at].replacen(" = ", "  =", 1),
                2 => lines[at].push_str("   # 覚え書き"),
                _ => lines.insert(at, "  # a note".to_owned()),
            }
        }
        let text = lines.join("\n");
        site.write("asahi", file, &text);
        let before = said(&site);
        for (path, new) in format(&site.root(), &["asahi".to_owned()]).unwrap() {
            fs::write(path, new).unwrap();
        }
        prop_assert_eq!(&before, &said(&site));
        let new = fs::read_to_string(site.root().join("asahi").join(file)).unwrap();
        prop_assert_eq!(new.matches('#').count(), text.matches('#').count());
        prop_assert!(format(&site.root(), &["asahi".to_owned()]).unwrap().is_empty(), "laid out once and for all");
    }
}

#[test]
fn what_is_written_out_in_full_says_the_same() {
    for realm in ["asahi", "hikari", "kogane", "kusunoki", "minato", "tsubaki"] {
        let site = Site::new();
        let _ = fs::remove_dir_all(site.root().join("asahi"));
        copy(&samples().join(realm), &site.root().join("asahi"));
        let before = said(&site);
        let files = fs::read_dir(site.root().join("asahi/clients")).unwrap();
        let clients = files.map(|entry| format!("clients/{}", entry.unwrap().file_name().to_str().unwrap()));
        for file in ["realm.toml".to_owned(), "portal.toml".to_owned()].into_iter().chain(clients) {
            let all = explain(&site.root(), "asahi", Some(&file)).unwrap().unwrap();
            site.write("asahi", &file, render_explained(&all, Format::Text, base::Language::Ja));
        }
        assert_eq!(before, said(&site), "{realm}");
        assert!(realm::plan((&site.root(), &site.state()), &[].into(), &[].into(), &site.settings).is_ok());
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { _ = fs::copy(entry.path(), to).unwrap() }
    }
}
