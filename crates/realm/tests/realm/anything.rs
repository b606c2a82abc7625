//! Whatever is written into a file, it is judged: no panic, and every place named lies within the file.

use std::fs;

use base::Language;
use proptest::prelude::*;
use proptest::sample::Index;
use realm::Format;

use super::site::{Site, samples};

/// A file of the samples, for each kind that is parsed.
const FILES: [&str; 4] = ["realm.toml", "portal.toml", "clients/portal.toml", "brand/logo.svg"];

/// An edit: where, how much goes, what comes.
type Edit = (Index, usize, String);

fn edit() -> impl Strategy<Value = Edit> {
    let pieces = prop_oneof![
        "[a-z=\"'\\[\\]{}#,.\n\t 0-9-]{0,6}",
        "[ぁ-ん　＝「」]{0,3}",
        Just("\"\"\"".to_owned()),
        Just("= {".to_owned()),
        Just("\n[sign_in]\n".to_owned()),
        Just("\u{0}\r\u{feff}".to_owned()),
        Just("<script href='x'>".to_owned()),
    ];
    (any::<Index>(), 0_usize..12, pieces)
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (place, removed, inserted) in edits {
        let at = place.index(characters.len() + 1);
        let end = (at + removed).min(characters.len());
        characters.splice(at..end, inserted.chars());
    }
    characters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn is_judged(file in prop::sample::select(&FILES[..]), edits in prop::collection::vec(edit(), 1..5)) {
        let site = Site::new();
        let text = edited(&fs::read_to_string(samples().join("minato").join(file)).unwrap(), &edits);
        site.write("asahi", file, &text);
        let report = site.check(&["asahi"]);
        for diagnostic in &report.diagnostics {
            let (line, column) = diagnostic.location.line_and_column();
            prop_assert!(line <= text.matches('\n').count() + 1);
            prop_assert!(column <= text.chars().count() + 1);
        }
        for language in Language::ALL {
            prop_assert!(report.render(Format::Text, language).ends_with('\n'));
            prop_assert!(report.render(Format::Json, language).ends_with('\n'));
        }
    }
}
