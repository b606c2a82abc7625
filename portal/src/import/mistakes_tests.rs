//! Files as they go wrong in offices, and what an administrator reads about each: in both languages, with the line and the
//! column, and with nothing of what stands in the file.

use base::Language;
use encoding_rs::SHIFT_JIS;
use store::import::{Encoding, Event, ImportError};

use super::command::summary;
use super::{ImportFile, ImportKind, import};
use crate::testing::Site;

const HEADER: &str =
    "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note\n";
const GOOD: &str = "L1,H1,00,2026-08,通院,港内科,3,10000,7000,0,3000,\n";
const SECOND: &str = "L2,H1,00,2026-08,歯科,港歯科,1,5000,3500,0,1500,\n";

/// What is said of a file, to its last line.
async fn report(site: &Site, text: &[u8], encoding: Encoding) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines.csv");
    std::fs::write(&file, text).unwrap();
    let file = ImportFile { realm: "minato".parse().unwrap(), file, encoding, dry_run: false };
    let mut problems = Vec::new();
    let mut listener = |event| {
        if let Event::Problem(problem) = event {
            problems.push(problem);
        }
    };
    let outcome = import(&site.app.database, (ImportKind::Expenses, &file), &site.clock, &mut listener).await;
    let end = match outcome {
        Ok(report) => {
            assert!(report.outcomes.is_empty(), "nothing of a chunk with a mistake comes in: {report:?}");
            summary(&report, false)
        }
        Err(ImportError::Unusable(found)) => {
            problems.extend(found);
            String::new()
        }
        Err(error) => panic!("{error}"),
    };
    let said = problems.iter().flat_map(|found| Language::ALL.map(|language| found.in_file("lines.csv", language)));
    let said: Vec<String> = said.chain([end]).collect();
    let said = said.join("\n");
    for value in ["港内科", "H1,", "港 花子", "2026-13", "-3000"] {
        assert!(!said.contains(value), "{value}: {said}");
    }
    said
}

fn utf8(lines: &str) -> Vec<u8> {
    format!("{HEADER}{lines}").into_bytes()
}

fn shift_jis(text: &str) -> Vec<u8> {
    SHIFT_JIS.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[tokio::test]
async fn every_mistake_is_told_by_its_place() {
    let site = Site::open().await;
    let ten_megabytes = "長".repeat(10 * 1024 * 1024 / 3);
    let cases: [(&str, Vec<u8>, Encoding); 22] = [
        ("empty", Vec::new(), Encoding::Utf8),
        ("no-header", GOOD.into(), Encoding::Utf8),
        ("header-of-members", "member_number,user_id,branch\nM1,港 花子,00\n".into(), Encoding::Utf8),
        ("header-lacks-a-column", format!("{}\n", HEADER.replace(",own", "")).into(), Encoding::Utf8),
        ("header-in-japanese", "明細ID,世帯番号,枝番\n".into(), Encoding::Utf8),
        ("truncated-line", utf8(&format!("{GOOD}L2,H1,00,2026-")), Encoding::Utf8),
        ("truncated-in-a-quoted-cell", utf8(&format!("{GOOD}L2,H1,00,2026-08,歯科,\"港歯")), Encoding::Utf8),
        ("shift-jis-not-said", shift_jis(&format!("{HEADER}{GOOD}")), Encoding::Utf8),
        ("utf-16", utf16(&format!("\u{feff}{HEADER}{GOOD}")), Encoding::Utf8),
        ("utf-8-called-shift-jis", format!("\u{feff}{HEADER}{GOOD}").into(), Encoding::ShiftJis),
        (
            "damaged-utf-8",
            [utf8(GOOD), b"L2,H1,00,2026-08,\xe6\xad,,1,1000,700,0,300,\n".into()].concat(),
            Encoding::Utf8,
        ),
        ("negative-amounts", utf8(&format!("{GOOD}{}", SECOND.replace("1500", "-1500"))), Encoding::Utf8),
        ("amounts-that-do-not-add-up", utf8(&SECOND.replace("1500", "1501")), Encoding::Utf8),
        (
            "amounts-with-separators",
            utf8(&SECOND.replace("5000", "\"5,000\"").replace("3500", "￥3500")),
            Encoding::Utf8,
        ),
        (
            "months-that-never-were",
            utf8(&format!("{}{}", GOOD.replace("-08", "-13"), SECOND.replace("2026", "2098"))),
            Encoding::Utf8,
        ),
        ("a-household-without-a-number", utf8(&SECOND.replace("H1", "")), Encoding::Utf8),
        ("a-branch-of-three-digits", utf8(&SECOND.replace(",00,", ",100,")), Encoding::Utf8),
        ("the-same-line-twice", utf8(&format!("{GOOD}{SECOND}{GOOD}")), Encoding::Utf8),
        ("a-cell-of-ten-megabytes", utf8(&SECOND.replace("港歯科", &ten_megabytes)), Encoding::Utf8),
        (
            "a-quoted-cell-of-ten-megabytes",
            utf8(&SECOND.replace("港歯科", &format!("\"{ten_megabytes}\""))),
            Encoding::Utf8,
        ),
        ("nul", utf8(&SECOND.replace("港歯科", "港\0歯科")), Encoding::Utf8),
        (
            "withdrawn-by-another-word",
            format!("{}{}", HEADER.replace("note", "note,withdrawn"), SECOND.replace("1500,", "1500,,はい")).into(),
            Encoding::Utf8,
        ),
    ];
    for (name, text, encoding) in cases {
        insta::assert_snapshot!(name, report(&site, &text, encoding).await);
    }
}
